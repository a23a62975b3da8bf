//! One life of a database: what is stored, what is known already, what is read back.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::collections::BTreeSet;

use domain::catalogue::Catalogue;
use domain::dimension::Names;
use domain::event::Event;
use domain::scope::Scope;
use store::{Mode, Store};

use support::{
    Importer, START, TestDatabase, appended, by, count, denied, frame, granted, measures, origin,
    origin_on, returned, soundness, totals,
};

/// A row of `imports`.
type Import = (i64, String, String, i64, Option<i64>, i64, i64, i64, i64);

/// A row of the view `denials`, in part.
type Denial = (String, String, String, String, String, f64, String, String);

/// A morning's log: seven events of three kinds, three users, one equal pair.
fn morning() -> Vec<Event<'static>> {
    vec![
        by("Zoë", granted(0)),
        by("Bo", denied(10)),
        by("Bo", denied(10)),
        by("", denied(60)),
        by("Bo", granted(90)),
        by("Zoë", returned(2000)),
        by("Åse", denied(5000)),
    ]
}

#[tokio::test]
async fn one_life_of_a_database() {
    let place = TestDatabase::new();
    let store = place.open().await;
    assert_eq!(store.version().await.unwrap(), 0);
    assert_eq!(totals(&store).await, measures(0, 0, 0));

    let mut importer = Importer::new(&store).await;
    let log = morning();
    let first = importer.file(&origin("Nordlicht"), &log[..5]).await;
    assert_eq!(first, appended(5, 0));
    assert_eq!(store.version().await.unwrap(), 5);
    // Of the three attempts, two were served 80 seconds later.
    assert_eq!(totals(&store).await, measures(3, 1, 1));

    let again = importer.file(&origin("Nordlicht"), &log[..5]).await;
    assert_eq!(again, appended(0, 5));
    assert_eq!(store.version().await.unwrap(), 5);

    let grown = importer.file(&origin("Nordlicht"), &log).await;
    assert_eq!(grown, appended(2, 5));
    let renamed = importer
        .named_file("log.txt.1", &origin("Nordlicht"), &log)
        .await;
    assert_eq!(renamed, appended(0, 7));
    assert_eq!(store.version().await.unwrap(), 7);

    let server = importer.file(&origin_on("Nordlicht", "hall-7"), &log).await;
    assert_eq!(server, appended(7, 0));
    let account = importer.file(&origin("Sørbø"), &log).await;
    assert_eq!(account, appended(7, 0));
    assert_eq!(store.version().await.unwrap(), 21);
    let before = frame(&store).await;
    assert_eq!(before.dictionaries.names[Names::Accounts].len(), 2);
    assert_eq!(before.dictionaries.servers.len(), 3);
    assert_eq!(before.dictionaries.names[Names::Users].len(), 4);

    // The next day: everything is known still.
    drop(importer);
    store.close().await;
    let store = Store::open(place.path(), Mode::Existing).await.unwrap();
    assert_eq!(frame(&store).await, before);
    let mut importer = Importer::new(&store).await;
    for origin in [
        origin("Nordlicht"),
        origin_on("Nordlicht", "hall-7"),
        origin("Sørbø"),
    ] {
        assert_eq!(importer.file(&origin, &log).await, appended(0, 7));
    }
    assert_eq!(store.version().await.unwrap(), 21);
    store.close().await;
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 21));
}

#[tokio::test]
async fn a_late_file_changes_the_true_denials_of_an_earlier_one() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let log = [denied(0), denied(1000), denied(2000)];
    importer.file(&origin("Nordlicht"), &log).await;
    assert_eq!(totals(&store).await, measures(3, 3, 1));

    // Another server of the account served the second request.
    let late = [granted(1100)];
    importer
        .file(&origin_on("Nordlicht", "hall-7"), &late)
        .await;
    assert_eq!(totals(&store).await, measures(3, 2, 1));

    // Another account's grants and attempts are another's.
    importer.file(&origin("Sørbø"), &[granted(10)]).await;
    assert_eq!(totals(&store).await, measures(3, 2, 1));

    // An attempt between: the first one was repeated, and this one is true.
    importer.file(&origin("Nordlicht"), &[denied(250)]).await;
    assert_eq!(totals(&store).await, measures(4, 2, 1));
    importer.file(&origin("Nordlicht"), &[granted(550)]).await;
    assert_eq!(totals(&store).await, measures(4, 1, 1));
}

#[tokio::test]
async fn the_order_of_files_changes_no_number() {
    let log = [
        denied(0),
        denied(200),
        granted(300),
        denied(900),
        denied(1200),
    ];
    let mut sums = BTreeSet::new();
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]] {
        let place = TestDatabase::new();
        let store = place.open().await;
        let mut importer = Importer::new(&store).await;
        for line in order {
            importer.file(&origin("Nordlicht"), &[log[line]]).await;
        }
        let frame = frame(&store).await;
        assert_eq!(frame.attempts.next_repeat_s, [200, 700, 300, u32::MAX]);
        assert_eq!(frame.attempts.next_grant_s, [300, 100, u32::MAX, u32::MAX]);
        sums.insert(format!("{:?}", totals(&store).await));
    }
    assert_eq!(sums.len(), 1);
}

#[tokio::test]
async fn within_one_second_the_later_arrival_follows() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let log = [
        by("Bo", denied(9)),
        by("Bo", granted(9)),
        by("Åse", granted(9)),
        by("Åse", denied(9)),
    ];
    importer.file(&origin("Nordlicht"), &log).await;
    assert_eq!(totals(&store).await, measures(2, 1, 2));
}

#[tokio::test]
async fn an_import_is_noted_and_its_events_carry_it() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    importer
        .named_file("a.log", &nordlicht, &[denied(0), denied(1)])
        .await;
    let cut_short = [denied(0), denied(1), denied(2), denied(3)];
    importer
        .unfinished_file("b.log", &nordlicht, &cut_short)
        .await;
    let mut raw = place.raw().await;
    let imports: Vec<Import> = sqlx::query_as(
        "select id, path, format, started_at, finished_at, lines, stored, duplicates, rejected \
         from imports order by id",
    )
    .fetch_all(&mut raw)
    .await
    .unwrap();
    let (started, finished) = (START + 99_000, Some(START + 99_999));
    let format = || "events-csv".to_owned();
    assert_eq!(
        imports,
        [
            (
                1,
                "a.log".to_owned(),
                format(),
                started,
                finished,
                2,
                2,
                0,
                0
            ),
            (2, "b.log".to_owned(), format(), started, None, 0, 0, 0, 0),
        ]
    );
    let carried: Vec<(i64, i64)> = sqlx::query_as("select id, import_id from events order by id")
        .fetch_all(&mut raw)
        .await
        .unwrap();
    assert_eq!(carried, [(1, 1), (2, 1), (3, 2), (4, 2)]);
}

#[tokio::test]
async fn a_scope_is_cut_at_the_source() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    importer.file(&origin("Nordlicht"), &morning()).await;
    let other = [by("Ida", denied(0)), by("Ida", granted(10))];
    importer.file(&origin("Sørbø"), &other).await;
    let scope = Scope {
        accounts: Some(BTreeSet::from(["Sørbø".to_owned()])),
        ..Scope::all()
    };
    let catalogue = Catalogue::built_in();
    let cut = store.frame(catalogue, &scope).await.unwrap();
    assert_eq!(cut.len(), 1);
    assert_eq!(
        cut.dictionaries.names[Names::Accounts],
        [Box::from("Sørbø")]
    );
    assert_eq!(cut.dictionaries.names[Names::Users], [Box::from("Ida")]);
    assert_eq!(cut.attempts.next_grant_s, [10]);
}

#[tokio::test]
async fn the_record_can_be_read_without_the_store() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let log = [granted(0), denied(60), returned(100)];
    importer.file(&origin("Nordlicht"), &log).await;
    let mut raw = place.raw().await;
    let denials: Vec<Denial> = sqlx::query_as(
        "select time, account, user, device, feature, count, code_space, code from denials",
    )
    .fetch_all(&mut raw)
    .await
    .unwrap();
    let word = |word: &str| word.to_owned();
    assert_eq!(
        denials,
        [(
            word("2025-08-29 08:01:00"),
            word("Nordlicht"),
            word("Zoë"),
            word("ws-17"),
            word("mesh_SOLVER"),
            1.0,
            word("flexnet-publisher"),
            word("-4"),
        )]
    );
    assert_eq!(count(&mut raw, "select count(*) from events").await, 3);
}
