-- Names that cannot be confused: `license_users` are the people who ask for licenses, as logs
-- name them; `report_users` are the people who sign in to read the report. An import is undone,
-- in the word that the command line and the pages use.
--
-- The views go first and are made again, so that their text has the new names.
drop view denials;
drop view links_with_owners;

alter table users rename to license_users;
alter table sign_in_users rename to report_users;
alter table sign_in_user_accounts rename to report_user_accounts;
drop index sign_in_users_of_provider;
create unique index report_users_of_provider on report_users (provider, provider_subject);

alter table imports rename column taken_back_at to undone_at;
alter table imports rename column taken_back_by to undone_by;

-- The denials as a person or another tool reads them.
create view denials as
select
    events.id,
    datetime(events.at, 'unixepoch') as time,
    accounts.name as account,
    servers.name as server,
    sources.name as source,
    license_users.name as user,
    devices.name as device,
    products.name as product,
    features.name as feature,
    versions.name as version,
    models.name as license_model,
    events.count,
    statuses.space as code_space,
    statuses.code,
    statuses.description,
    events.is_final,
    events.import_id
from events
join servers on servers.id = events.server_id
join accounts on accounts.id = servers.account_id
join sources on sources.id = events.source_id
join license_users on license_users.id = events.user_id
join devices on devices.id = events.device_id
join products on products.id = events.product_id
join features on features.id = events.feature_id
join versions on versions.id = events.version_id
join models on models.id = events.model_id
join statuses on statuses.id = events.status_id
where events.outcome_id = 0;

-- Users, each with a JSON array of the accounts that limit it: one row a user, and one
-- statement for any number of them.
create view report_users_with_accounts as
select
    id,
    name,
    role,
    all_accounts,
    password is not null as has_password,
    (
        select json_group_array(account) from report_user_accounts
        where report_user_accounts.user_id = report_users.id
    ) as accounts
from report_users;

-- Links in the same way. A link whose owner was removed is not among them.
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
    created_at,
    expires_at,
    last_opened_at,
    opens,
    revoked_at,
    (
        select json_group_array(account) from link_accounts
        where link_accounts.link_id = links.id
    ) as accounts,
    owner_id,
    owners.name as owner_name,
    owners.role as owner_role,
    owners.all_accounts as owner_all_accounts,
    owners.accounts as owner_accounts,
    owners.has_password as owner_has_password
from links
join report_users_with_accounts as owners on owners.id = links.owner_id;
