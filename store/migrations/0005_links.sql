-- Links that open a part of the report to somebody who has no user. A link never shows
-- more than its owner may see at that moment, and none works without its owner.
--
-- `secret_hash` is the SHA-256 of what the address holds. `filters` is a view's query
-- string of filters that cannot be removed, `earliest` the first second that is shown.
-- `masking_key` makes the pseudonyms of masked names. `password` is an argon2id hash in PHC
-- form, or null. An id is never given twice.
create table links (
    id integer primary key autoincrement,
    secret_hash blob not null unique,
    owner_id integer not null references sign_in_users (id),
    filters text not null,
    earliest integer,
    masks_users integer not null,
    masks_devices integer not null,
    masking_key blob not null,
    note text not null,
    password text,
    created_at integer not null,
    expires_at integer not null,
    last_opened_at integer,
    opens integer not null default 0,
    revoked_at integer
) strict;

-- The accounts that a link shows, by name; a link without one shows nothing.
create table link_accounts (
    link_id integer not null references links (id),
    account text not null,
    primary key (link_id, account)
) strict, without rowid;

-- Who opened a link: `secret_hash` is the SHA-256 of what the browser's cookie holds.
create table link_sessions (
    id integer primary key,
    secret_hash blob not null unique,
    link_id integer not null references links (id),
    created_at integer not null
) strict;

-- What every look at links begins with: a link whose owner is gone is none.
create view links_with_owners as
select
    links.id,
    filters,
    earliest,
    masks_users,
    masks_devices,
    masking_key,
    note,
    links.password is not null as has_password,
    links.created_at,
    expires_at,
    last_opened_at,
    opens,
    revoked_at,
    owner_id,
    sign_in_users.name as owner_name,
    role,
    all_accounts,
    sign_in_users.password is not null as owner_has_password
from links
join sign_in_users on sign_in_users.id = links.owner_id;
