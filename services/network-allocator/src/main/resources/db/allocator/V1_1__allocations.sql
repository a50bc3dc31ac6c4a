-- One row a machine; a machine that is over keeps its row as a tombstone.
create table allocation (
    request_id         text primary key,
    stage              text   not null check (stage in ('NEW', 'ALLOCATED', 'WITHDRAWN', 'GONE')),
    uuid               text   not null,
    attempt            integer not null,
    macs               text   not null,
    -- The last revisions applied, per writer.
    evaluated_revision bigint not null,
    vm_revision        bigint not null,
    -- Of our own events of this machine.
    revision           bigint not null
);

-- Every MAC that is a machine's, in lower case. Unique by constraint, not by luck.
create table mac (
    mac        text primary key,
    request_id text    not null references allocation,
    nic        integer not null,
    unique (request_id, nic)
);

-- MACs that Proxmox shows on VMs, ours or not.
create table seen_mac (
    cluster    text not null,
    node       text not null,
    vmid       integer not null,
    mac        text not null,
    -- Empty for VMs that are not ours.
    request_id text not null,
    primary key (cluster, node, vmid, mac)
);
create index seen_mac_by_mac on seen_mac (mac);

-- Addresses on storage networks that are a machine's.
create table lease (
    network    text not null,
    address    text not null,
    request_id text    not null references allocation,
    nic        integer not null,
    leased_at  timestamptz not null,
    primary key (network, address),
    unique (request_id, nic)
);
