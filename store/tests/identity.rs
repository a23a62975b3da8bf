//! What an event is recorded as, and what makes two of them the same.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::catalogue::Catalogue;
use domain::dimension::{Dimension, Names};
use domain::event::{Event, Second, Source};
use domain::names::{AccountName, DeviceName, FeatureName};
use domain::status::LoggedStatus;
use store::{Batch, EventRefusal, Origin};

use support::{Importer, TestDatabase, appended, by, denied, frame, granted, named, on, origin};

#[tokio::test]
async fn equal_lines_of_a_second_are_told_apart_by_their_order() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    // Five equal lines in batches of three: the count goes on over the batches.
    let five = [denied(0); 5];
    assert_eq!(
        importer.file(&origin("Nordlicht"), &five).await,
        appended(5, 0)
    );
    assert_eq!(
        importer.file(&origin("Nordlicht"), &five).await,
        appended(0, 5)
    );
    let seven = [denied(0); 7];
    assert_eq!(
        importer.file(&origin("Nordlicht"), &seven).await,
        appended(2, 5)
    );
    // A line that differs only in what no field holds is another.
    let other = Event {
        rest: "(port 5053)",
        ..denied(0)
    };
    assert_eq!(
        importer.file(&origin("Nordlicht"), &[other]).await,
        appended(1, 0)
    );
    let mut raw = place.raw().await;
    let ordinals: Vec<i64> = sqlx::query_scalar("select ordinal from events order by id")
        .fetch_all(&mut raw)
        .await
        .unwrap();
    assert_eq!(ordinals, [0, 1, 2, 3, 4, 5, 6, 0]);
}

#[tokio::test]
async fn an_id_of_the_source_is_the_identity() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let nordlicht = origin("Nordlicht");
    let log = [
        named("r-1", denied(0)),
        named("r-2", denied(0)),
        named("r-1", denied(0)),
    ];
    assert_eq!(importer.file(&nordlicht, &log).await, appended(2, 1));
    // The same id with other fields is the same event, sent a second time.
    let retold = [named("r-1", by("Bo", granted(77)))];
    assert_eq!(importer.file(&nordlicht, &retold).await, appended(0, 1));
    // The same line without an id is another, and so is the id on another server.
    assert_eq!(
        importer.file(&nordlicht, &[denied(0)]).await,
        appended(1, 0)
    );
    let elsewhere = [on("hall-7", named("r-1", denied(0)))];
    assert_eq!(importer.file(&nordlicht, &elsewhere).await, appended(1, 0));
    drop(importer);
    let mut importer = Importer::new(&store).await;
    assert_eq!(importer.file(&nordlicht, &log).await, appended(0, 3));
    assert_eq!(importer.file(&nordlicht, &elsewhere).await, appended(0, 1));
}

#[tokio::test]
async fn a_catalogue_that_changed_makes_no_new_events() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let unnumbered = Event {
        status: Some(LoggedStatus {
            space: "rlm",
            code: "",
            description: "The gate is shut.",
        }),
        ..denied(0)
    };
    let nordlicht = origin("Nordlicht");
    assert_eq!(
        importer.file(&nordlicht, &[unnumbered]).await,
        appended(1, 0)
    );
    let own = "space,code,category,description\nrlm,-7777,rule,The gate is shut\n";
    importer.catalogue.extend_from_csv(own).unwrap();
    assert_eq!(
        importer.file(&nordlicht, &[unnumbered]).await,
        appended(0, 1)
    );
    let frame = frame(&store).await;
    let status = frame.attempt(0).unwrap().ids[Dimension::Status];
    let status = &frame.dictionaries.statuses[status as usize];
    assert_eq!(status.value(), "rlm:The gate is shut.");
}

#[tokio::test]
async fn a_status_that_the_catalogue_lacks_keeps_its_first_text() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let says = |description| Event {
        status: Some(LoggedStatus {
            space: "rlm",
            code: "-7777",
            description,
        }),
        ..denied(0)
    };
    importer
        .file(&origin("Nordlicht"), &[says("The gate is shut")])
        .await;
    let later = [says("Closed"), says("The gate is shut")];
    assert_eq!(
        importer.file(&origin("Nordlicht"), &later).await,
        appended(1, 1)
    );
    let statuses = frame(&store).await.dictionaries.statuses;
    assert_eq!(statuses.len(), 1);
    assert_eq!(&*statuses[0].description, "The gate is shut");
}

#[tokio::test]
async fn what_a_row_names_wins_over_what_the_import_names() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let of_row = Event {
        account: AccountName("Sørbø"),
        source: Some(Source::Cls),
        ..on("cloud", denied(0))
    };
    let log = [of_row, denied(1)];
    importer.file(&origin("Nordlicht"), &log).await;
    let mut raw = place.raw().await;
    let rows: Vec<(String, String, String)> =
        sqlx::query_as("select account, server, source from denials order by id")
            .fetch_all(&mut raw)
            .await
            .unwrap();
    let row = |account: &str, server: &str, source: &str| {
        (account.to_owned(), server.to_owned(), source.to_owned())
    };
    assert_eq!(
        rows,
        [
            row("Sørbø", "cloud", "cls"),
            row("Nordlicht", "default", "local")
        ]
    );
}

#[test]
fn an_event_without_account_or_from_a_broken_clock_is_refused() {
    let catalogue = Catalogue::built_in();
    let mut batch = Batch::default();
    let no_account = Origin {
        account: None,
        ..origin("")
    };
    assert_eq!(
        batch.push(&denied(0), &no_account, &catalogue),
        Err(EventRefusal::NoAccount)
    );
    for at in [Second(-1), Second(Second::MAX.0 + 1), Second(i64::MIN)] {
        let event = Event { at, ..denied(0) };
        assert_eq!(
            batch.push(&event, &origin("Nordlicht"), &catalogue),
            Err(EventRefusal::TimeOutside)
        );
    }
    assert!(batch.is_empty());
    for at in [Second::MIN, Second::MAX] {
        let event = Event { at, ..denied(0) };
        batch
            .push(&event, &origin("Nordlicht"), &catalogue)
            .unwrap();
    }
    assert_eq!(batch.len(), 2);
}

#[tokio::test]
async fn hostile_names_come_back_byte_for_byte() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let mut importer = Importer::new(&store).await;
    let lengthy = "ß".repeat(20_000);
    let names = [
        "",
        "\0",
        "a\0b",
        "a",
        "A",
        "'; drop table events; --",
        "<script>alert(1)</script>",
        "?1",
        "%_\"`",
        "\u{feff}\u{202e}\r\n",
        "🛠",
        "e\u{301}",
        "é",
        &lengthy,
    ];
    let log: Vec<Event<'_>> = names
        .iter()
        .map(|name| Event {
            device: DeviceName(name),
            feature: FeatureName(name),
            ..by(name, denied(0))
        })
        .collect();
    let stored = importer.file(&origin("a'b\0c"), &log).await;
    assert_eq!(stored, appended(names.len() as u64, 0));
    drop(importer);
    let mut importer = Importer::new(&store).await;
    assert_eq!(
        importer.file(&origin("a'b\0c"), &log).await,
        appended(0, names.len() as u64)
    );
    let words = frame(&store).await.dictionaries;
    let boxed: Vec<Box<str>> = names.iter().map(|name| Box::from(*name)).collect();
    assert_eq!(words.names[Names::Users], boxed);
    assert_eq!(words.names[Names::Devices], boxed);
    assert_eq!(words.names[Names::Features], boxed);
    assert_eq!(words.names[Names::Accounts], [Box::from("a'b\0c")]);
}
