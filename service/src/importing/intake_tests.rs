#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use domain::event::{Second, Source};
use domain::names::FeatureName;
use store::{Actor, Mode, Store};

use super::*;

#[tokio::test]
async fn events_that_are_found_together_are_stored_in_batches() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("turnaway.db");
    let store = Store::open(&path, Mode::Create).await.unwrap();
    let (commit, _committing) = store.group_commit().await.unwrap();
    let mut destination = Destination::Shared(Box::new(commit));
    let by = Actor::command_line(Second(1));
    let import = destination.begin("a.log", "rlm-debug", &by).await.unwrap();
    let origin = Origin {
        account: Some("Brenn".to_owned()),
        server: "default".to_owned(),
        source: Source::Local,
    };
    let catalogue = Catalogue::built_in();
    let mut batch = Batch::default();
    let mut summary = FileSummary::new("a.log");
    let mut intake = ImportIntake::new(&mut batch, 2, &origin, &catalogue, &mut summary);
    for at in 0..5 {
        let event = Event::new(Second(at), Outcome::Granted, FeatureName("mesh"));
        intake.event(1, &event);
        assert!(intake.batch.len() <= 2, "no batch is larger than allowed");
    }
    let appended = intake.append_when_full(&mut destination, import, 1).await;
    assert!(appended.is_ok());
    assert_eq!((summary.stored, summary.granted), (5, 5));
    let read = store.imports(0, None, 1).await.unwrap();
    assert_eq!(read.first().map(|import| import.contents.events), Some(5));
}
