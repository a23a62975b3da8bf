PRAGMA application_id = 1414680151;
PRAGMA user_version = 0;
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO "_sqlx_migrations" VALUES(1,'record','2026-12-01 03:48:09',1,X'02E191EE66FCF051926F6147F7C558BB66CD076BBBB53F44A95301E66596E1583EE4F67362A066B2E4C4C3704C9C0D77',675655);
INSERT INTO "_sqlx_migrations" VALUES(2,'database id','2026-12-01 03:48:09',1,X'A7CA06A6E5DFB193FE806A6D64E6D690869292D9F9300532AA3E750C1CD0D3D200640026FAAD84AA379F2B82467D6F8A',241810);
INSERT INTO "_sqlx_migrations" VALUES(3,'sign in','2026-12-01 03:48:09',1,X'93C578B3ABF0573851A37322081D43629DCA375E09AADD467EE527D3F3B18B3419150E3F0B5AFF3983046C95EECA7B55',354508);
INSERT INTO "_sqlx_migrations" VALUES(4,'keys','2026-12-01 03:48:09',1,X'B9BF4FFBCD29F2BF4AD3419771CDF0254B41284E050E9B9088442CEF4C8F663846E6CB600C7AE9D43D1121350D65CE66',452363);
INSERT INTO "_sqlx_migrations" VALUES(5,'links','2026-12-01 03:48:09',1,X'C138A46C67DC1AA7AE9C4D7F4588FC7D87E4EF80E1540FA5750155C14C7CC7EDCEA81345893E6AA654E47804165F916B',313587);
INSERT INTO "_sqlx_migrations" VALUES(6,'undo','2026-12-01 03:48:09',1,X'CD0C309DD0BFE37C8D9093CB3F84E4F0F934E296A53D70FA8E3FC74A7248BBA5C8B95BC25E343DB953A7BF8D957969F1',883755);
INSERT INTO "_sqlx_migrations" VALUES(7,'oidc','2026-12-01 03:48:09',1,X'E7ECBC10701E774E16F5FFD3D34C69BB12FC91E474B5302E1719EDB29BD4DF47ADBC8DB65E4BD6AE2FF55CF34AE23FFB',572302);
CREATE TABLE accounts (id integer primary key, name text not null) strict;
INSERT INTO "accounts" VALUES(1,'imported datestamp');
INSERT INTO "accounts" VALUES(2,'imported dsls-tracing');
INSERT INTO "accounts" VALUES(3,'imported equal-lines');
INSERT INTO "accounts" VALUES(4,'imported flexnet-debug');
INSERT INTO "accounts" VALUES(5,'imported joined-logs');
INSERT INTO "accounts" VALUES(6,'imported replayed-checkouts');
INSERT INTO "accounts" VALUES(7,'imported request-denied');
INSERT INTO "accounts" VALUES(8,'imported rlm-debug');
INSERT INTO "accounts" VALUES(9,'imported rlm-report');
INSERT INTO "accounts" VALUES(10,'imported slog-dates');
INSERT INTO "accounts" VALUES(11,'imported trailing-blanks-a');
INSERT INTO "accounts" VALUES(12,'imported two-blanks');
INSERT INTO "accounts" VALUES(13,'imported wrapped-reason');
INSERT INTO "accounts" VALUES(14,'pushed equal-lines');
INSERT INTO "accounts" VALUES(15,'pushed joined-logs');
INSERT INTO "accounts" VALUES(16,'pushed trailing-blanks-a');
INSERT INTO "accounts" VALUES(17,'pushed events');
INSERT INTO "accounts" VALUES(18,'forwarded equal-lines');
INSERT INTO "accounts" VALUES(19,'forwarded joined-logs');
INSERT INTO "accounts" VALUES(20,'forwarded replayed-checkouts');
INSERT INTO "accounts" VALUES(21,'forwarded trailing-blanks-a');
INSERT INTO "accounts" VALUES(22,'forwarded wrapped-reason');
CREATE TABLE audit (
    id integer primary key,
    at integer not null,
    who text not null,
    what text not null,
    detail text not null,
    origin text not null
) strict;
INSERT INTO "audit" VALUES(1,1796096890,'command line','import','1: datestamp.log','console');
INSERT INTO "audit" VALUES(2,1796096890,'command line','import','2: dsls-tracing.log','console');
INSERT INTO "audit" VALUES(3,1796096890,'command line','import','3: equal-lines.log','console');
INSERT INTO "audit" VALUES(4,1796096890,'command line','import','4: flexnet-debug.log','console');
INSERT INTO "audit" VALUES(5,1796096890,'command line','import','5: joined-logs.log','console');
INSERT INTO "audit" VALUES(6,1796096890,'command line','import','6: replayed-checkouts.log','console');
INSERT INTO "audit" VALUES(7,1796096890,'command line','import','7: request-denied.log','console');
INSERT INTO "audit" VALUES(8,1796096890,'command line','import','8: rlm-debug.log','console');
INSERT INTO "audit" VALUES(9,1796096890,'command line','import','9: rlm-report.log','console');
INSERT INTO "audit" VALUES(10,1796096891,'command line','import','10: slog-dates.log','console');
INSERT INTO "audit" VALUES(11,1796096891,'command line','import','11: trailing-blanks-a.log','console');
INSERT INTO "audit" VALUES(12,1796096891,'command line','import','12: two-blanks.log','console');
INSERT INTO "audit" VALUES(13,1796096891,'command line','import','13: wrapped-reason.log','console');
INSERT INTO "audit" VALUES(14,1796096891,'command line','key-made','pushed equal-lines','console');
INSERT INTO "audit" VALUES(15,1796096892,'command line','key-made','pushed joined-logs','console');
INSERT INTO "audit" VALUES(16,1796096892,'command line','key-made','pushed trailing-blanks-a','console');
INSERT INTO "audit" VALUES(17,1796096892,'command line','key-made','pushed events','console');
INSERT INTO "audit" VALUES(18,1796096892,'command line','key-made','forwarded equal-lines','console');
INSERT INTO "audit" VALUES(19,1796096892,'command line','key-made','forwarded joined-logs','console');
INSERT INTO "audit" VALUES(20,1796096892,'command line','key-made','forwarded replayed-checkouts','console');
INSERT INTO "audit" VALUES(21,1796096892,'command line','key-made','forwarded trailing-blanks-a','console');
INSERT INTO "audit" VALUES(22,1796096892,'command line','key-made','forwarded wrapped-reason','console');
CREATE TABLE database_id (id integer not null) strict;
INSERT INTO "database_id" VALUES(-4034018303773168202);
CREATE TABLE devices (id integer primary key, name text not null) strict;
INSERT INTO "devices" VALUES(1,'ws-1');
INSERT INTO "devices" VALUES(2,'ws-004');
INSERT INTO "devices" VALUES(3,'ws-005');
INSERT INTO "devices" VALUES(4,'ws-2');
INSERT INTO "devices" VALUES(5,'ws-011');
INSERT INTO "devices" VALUES(6,'ws-020');
INSERT INTO "devices" VALUES(7,'ws-3');
INSERT INTO "devices" VALUES(8,'ws-4');
INSERT INTO "devices" VALUES(9,'ws-5');
INSERT INTO "devices" VALUES(10,'ws-9');
INSERT INTO "devices" VALUES(11,'');
CREATE TABLE events (
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
INSERT INTO "events" VALUES(1,1,1741075500,0,1,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,0,NULL);
INSERT INTO "events" VALUES(2,2,1709285400,0,2,1,2,2,2,2,1,1,2,1.0,1,510381352484713291,0,NULL);
INSERT INTO "events" VALUES(3,2,1709286000,0,2,1,3,3,2,3,1,1,3,1.0,1,3087575879354828998,0,NULL);
INSERT INTO "events" VALUES(4,3,1741075500,0,3,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,0,NULL);
INSERT INTO "events" VALUES(5,3,1741075500,0,3,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,1,NULL);
INSERT INTO "events" VALUES(6,3,1741075500,0,3,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,2,NULL);
INSERT INTO "events" VALUES(7,3,1741075501,1,3,1,4,4,1,1,1,1,NULL,1.0,1,684970378352842285,0,NULL);
INSERT INTO "events" VALUES(8,3,1741075501,1,3,1,4,4,1,1,1,1,NULL,1.0,1,75912972925449955,0,NULL);
INSERT INTO "events" VALUES(9,3,1741075560,2,3,1,4,4,1,1,1,1,NULL,1.0,1,-8423109718400742280,0,NULL);
INSERT INTO "events" VALUES(10,4,1654770338,0,4,1,2,2,1,4,1,1,4,1.0,1,-7044899170461848834,0,NULL);
INSERT INTO "events" VALUES(11,4,1654770360,1,4,1,2,2,1,5,1,1,NULL,1.0,1,1650000476406390411,0,NULL);
INSERT INTO "events" VALUES(12,4,1654770362,1,4,1,5,5,1,6,1,1,NULL,8.0,1,-7771317138318127404,0,NULL);
INSERT INTO "events" VALUES(13,4,1654770431,0,4,1,2,2,1,6,1,1,5,4.0,1,6611189923039993261,0,NULL);
INSERT INTO "events" VALUES(14,4,1654771200,0,4,1,6,6,1,5,1,1,1,1.0,1,-7072240385955569946,0,NULL);
INSERT INTO "events" VALUES(15,4,1654819198,2,4,1,2,2,1,5,1,1,NULL,1.0,1,7556102175604253817,0,NULL);
INSERT INTO "events" VALUES(16,4,1654819203,2,4,1,5,5,1,6,1,1,NULL,8.0,1,3383909379243832552,0,NULL);
INSERT INTO "events" VALUES(17,5,1741075500,0,5,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,0,NULL);
INSERT INTO "events" VALUES(18,5,1741075500,0,5,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,1,NULL);
INSERT INTO "events" VALUES(19,5,1741165800,0,5,1,4,4,1,1,1,1,1,1.0,1,4428219398770188374,0,NULL);
INSERT INTO "events" VALUES(20,6,1741075801,1,6,1,1,1,1,1,1,1,NULL,1.0,1,5422764139270769141,0,NULL);
INSERT INTO "events" VALUES(21,6,1741120200,1,6,1,4,4,1,1,1,1,NULL,1.0,1,75912972925449955,0,NULL);
INSERT INTO "events" VALUES(22,6,1741162500,0,6,1,7,7,1,1,1,1,1,1.0,1,-2539868835656284988,0,NULL);
INSERT INTO "events" VALUES(23,6,1741165200,0,6,1,8,8,1,1,1,1,1,1.0,1,-657487125633245710,0,NULL);
INSERT INTO "events" VALUES(24,6,1741098000,0,6,1,9,9,1,1,1,1,1,1.0,1,-17898419660931854,0,NULL);
INSERT INTO "events" VALUES(25,7,1741075380,0,7,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,0,NULL);
INSERT INTO "events" VALUES(26,8,1735689300,1,8,1,2,1,3,7,2,1,NULL,1.0,1,-916937181996586274,0,NULL);
INSERT INTO "events" VALUES(27,8,1735689360,0,8,1,10,4,3,8,2,1,6,2.0,1,-5237034150811099601,0,NULL);
INSERT INTO "events" VALUES(28,8,1735689360,1,8,1,3,10,4,9,3,1,NULL,3.0,1,4739130990180068504,0,NULL);
INSERT INTO "events" VALUES(29,8,1735689780,2,8,1,2,1,3,7,2,1,NULL,1.0,1,-6429746043488257032,0,NULL);
INSERT INTO "events" VALUES(30,8,1735689840,2,8,1,3,10,4,9,3,1,NULL,3.0,1,-5370058145723839684,0,NULL);
INSERT INTO "events" VALUES(31,9,1703974507,1,9,1,2,1,3,7,2,1,NULL,2.0,1,-2692412797588263169,0,NULL);
INSERT INTO "events" VALUES(32,9,1703974860,0,9,1,11,4,3,7,2,1,6,1.0,1,7716522385196691309,0,NULL);
INSERT INTO "events" VALUES(33,9,1704015000,0,9,1,12,11,3,10,4,1,7,1.0,0,3382913996752082582,0,NULL);
INSERT INTO "events" VALUES(34,9,1704015060,1,9,1,2,1,3,10,4,1,NULL,1.0,1,-2918418831068993616,0,NULL);
INSERT INTO "events" VALUES(35,9,1704067202,2,9,1,2,1,3,7,2,1,NULL,2.0,1,4998440661787248029,0,NULL);
INSERT INTO "events" VALUES(36,9,1704096000,2,9,1,3,10,3,7,2,1,NULL,1.0,1,1065405436937180916,0,NULL);
INSERT INTO "events" VALUES(37,10,1736154378,0,10,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,0,NULL);
INSERT INTO "events" VALUES(38,10,1736185603,2,10,1,4,4,1,1,1,1,NULL,1.0,1,-8423109718400742280,0,NULL);
INSERT INTO "events" VALUES(39,10,1736161200,0,10,1,7,7,1,1,1,1,1,1.0,1,-2539868835656284988,0,NULL);
INSERT INTO "events" VALUES(40,11,1741075500,1,11,1,1,1,1,1,1,1,NULL,1.0,1,7508375668174547757,0,NULL);
INSERT INTO "events" VALUES(41,11,1741075560,0,11,1,4,4,1,1,1,1,1,1.0,1,4428219398770188374,0,NULL);
INSERT INTO "events" VALUES(42,12,1741075560,0,12,1,4,4,1,1,1,1,1,1.0,1,4428219398770188374,0,NULL);
INSERT INTO "events" VALUES(43,13,1741075500,0,13,1,1,1,1,1,1,1,8,1.0,1,-4090086004094291402,0,NULL);
INSERT INTO "events" VALUES(44,13,1741075560,1,13,1,4,4,1,1,1,1,NULL,1.0,1,1418547956497215478,0,NULL);
INSERT INTO "events" VALUES(45,14,1741075500,0,14,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,0,NULL);
INSERT INTO "events" VALUES(46,14,1741075500,0,14,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,1,NULL);
INSERT INTO "events" VALUES(47,14,1741075500,0,14,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,2,NULL);
INSERT INTO "events" VALUES(48,14,1741075501,1,14,1,4,4,1,1,1,1,NULL,1.0,1,684970378352842285,0,NULL);
INSERT INTO "events" VALUES(49,14,1741075501,1,14,1,4,4,1,1,1,1,NULL,1.0,1,75912972925449955,0,NULL);
INSERT INTO "events" VALUES(50,14,1741075560,2,14,1,4,4,1,1,1,1,NULL,1.0,1,-8423109718400742280,0,NULL);
INSERT INTO "events" VALUES(51,15,1741075500,0,15,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,0,NULL);
INSERT INTO "events" VALUES(52,15,1741075500,0,15,1,1,1,1,1,1,1,1,1.0,1,6348627873169153521,1,NULL);
INSERT INTO "events" VALUES(53,15,1741165800,0,15,1,4,4,1,1,1,1,1,1.0,1,4428219398770188374,0,NULL);
INSERT INTO "events" VALUES(54,16,1741075500,1,16,1,1,1,1,1,1,1,NULL,1.0,1,7508375668174547757,0,NULL);
INSERT INTO "events" VALUES(55,16,1741075560,0,16,1,4,4,1,1,1,1,1,1.0,1,4428219398770188374,0,NULL);
INSERT INTO "events" VALUES(56,17,1741075500,0,17,1,1,11,2,1,1,1,9,1.0,1,-4447237451229833190,0,NULL);
INSERT INTO "events" VALUES(57,17,1741075500,0,17,1,1,11,2,1,1,1,9,1.0,1,-4447237451229833190,1,NULL);
INSERT INTO "events" VALUES(58,17,1741075560,1,17,1,4,11,2,1,1,1,NULL,1.0,1,-3652513768437528772,0,'r-1');
INSERT INTO "events" VALUES(59,17,1741075620,1,17,1,4,11,2,1,1,1,NULL,1.0,1,-1522764970111828599,0,'7');
INSERT INTO "events" VALUES(60,18,1741075500,0,18,1,1,1,1,1,1,1,1,1.0,1,-2228768909992165379,0,'2.0:1741075500:581adb6a07641df1');
INSERT INTO "events" VALUES(61,18,1741075500,0,18,1,1,1,1,1,1,1,1,1.0,1,-2228768909992165379,0,'3.0:1741075500:581adb6a07641df1');
INSERT INTO "events" VALUES(62,18,1741075500,0,18,1,1,1,1,1,1,1,1,1.0,1,-2228768909992165379,0,'4.0:1741075500:581adb6a07641df1');
INSERT INTO "events" VALUES(63,18,1741075501,1,18,1,4,4,1,1,1,1,NULL,1.0,1,-8711539484820175933,0,'5.0:1741075501:098180ee1362d62d');
INSERT INTO "events" VALUES(64,18,1741075501,1,18,1,4,4,1,1,1,1,NULL,1.0,1,-8711539484820175933,0,'6.0:1741075501:010db2725910b6e3');
INSERT INTO "events" VALUES(65,18,1741075560,2,18,1,4,4,1,1,1,1,NULL,1.0,1,-5197348459465383922,0,'7.0:1741075560:8b1b1a56b2954c78');
INSERT INTO "events" VALUES(66,19,1741075500,0,19,1,1,1,1,1,1,1,1,1.0,1,-2228768909992165379,0,'2.0:1741075500:581adb6a07641df1');
INSERT INTO "events" VALUES(67,19,1741075500,0,19,1,1,1,1,1,1,1,1,1.0,1,-2228768909992165379,0,'5.0:1741075500:581adb6a07641df1');
INSERT INTO "events" VALUES(68,19,1741165800,0,19,1,4,4,1,1,1,1,1,1.0,1,-220985380926919562,0,'7.0:1741165800:3d743214db30e056');
INSERT INTO "events" VALUES(69,20,1741075801,1,20,1,1,1,1,1,1,1,NULL,1.0,1,2451263055546213088,0,'2.0:1741075801:4b418740edf609f5');
INSERT INTO "events" VALUES(70,20,1741120200,1,20,1,4,4,1,1,1,1,NULL,1.0,1,-8711539484820175933,0,'3.0:1741120200:010db2725910b6e3');
INSERT INTO "events" VALUES(71,20,1741162500,0,20,1,7,7,1,1,1,1,1,1.0,1,-7555893285308015933,0,'4.0:1741162500:dcc092c0329f44c4');
INSERT INTO "events" VALUES(72,20,1741165200,0,20,1,8,8,1,1,1,1,1,1.0,1,8302679379386291662,0,'5.0:1741165200:f6e022f1583cddf2');
INSERT INTO "events" VALUES(73,20,1741098000,0,20,1,9,9,1,1,1,1,1,1.0,1,-9049212085852265060,0,'7.0:1741098000:ffc0697b6e11bcf2');
INSERT INTO "events" VALUES(74,21,1741075500,1,21,1,1,1,1,1,1,1,NULL,1.0,1,2451263055546213088,0,'2.0:1741075500:68331be39dbaeb2d');
INSERT INTO "events" VALUES(75,21,1741075560,0,21,1,4,4,1,1,1,1,1,1.0,1,-220985380926919562,0,'3.0:1741075560:3d743214db30e056');
INSERT INTO "events" VALUES(76,22,1741075500,0,22,1,1,1,1,1,1,1,8,1.0,1,-5132340356701123202,0,'2.0:1741075500:c73d18731129b236');
INSERT INTO "events" VALUES(77,22,1741075560,1,22,1,4,4,1,1,1,1,NULL,1.0,1,-8711539484820175933,0,'4.0:1741075560:13afb1d9c3df6ff6');
CREATE TABLE features (id integer primary key, name text not null) strict;
INSERT INTO "features" VALUES(1,'mesh');
INSERT INTO "features" VALUES(2,'MESH');
INSERT INTO "features" VALUES(3,'XM2-FTA');
INSERT INTO "features" VALUES(4,'mesh_cloud');
INSERT INTO "features" VALUES(5,'mesh_core');
INSERT INTO "features" VALUES(6,'mesh_solver');
INSERT INTO "features" VALUES(7,'mesher');
INSERT INTO "features" VALUES(8,'mesher pro');
INSERT INTO "features" VALUES(9,'tiles');
INSERT INTO "features" VALUES(10,'solver');
CREATE TABLE imports (
    id integer primary key,
    path text not null,
    format text not null,
    started_at integer not null,
    finished_at integer,
    lines integer not null default 0,
    stored integer not null default 0,
    duplicates integer not null default 0,
    rejected integer not null default 0
, key_id integer references keys (id), who text, taken_back_at integer, taken_back_by text) strict;
INSERT INTO "imports" VALUES(1,'datestamp.log','flexnet-debug',1796096890,1796096890,4,1,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(2,'dsls-tracing.log','dsls',1796096890,1796096890,4,2,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(3,'equal-lines.log','flexnet-debug',1796096890,1796096890,7,6,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(4,'flexnet-debug.log','flexnet-debug',1796096890,1796096890,34,7,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(5,'joined-logs.log','flexnet-debug',1796096890,1796096890,7,3,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(6,'replayed-checkouts.log','flexnet-debug',1796096890,1796096890,7,5,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(7,'request-denied.log','flexnet-debug',1796096890,1796096890,5,1,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(8,'rlm-debug.log','rlm-debug',1796096890,1796096890,16,5,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(9,'rlm-report.log','rlm-report',1796096890,1796096891,38,6,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(10,'slog-dates.log','flexnet-debug',1796096891,1796096891,5,3,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(11,'trailing-blanks-a.log','flexnet-debug',1796096891,1796096891,3,2,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(12,'two-blanks.log','flexnet-debug',1796096891,1796096891,3,1,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(13,'wrapped-reason.log','flexnet-debug',1796096891,1796096891,5,2,0,0,NULL,'command line',NULL,NULL);
INSERT INTO "imports" VALUES(14,'key pushed equal-lines','pushed',1796096893,1796096893,7,6,0,0,1,NULL,NULL,NULL);
INSERT INTO "imports" VALUES(15,'key pushed joined-logs','pushed',1796096893,1796096893,7,3,0,0,2,NULL,NULL,NULL);
INSERT INTO "imports" VALUES(16,'key pushed trailing-blanks-a','pushed',1796096893,1796096893,3,2,0,0,3,NULL,NULL,NULL);
INSERT INTO "imports" VALUES(17,'key pushed events','pushed',1796096893,1796096893,4,4,0,0,4,NULL,NULL,NULL);
INSERT INTO "imports" VALUES(18,'key forwarded equal-lines','pushed',1796096893,1796096893,6,6,0,0,5,NULL,NULL,NULL);
INSERT INTO "imports" VALUES(19,'key forwarded joined-logs','pushed',1796096893,1796096893,3,3,0,0,6,NULL,NULL,NULL);
INSERT INTO "imports" VALUES(20,'key forwarded replayed-checkouts','pushed',1796096893,1796096893,5,5,0,0,7,NULL,NULL,NULL);
INSERT INTO "imports" VALUES(21,'key forwarded trailing-blanks-a','pushed',1796096894,1796096894,2,2,0,0,8,NULL,NULL,NULL);
INSERT INTO "imports" VALUES(22,'key forwarded wrapped-reason','pushed',1796096894,1796096894,2,2,0,0,9,NULL,NULL,NULL);
CREATE TABLE keys (
    id integer primary key,
    name text not null unique,
    account text not null,
    server text not null,
    source_id integer not null references sources (id),
    secret_hash blob not null unique,
    made_at integer not null,
    revoked_at integer
) strict;
INSERT INTO "keys" VALUES(1,'pushed equal-lines','pushed equal-lines','default',1,X'E6CB6253D5C09078E73107F288BC30AA65800CF2F547FED5FF2F2A58862D8A23',1796096891,NULL);
INSERT INTO "keys" VALUES(2,'pushed joined-logs','pushed joined-logs','default',1,X'9E9663AB74B67DD39B85E27207EE670D1518A565F0D8398495DB7C1E202BE98F',1796096892,NULL);
INSERT INTO "keys" VALUES(3,'pushed trailing-blanks-a','pushed trailing-blanks-a','default',1,X'32BD08867DD0B36836776DD3885C26C02910645CEFC01D5CB45CA9FF551D8AC5',1796096892,NULL);
INSERT INTO "keys" VALUES(4,'pushed events','pushed events','default',1,X'33984344E6D2F9C6271EDBCEA463A86F373D6922BAB318B401A291F78AE27072',1796096892,NULL);
INSERT INTO "keys" VALUES(5,'forwarded equal-lines','forwarded equal-lines','default',1,X'CE8E52789CD651336D86FC83949B45F5F7DB19BE201BBCFE860250CBEE53A6B1',1796096892,NULL);
INSERT INTO "keys" VALUES(6,'forwarded joined-logs','forwarded joined-logs','default',1,X'41A3E66072E5C2BEFA7BAAE6A65FCC201D6C8238355C140C27AF451FA7BDF65F',1796096892,NULL);
INSERT INTO "keys" VALUES(7,'forwarded replayed-checkouts','forwarded replayed-checkouts','default',1,X'BE8AC06D055E051EC3C3EB99CC39CCAC1A1FFB4C7F72AD4A580F246E139CFCCF',1796096892,NULL);
INSERT INTO "keys" VALUES(8,'forwarded trailing-blanks-a','forwarded trailing-blanks-a','default',1,X'3E3A6BB729E08607976F451DF9E0915576F84A644B15D2E53BA3F89C27A904C6',1796096892,NULL);
INSERT INTO "keys" VALUES(9,'forwarded wrapped-reason','forwarded wrapped-reason','default',1,X'95CF66D1AD441FC550825EC5A3B55C3ECB32DF8F58C8F7FB8A39BB507C41566C',1796096892,NULL);
CREATE TABLE link_accounts (
    link_id integer not null references links (id),
    account text not null,
    primary key (link_id, account)
) strict, without rowid;
CREATE TABLE link_sessions (
    id integer primary key,
    secret_hash blob not null unique,
    link_id integer not null references links (id),
    created_at integer not null
) strict;
CREATE TABLE links (
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
CREATE TABLE models (id integer primary key, name text not null) strict;
INSERT INTO "models" VALUES(1,'');
CREATE TABLE outcomes (id integer primary key, name text not null) strict;
INSERT INTO "outcomes" VALUES(0,'denied');
INSERT INTO "outcomes" VALUES(1,'granted');
INSERT INTO "outcomes" VALUES(2,'returned');
CREATE TABLE products (id integer primary key, name text not null) strict;
INSERT INTO "products" VALUES(1,'gridlm');
INSERT INTO "products" VALUES(2,'');
INSERT INTO "products" VALUES(3,'gridware');
INSERT INTO "products" VALUES(4,'tilesoft');
CREATE TABLE servers (
    id integer primary key,
    account_id integer not null references accounts (id),
    name text not null
) strict;
INSERT INTO "servers" VALUES(1,1,'default');
INSERT INTO "servers" VALUES(2,2,'default');
INSERT INTO "servers" VALUES(3,3,'default');
INSERT INTO "servers" VALUES(4,4,'default');
INSERT INTO "servers" VALUES(5,5,'default');
INSERT INTO "servers" VALUES(6,6,'default');
INSERT INTO "servers" VALUES(7,7,'default');
INSERT INTO "servers" VALUES(8,8,'default');
INSERT INTO "servers" VALUES(9,9,'default');
INSERT INTO "servers" VALUES(10,10,'default');
INSERT INTO "servers" VALUES(11,11,'default');
INSERT INTO "servers" VALUES(12,12,'default');
INSERT INTO "servers" VALUES(13,13,'default');
INSERT INTO "servers" VALUES(14,14,'default');
INSERT INTO "servers" VALUES(15,15,'default');
INSERT INTO "servers" VALUES(16,16,'default');
INSERT INTO "servers" VALUES(17,17,'default');
INSERT INTO "servers" VALUES(18,18,'default');
INSERT INTO "servers" VALUES(19,19,'default');
INSERT INTO "servers" VALUES(20,20,'default');
INSERT INTO "servers" VALUES(21,21,'default');
INSERT INTO "servers" VALUES(22,22,'default');
CREATE TABLE sessions (
    id integer primary key,
    secret_hash blob not null unique,
    user_id integer not null references sign_in_users (id),
    created_at integer not null,
    last_seen_at integer not null
) strict;
CREATE TABLE sign_in_user_accounts (
    user_id integer not null references sign_in_users (id),
    account text not null,
    primary key (user_id, account)
) strict, without rowid;
CREATE TABLE sign_in_users (
    id integer primary key autoincrement,
    name text not null unique collate nocase,
    role text not null check (role in ('administrator', 'producer', 'customer-success')),
    all_accounts integer not null,
    password text,
    created_at integer not null
, provider text, provider_subject text) strict;
CREATE TABLE sources (id integer primary key, name text not null) strict;
INSERT INTO "sources" VALUES(0,'cls');
INSERT INTO "sources" VALUES(1,'local');
INSERT INTO "sources" VALUES(2,'dynamic-monetization');
CREATE TABLE statuses (
    id integer primary key,
    space text not null,
    code text not null,
    description text not null
) strict;
INSERT INTO "statuses" VALUES(1,'flexnet-publisher','-4','Licensed number of users already reached');
INSERT INTO "statuses" VALUES(2,'dsls','no more available license','no more available license');
INSERT INTO "statuses" VALUES(3,'dsls','no license enrolled','no license enrolled');
INSERT INTO "statuses" VALUES(4,'flexnet-publisher','-5','No such feature exists');
INSERT INTO "statuses" VALUES(5,'flexnet-publisher','-24','Users are queued for this feature');
INSERT INTO "statuses" VALUES(6,'rlm','-22','All licenses in use');
INSERT INTO "statuses" VALUES(7,'rlm','-6','');
INSERT INTO "statuses" VALUES(8,'flexnet-publisher','no reason logged','no reason logged');
INSERT INTO "statuses" VALUES(9,'our-own','17','');
CREATE TABLE undone (version integer not null) strict;
INSERT INTO "undone" VALUES(0);
CREATE TABLE users (id integer primary key, name text not null) strict;
INSERT INTO "users" VALUES(1,'anna');
INSERT INTO "users" VALUES(2,'nadia');
INSERT INTO "users" VALUES(3,'otto');
INSERT INTO "users" VALUES(4,'bert');
INSERT INTO "users" VALUES(5,'Bjorn van Oort');
INSERT INTO "users" VALUES(6,'it@night shift');
INSERT INTO "users" VALUES(7,'carl');
INSERT INTO "users" VALUES(8,'dora');
INSERT INTO "users" VALUES(9,'emil');
INSERT INTO "users" VALUES(10,'it night shift@corp');
INSERT INTO "users" VALUES(11,'it night shift');
INSERT INTO "users" VALUES(12,'');
CREATE TABLE versions (id integer primary key, name text not null) strict;
INSERT INTO "versions" VALUES(1,'');
INSERT INTO "versions" VALUES(2,'2024.1');
INSERT INTO "versions" VALUES(3,'3');
INSERT INTO "versions" VALUES(4,'5.0');
CREATE VIEW denials as
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
CREATE VIEW links_with_owners as
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
CREATE UNIQUE INDEX sign_in_users_of_provider on sign_in_users (provider, provider_subject);
DELETE FROM "sqlite_sequence";
COMMIT;
