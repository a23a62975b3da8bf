-- The report of a link has URLs of its own, which name the link by its public id. It opens
-- nothing and is not derived from what opens the link. Links that are there get one.
alter table links add column public_id text;
update links set public_id = lower(hex(randomblob(8)));
create unique index links_public_id on links (public_id);

-- When a session of a link was last used, noted every few minutes: a browser that opens
-- many links is signed out of the one that it used least recently.
alter table link_sessions add column last_used_at integer not null default 0;
update link_sessions set last_used_at = created_at;

-- The same view with the public id.
drop view links_with_owners;
create view links_with_owners as
select
    links.id,
    public_id,
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
