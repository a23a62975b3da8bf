-- The last event that was stored by a version which read some lines otherwise; 0 where there
-- is none. Such events are known by what that version made of their lines.
create table earlier_events (last_id integer not null) strict;
insert into earlier_events
select max(version, ifnull((select max(id) from events), 0)) from undone;
