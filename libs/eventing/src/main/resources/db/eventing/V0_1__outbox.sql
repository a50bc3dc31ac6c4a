-- Events decided but not yet on the bus. Drained by delete, in order of id.
create table outbox (
    id      bigint generated always as identity primary key,
    topic   text  not null,
    key     text  not null,
    headers bytea not null,
    value   bytea not null
);

-- The last event of each unfinished machine, to be announced again: brokers can lose records too.
create table snapshot (
    key      text primary key,
    topic    text   not null,
    revision bigint not null,
    headers  bytea  not null,
    value    bytea  not null
);
