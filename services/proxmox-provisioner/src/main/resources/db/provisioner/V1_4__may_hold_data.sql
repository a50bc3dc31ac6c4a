-- Whether the VM was found instead of made, or may have run: it is removed on release alone.
alter table vm add column may_hold_data boolean not null default false;
