-- The last revision applied of what people ask for, per key of their events.
create table operator_applied (
    key      text   primary key,
    revision bigint not null
);
