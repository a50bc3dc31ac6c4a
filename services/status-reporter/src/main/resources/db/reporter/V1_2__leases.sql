-- Who had which address, and from when to when: what network.allocated and vm.deleted told. Never deleted.
create table lease (
    request_id  text        not null,
    request_set text        not null,
    nic         integer     not null,
    network     text        not null,
    -- CIDR notation.
    address     text        not null,
    mac         text        not null,
    since       timestamptz not null,
    -- Null: it has it still.
    until       timestamptz,
    -- Of the last network.allocated that told it.
    revision    bigint      not null,
    primary key (request_id, nic, address)
);
create index lease_by_address on lease (split_part(address, '/', 1), since);
create index lease_held on lease (network) where until is null;
