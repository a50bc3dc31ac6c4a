alter table allocation drop constraint allocation_stage_check;
alter table allocation add constraint allocation_stage_check
    check (stage in ('NEW', 'WAITING', 'ALLOCATED', 'WITHDRAWN', 'GONE'));

-- The networks as they are in force, the configuration's keys as they stand there: one row.
create table definition (
    id                 integer primary key check (id = 1),
    keys               text    not null,
    -- Nothing is leased before every VM's addresses have been seen once: a lost database leases nothing twice.
    inventory_complete boolean not null
);

-- Every network that leases come from, configured or a class's own: the row that a transaction locks which takes or gives.
create table network (
    name text primary key
);

-- Free addresses of each pool, as intervals that neither touch nor overlap: the lowest free one is one step into an index.
create table free_interval (
    network  text not null references network on delete cascade,
    audience text not null,
    first    inet not null,
    last     inet not null,
    primary key (network, first),
    unique (network, last),
    check (first <= last)
);
create index free_interval_by_audience on free_interval (network, audience, last);

-- Addresses that are a machine's. Unique by constraint, not by luck. (What was here before was never written.)
drop table lease;
create table lease (
    network     text not null references network,
    address     inet not null,
    prefix      integer not null,
    -- The pool it came from; null: asked for by name, beside all pools.
    audience    text,
    request_id  text not null references allocation,
    request_set text not null,
    nic         integer not null,
    leased_at   timestamptz not null,
    primary key (network, address)
);
create unique index lease_by_nic on lease (request_id, nic, family(address));

-- Addresses that were given back and rest before they are leased again.
create table quarantine (
    network    text not null references network,
    address    inet not null,
    audience   text,
    request_id text not null,
    until      timestamptz not null,
    primary key (network, address)
);
create index quarantine_by_end on quarantine (until);

-- Machines that wait for addresses, in order of asking, with what they asked for.
create table waiting (
    request_id  text primary key references allocation,
    asked       bigint generated always as identity,
    evaluated   bytea not null,
    traceparent text  not null
);
create unique index waiting_in_order on waiting (asked);
create table waiting_for (
    request_id text not null references waiting on delete cascade,
    network    text not null,
    primary key (network, request_id)
);
create index waiting_for_by_request on waiting_for (request_id);

-- Static addresses that Proxmox shows on VMs, ours or not.
create table seen_address (
    cluster    text    not null,
    node       text    not null,
    vmid       integer not null,
    nic        integer not null,
    address    inet    not null,
    prefix     integer not null,
    network    text    not null,
    bridge     text    not null,
    vlan       integer not null,
    -- Empty for VMs that are not ours.
    request_id text    not null,
    request_set text   not null,
    primary key (cluster, node, vmid, nic, address)
);
create index seen_address_by_address on seen_address (address);

-- Nodes whose inventory was read, to know when all of it is.
create table seen_node (
    cluster       text not null,
    node          text not null,
    cluster_nodes text not null,
    read_at       timestamptz not null,
    -- Every VM of ours on it had been read.
    complete      boolean not null,
    primary key (cluster, node)
);
