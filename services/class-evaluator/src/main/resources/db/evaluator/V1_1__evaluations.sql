-- One row a machine; a machine that is over keeps its row as a tombstone.
create table evaluation (
    request_id           text primary key,
    state                text    not null check (state in ('WAITING', 'REFUSED', 'PLACED', 'WITHDRAWN', 'GONE')),
    -- These six are of the snapshot, for people who look at the table; null when the machine is over.
    request_set          text,
    uuid                 text,
    attempt              integer,
    requested_at         timestamptz,
    cluster              text,
    node                 text,
    -- The state as machine.evaluated tells it (siderite.events.v1.MachineEvaluated); null when the machine is over.
    snapshot             bytea,
    -- Places that failed the machine, a line each: times, until when, node, cluster.
    exclusions           text    not null,
    -- When the reasons for waiting were last published; null: never, or not waiting.
    said_at              timestamptz,
    -- W3C trace context of the last event of the machine that was applied.
    traceparent          text,
    -- The last revisions applied, per writer.
    requested_revision   bigint  not null,
    provisioned_revision bigint  not null,
    -- Of our own events of this machine.
    published_revision   bigint  not null,
    check ((state = 'GONE') = (snapshot is null)),
    check (state <> 'PLACED' or node is not null)
);
create index evaluation_by_state on evaluation (state) where state in ('WAITING', 'PLACED', 'WITHDRAWN');

-- The nodes as they were last read.
create table inventory (
    cluster  text        not null,
    node     text        not null,
    read_at  timestamptz not null,
    -- siderite.events.v1.NodeInventory
    snapshot bytea       not null,
    primary key (cluster, node)
);
