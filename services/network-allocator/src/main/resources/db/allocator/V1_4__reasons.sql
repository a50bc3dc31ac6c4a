-- Why a machine waits, a line each, as it was told, and when.
alter table waiting add column reasons text not null default '';
alter table waiting add column told_at timestamptz not null default now();
