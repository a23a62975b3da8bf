-- Who may sign in, who is signed in, and what was done. The users of the record are the
-- people who asked for licenses; these are the people who read the report.
--
-- `password` is an argon2id hash in PHC form, or null: such a user signs in by a link from
-- the console. An id is never given twice, so that nothing of a removed user's falls to
-- another.
create table sign_in_users (
    id integer primary key autoincrement,
    name text not null unique collate nocase,
    role text not null check (role in ('administrator', 'producer', 'customer-success')),
    all_accounts integer not null,
    password text,
    created_at integer not null
) strict;

-- The accounts of a user who does not see all. They are names, since an account may be
-- given before its first event arrives.
create table sign_in_user_accounts (
    user_id integer not null references sign_in_users (id),
    account text not null,
    primary key (user_id, account)
) strict, without rowid;

-- `secret_hash` is the SHA-256 of what the browser's cookie holds.
create table sessions (
    id integer primary key,
    secret_hash blob not null unique,
    user_id integer not null references sign_in_users (id),
    created_at integer not null,
    last_seen_at integer not null
) strict;

-- `who` is a name as it was then, and `origin` the address that it was done from.
create table audit (
    id integer primary key,
    at integer not null,
    who text not null,
    what text not null,
    detail text not null,
    origin text not null
) strict;
