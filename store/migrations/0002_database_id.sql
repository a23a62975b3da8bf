-- A number of this database's own. What is derived from a database and kept beside it
-- carries the number, so that what stands beside another one is not taken for its own.
create table database_id (id integer not null) strict;
insert into database_id (id) values (random());
