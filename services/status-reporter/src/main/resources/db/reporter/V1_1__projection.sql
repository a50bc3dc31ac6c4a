-- One row a machine request; it stays as a tombstone. Everything but the milestones, the release and the work with Omni
-- follows from the records in table said and is here to be asked for.
create table machine (
    request_id       text primary key,
    request_set      text   not null,
    stage            text   not null,
    attempt          int    not null,
    cluster          text   not null,
    node             text   not null,
    vmid             bigint not null,
    uuid             text   not null,
    name             text   not null,
    error            text   not null,
    deletion_error   text   not null,
    updated_at       timestamptz,
    -- When each milestone was first passed.
    requested_at     timestamptz,
    waiting_at       timestamptz,
    refused_at       timestamptz,
    placed_at        timestamptz,
    allocated_at     timestamptz,
    creating_at      timestamptz,
    created_at       timestamptz,
    registered_at    timestamptz,
    withdrawn_at     timestamptz,
    released_at      timestamptz,
    deleted_at       timestamptz,
    gone_at          timestamptz,
    -- Revision of our own last event about it; 0: none yet.
    revision         bigint not null,
    traceparent      text,
    -- The work with Omni: when it is due, who is at it and until when it is believed to be, how it went.
    due_at           timestamptz,
    claimed_by       text,
    claimed_until    timestamptz,
    failures         int    not null,
    omni_error       text   not null,
    -- Versions of our resources in Omni when they last were as they should be; empty: none there.
    status_version   text   not null,
    patch_version    text   not null
);

create index machine_due on machine (due_at) where due_at is not null;
create index machine_claimed on machine (claimed_until) where claimed_until is not null;
create index machine_stage on machine (stage);

-- The last record of each topic about a machine; of vm.progressed, of each step.
create table said (
    request_id text        not null references machine,
    type       text        not null,
    detail     text        not null,
    revision   bigint      not null,
    at         timestamptz not null,
    value      bytea       not null,
    primary key (request_id, type, detail)
);

-- The last inventory of each Proxmox node, as it was announced.
create table node (
    key      text primary key,
    cluster  text        not null,
    node     text        not null,
    online   boolean     not null,
    revision bigint      not null,
    read_at  timestamptz not null,
    value    bytea       not null
);
