-- The storage that had no room, where that is known of a failure; empty: not.
alter table vm add column failure_storage text not null default '';
alter table vm add column goal_failure_storage text not null default '';
