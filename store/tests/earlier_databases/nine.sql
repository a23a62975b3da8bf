insert into accounts (id, name) values (1, 'Brenn');
insert into servers (id, account_id, name) values (1, 1, 'eu-1');
insert into users (id, name) values (1, 'zoë');
insert into devices (id, name) values (1, 'ws-17');
insert into products (id, name) values (1, 'moldsim');
insert into features (id, name) values (1, 'mesh');
insert into versions (id, name) values (1, '2025.1');
insert into models (id, name) values (1, 'concurrent');
insert into statuses (id, space, code, description)
values (1, 'flexnet-publisher', '-4', 'Licensed number of users already reached');
insert into imports (id, path, format, started_at, finished_at, lines, stored, who)
values (1, 'a.log', 'flexnet-debug', 1756454400, 1756454401, 1, 1, 'Mira');
insert into imports
    (id, path, format, started_at, finished_at, lines, stored, who, taken_back_at, taken_back_by)
values (2, 'b.log', 'flexnet-debug', 1756454401, 1756454402, 1, 1, 'Noor', 1756454403, 'Mira');
insert into events
    (id, import_id, at, outcome_id, server_id, source_id, user_id, device_id, product_id,
     feature_id, version_id, model_id, status_id, count, is_final, hash, ordinal)
values (3, 1, 1756454000, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1.0, 1, 4711, 0);
update undone set version = 2;

insert into sign_in_users (id, name, role, all_accounts, password, created_at)
values
    (2, 'Mira', 'administrator', 1, 'HASH', 1756454400),
    (5, 'Noor', 'customer-success', 0, null, 1756454400),
    (7, 'gone', 'producer', 1, null, 1756454400);
delete from sign_in_users where id = 7;
insert into sign_in_user_accounts (user_id, account) values (5, 'Dorn'), (5, 'Brenn');
insert into links
    (id, secret_hash, public_id, owner_id, filters, masks_users, masks_devices, masking_key,
     note, created_at, expires_at)
values
    (1, x'01', '0123456789abcdef', 5, '', 1, 0, zeroblob(32), 'for Brenn', 1756454400, 1759046400),
    (2, x'02', '0123456789abcde0', 7, '', 1, 0, zeroblob(32), 'gone', 1756454400, 1759046400);
insert into link_accounts (link_id, account) values (1, 'Falk'), (1, 'Brenn'), (2, 'Brenn');
