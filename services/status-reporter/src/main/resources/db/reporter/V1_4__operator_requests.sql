-- What people asked of leases, and what became of it: network-allocator's answer, null as long as there is none.
create table operator_request (
    revision bigint      primary key,
    action   text        not null,
    asked_at timestamptz not null,
    answer   bytea
);
-- Revisions go on from the time, so that they are new to everybody also where this database is.
select setval('operator_revision',
    greatest(nextval('operator_revision'), cast(extract(epoch from now()) * 1000 as bigint)));
