-- The record. Every accepted event is one row of `events`, appended and never changed;
-- names stand once in dictionaries, whose ids count from 1 without a hole. Nothing here
-- is derived: identity sets, gaps and indexes are made from these rows and can be
-- thrown away. `denials` is the record as a person or another tool reads it.

create table accounts (id integer primary key, name text not null) strict;
create table servers (
    id integer primary key,
    account_id integer not null references accounts (id),
    name text not null
) strict;
create table users (id integer primary key, name text not null) strict;
create table devices (id integer primary key, name text not null) strict;
create table products (id integer primary key, name text not null) strict;
create table features (id integer primary key, name text not null) strict;
create table versions (id integer primary key, name text not null) strict;
create table models (id integer primary key, name text not null) strict;

-- `description` is the first text that was logged with the status; the catalogue's
-- text, where it has one, is shown instead.
create table statuses (
    id integer primary key,
    space text not null,
    code text not null,
    description text not null
) strict;

create table sources (id integer primary key, name text not null) strict;
insert into sources (id, name) values (0, 'cls'), (1, 'local'), (2, 'dynamic-monetization');
create table outcomes (id integer primary key, name text not null) strict;
insert into outcomes (id, name) values (0, 'denied'), (1, 'granted'), (2, 'returned');

-- One file that was imported. `finished_at` stays null when it was interrupted.
create table imports (
    id integer primary key,
    path text not null,
    format text not null,
    started_at integer not null,
    finished_at integer,
    lines integer not null default 0,
    stored integer not null default 0,
    duplicates integer not null default 0,
    rejected integer not null default 0
) strict;

-- Seconds are since 1970-01-01T00:00:00Z. `hash` and `ordinal` are the event's identity
-- within its server and second, or `external_id` within its server where the source
-- names its events. No index but the arrival order: one on the identity would cost more
-- than everything else together.
create table events (
    id integer primary key,
    import_id integer not null references imports (id),
    at integer not null,
    outcome_id integer not null references outcomes (id),
    server_id integer not null references servers (id),
    source_id integer not null references sources (id),
    user_id integer not null references users (id),
    device_id integer not null references devices (id),
    product_id integer not null references products (id),
    feature_id integer not null references features (id),
    version_id integer not null references versions (id),
    model_id integer not null references models (id),
    status_id integer references statuses (id),
    count real not null,
    is_final integer not null,
    hash integer not null,
    ordinal integer not null,
    external_id text
) strict;

create view denials as
select
    events.id,
    datetime(events.at, 'unixepoch') as time,
    accounts.name as account,
    servers.name as server,
    sources.name as source,
    users.name as user,
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
join users on users.id = events.user_id
join devices on devices.id = events.device_id
join products on products.id = events.product_id
join features on features.id = events.feature_id
join versions on versions.id = events.version_id
join models on models.id = events.model_id
join statuses on statuses.id = events.status_id
where events.outcome_id = 0;
