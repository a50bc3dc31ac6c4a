-- One machine and the VM that is, or was, made for it. A deleted machine's row stays: late events find it.
create table vm (
    request_id         text primary key,
    state              text   not null,
    -- The last revisions: of what we published, and of what we applied.
    revision           bigint not null,
    allocated_revision bigint not null,
    released_revision  bigint not null,
    traceparent        text   not null,
    -- The plan: NetworkAllocated as it came (no secret), and what was added to it.
    allocation         bytea,
    cluster            text,
    node               text,
    vmid               integer not null,
    image              text    not null,
    attempt            integer not null,
    -- The present step.
    step               text,
    upid               text    not null,
    next_attempt_at    timestamptz,
    polls              integer not null,
    failures           integer not null,
    failure_kind       text,
    failure            text,
    -- What it is removed for.
    goal               text,
    goal_step          text,
    goal_failure_kind  text,
    goal_failure       text,
    goal_allocation    bytea,
    -- VmIdentity of a deleted one.
    identity           bytea,
    changed_at         timestamptz not null
);
create index vm_due on vm (next_attempt_at) where next_attempt_at is not null;
create index vm_state on vm (cluster, state);

-- VMIDs of ours: held, or resting since their VM went.
create table vmid (
    cluster     text    not null,
    vmid        integer not null,
    request_id  text    not null,
    rests_until timestamptz,
    primary key (cluster, vmid)
);
create unique index vmid_held on vmid (cluster, request_id) where rests_until is null;

-- Which machine brings an image to a storage now. Place is the node, or empty for a storage that nodes share.
create table image_claim (
    cluster    text not null,
    place      text not null,
    storage    text not null,
    filename   text not null,
    request_id text not null,
    primary key (cluster, place, storage, filename)
);
create index image_claim_request on image_claim (request_id);

-- Which instance acts in a cluster.
create table lease (
    cluster text primary key,
    holder  text        not null,
    until   timestamptz not null
);
