-- Keys with which license servers and forwarders bring their events. Each belongs to one
-- server of one account; what it brings is filed there. Only the SHA-256 of the key itself
-- is kept. A key that was revoked stays, since its imports name it.
create table keys (
    id integer primary key,
    name text not null unique,
    account text not null,
    server text not null,
    source_id integer not null references sources (id),
    secret_hash blob not null unique,
    made_at integer not null,
    revoked_at integer
) strict;

-- The key that brought an import's events; null for a file. Such an import goes on while
-- the server runs: `finished_at` is then the last time that something came.
alter table imports add column key_id integer references keys (id);
