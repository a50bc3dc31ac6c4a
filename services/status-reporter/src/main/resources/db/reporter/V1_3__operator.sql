-- Revisions of what people ask for: their events are of no machine.
create sequence operator_revision;
