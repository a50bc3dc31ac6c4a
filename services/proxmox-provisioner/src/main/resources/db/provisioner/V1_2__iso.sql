-- A claim of a boot image: its task, which outlives its machine, and how the last attempt failed, which counts for all
-- that wait until retry_at. Empty request_id: nobody brings it now.
alter table image_claim
    add column upid         text not null default '',
    add column failed_by    text not null default '',
    add column failure_kind text not null default '',
    add column failure      text not null default '',
    add column retry_at     timestamptz;

-- ISOs of ours that lie in Proxmox: brought by us, or, after a loss of this table, known by their names again.
create table iso (
    cluster      text not null,
    place        text not null,
    storage      text not null,
    filename     text not null,
    -- Since when nothing needs it; null: something does, or it is not known yet.
    unused_since timestamptz,
    primary key (cluster, place, storage, filename)
);
