-- An import can be taken back: its rows in `events` are deleted, which is the one way in
-- which a row ever goes.
--
-- Who brought an import: a user's name, `command line`, or null for a key. Before there
-- were keys only the command line brought any. An import that was taken back stays here,
-- and its rows in `events` are gone.
alter table imports add column who text;
update imports set who = 'command line' where key_id is null;
alter table imports add column taken_back_at integer;
alter table imports add column taken_back_by text;

-- The data version that the last undo made; 0 before the first. No event is given this id
-- or a lower one afterwards: whoever has read up to a lower one must read everything anew.
create table undone (version integer not null) strict;
insert into undone (version) values (0);
