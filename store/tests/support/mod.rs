//! A database in a folder of its own, events to put into it, and a second connection
//! that looks at the file without the store.

#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this module"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

use std::path::{Path, PathBuf};

use domain::catalogue::Catalogue;
use domain::event::{Event, Outcome, Second, Source};
use domain::frame::Frame;
use domain::names::{
    DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName, VersionName,
};
use domain::report::{Measures, ReportContext, report};
use domain::scope::Scope;
use domain::status::LoggedStatus;
use domain::view::{Range, View};
use domain::zone::ZoneOffsets;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use store::{Actor, Appended, Batch, ImportId, ImportSummary, Mode, Origin, Store, Writer};
use tempfile::TempDir;

/// 2025-08-29T08:00:00Z, when the tests' first events happen.
pub(crate) const START: i64 = 1_756_454_400;

/// The migrations of the crate.
pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// A place for a database, which is not made yet.
pub(crate) struct TestDatabase {
    folder: TempDir,
    path: PathBuf,
}

impl TestDatabase {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("turnaway.db");
        Self { folder, path }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.path, Mode::Create).await.unwrap()
    }

    /// Creates a database of an earlier version: runs the first migrations, then inserts rows.
    pub(crate) async fn make_earlier(&self, migrations: i64, rows: &str) {
        let options = SqliteConnectOptions::new()
            .filename(&self.path)
            .create_if_missing(true)
            .foreign_keys(false);
        let mut connection = options.connect().await.unwrap();
        sqlx::query("pragma application_id = 1414680151")
            .execute(&mut connection)
            .await
            .unwrap();
        let first = MIGRATIONS.iter().filter(|one| one.version <= migrations);
        let migrator = Migrator::with_migrations(first.cloned().collect());
        migrator.run(&mut connection).await.unwrap();
        let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(rows.to_owned()));
        rows.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// A connection past the store.
    pub(crate) async fn raw(&self) -> SqliteConnection {
        raw(&self.path).await
    }
}

/// A connection past the store to a file that is there.
pub(crate) async fn raw(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(false);
    options.connect().await.unwrap()
}

/// What SQLite says of a file's soundness, and how many events it holds.
pub(crate) async fn soundness(path: &Path) -> (String, i64) {
    let mut connection = raw(path).await;
    let sound = sqlx::query_scalar("pragma integrity_check")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let strays = sqlx::query("pragma foreign_key_check")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert!(strays.is_empty(), "rows name what is not there");
    let events = count(&mut connection, "select count(*) from events").await;
    connection.close().await.unwrap();
    (sound, events)
}

/// The number that a query returns.
pub(crate) async fn count(connection: &mut SqliteConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
}

/// A final denial `seconds` after [`START`], with every name.
pub(crate) fn denied(seconds: i64) -> Event<'static> {
    let feature = FeatureName("mesh_SOLVER");
    Event {
        user: UserName("Zoë"),
        device: DeviceName("ws-17"),
        product: ProductName("moldsim"),
        version: VersionName("2025.1"),
        model: LicenseModel("concurrent"),
        status: Some(LoggedStatus {
            space: "flexnet-publisher",
            code: "-4",
            description: "Licensed number of users already reached",
        }),
        ..Event::new(Second(START + seconds), Outcome::Denied, feature)
    }
}

/// The grant of what [`denied`] asks for.
pub(crate) fn granted(seconds: i64) -> Event<'static> {
    Event {
        outcome: Outcome::Granted,
        status: None,
        ..denied(seconds)
    }
}

/// Its return.
pub(crate) fn returned(seconds: i64) -> Event<'static> {
    Event {
        outcome: Outcome::Returned,
        ..granted(seconds)
    }
}

/// An event of another user.
pub(crate) fn by<'a>(user: &'a str, event: Event<'a>) -> Event<'a> {
    Event {
        user: UserName(user),
        ..event
    }
}

/// An event that its source names.
pub(crate) fn named<'a>(id: &'a str, event: Event<'a>) -> Event<'a> {
    Event {
        id: Some(id),
        ..event
    }
}

/// An event of a server.
pub(crate) fn on<'a>(server: &'a str, event: Event<'a>) -> Event<'a> {
    Event {
        server: ServerName(server),
        ..event
    }
}

/// The local server `default` of an account.
pub(crate) fn origin(account: &str) -> Origin {
    origin_on(account, "default")
}

/// A local server of an account.
pub(crate) fn origin_on(account: &str, server: &str) -> Origin {
    Origin {
        account: Some(account.to_owned()),
        server: server.to_owned(),
        source: Source::Local,
    }
}

/// The person who imports and undoes, at a second.
pub(crate) fn someone(at: i64) -> Actor<'static> {
    Actor {
        who: "test",
        from: "test",
        at,
    }
}

/// Events stored, and events that were there already.
pub(crate) fn appended(stored: u64, duplicates: u64) -> Appended {
    Appended {
        stored,
        duplicates,
        ..Appended::default()
    }
}

/// A writer with the batch that it refills.
pub(crate) struct Importer {
    pub(crate) writer: Writer,
    pub(crate) batch: Batch,
    pub(crate) catalogue: Catalogue,
    /// Events of one transaction: few, so that a file takes several.
    pub(crate) batch_events: usize,
}

impl Importer {
    pub(crate) async fn new(store: &Store) -> Self {
        Self {
            writer: store.writer().await.unwrap(),
            batch: Batch::default(),
            catalogue: Catalogue::built_in(),
            batch_events: 3,
        }
    }

    pub(crate) async fn close(self) {
        self.writer.close().await.unwrap();
    }

    /// Imports a file named `log.txt`.
    pub(crate) async fn file(&mut self, origin: &Origin, events: &[Event<'_>]) -> Appended {
        self.named_file("log.txt", origin, events).await
    }

    pub(crate) async fn named_file(
        &mut self,
        path: &str,
        origin: &Origin,
        events: &[Event<'_>],
    ) -> Appended {
        let (import, sum) = self.unfinished_file(path, origin, events).await;
        let summary = ImportSummary {
            lines: events.len() as u64,
            stored: sum.stored,
            duplicates: sum.duplicates,
            rejected: 0,
        };
        let finish = self.writer.finish_import(import, summary, START + 99_999);
        finish.await.unwrap();
        sum
    }

    /// Imports a file, and stops before the import is marked as finished.
    pub(crate) async fn unfinished_file(
        &mut self,
        path: &str,
        origin: &Origin,
        events: &[Event<'_>],
    ) -> (ImportId, Appended) {
        let by = someone(START + 99_000);
        let begin = self.writer.begin_import(path, "events-csv", &by);
        let import = begin.await.unwrap();
        self.batch.begin_file();
        let mut sum = Appended::default();
        for events in events.chunks(self.batch_events) {
            for event in events {
                self.batch.push(event, origin, &self.catalogue).unwrap();
            }
            let appended = self.writer.append(&mut self.batch, import).await.unwrap();
            assert!(self.batch.is_empty());
            sum.stored += appended.stored;
            sum.duplicates += appended.duplicates;
            sum.changed.extend(appended.changed);
        }
        (import, sum)
    }
}

/// The frame of everything, loaded afresh.
pub(crate) async fn frame(store: &Store) -> Frame {
    let frame = store.frame(Catalogue::built_in(), &Scope::all()).await;
    frame.unwrap()
}

/// The totals of everything, with windows of 300 seconds.
pub(crate) async fn totals(store: &Store) -> Measures {
    let view = View {
        range: Range::All,
        ..View::default()
    };
    let zone = ZoneOffsets::utc();
    let context = ReportContext {
        now: Second(START),
        zone: &zone,
    };
    report(&frame(store).await, &view, &context, 0).totals
}

/// Attempts, true denials and affected users.
pub(crate) fn measures(attempts: u64, true_denials: u64, affected_users: u64) -> Measures {
    Measures {
        attempts,
        true_denials,
        affected_users,
    }
}
