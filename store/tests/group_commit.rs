//! Many writers at once share commits, and each learns what became of its own events.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::catalogue::Catalogue;
use domain::event::{Event, Source};
use store::{
    Appended, Batch, CommitError, CommitTask, GroupCommit, ImportId, NewKey, Pushed, Store,
    StoreError,
};

use support::{
    START, TestDatabase, appended, by, count, denied, granted, measures, named, on, origin,
    soundness, totals,
};

/// The import of a key, which goes on.
async fn import(store: &Store) -> ImportId {
    let name = format!("key {}", store.keys().await.unwrap().len());
    let key = NewKey {
        name,
        account: "Nordlicht".to_owned(),
        server: "default".to_owned(),
        source: Source::Local,
    };
    let by = support::someone(START);
    let secret = store.add_key(&key, &by).await.unwrap();
    let key = store.key_of(secret.hash()).await.unwrap().unwrap();
    store.begin_import_of_key(&key, 0).await.unwrap()
}

/// A crowd whose batches all belong to one import.
#[derive(Clone)]
struct Crowd {
    commit: GroupCommit,
    import: ImportId,
}

impl Crowd {
    /// A push whose lines are its events.
    fn pushed(&self, batch: &Batch) -> Pushed {
        Pushed {
            import: self.import,
            lines: batch.len() as u64,
            rejected: 0,
            at: START,
        }
    }

    async fn append(&self, batch: Batch) -> Result<Appended, CommitError> {
        let pushed = self.pushed(&batch);
        self.commit.append(batch, pushed).await
    }

    async fn try_append(&self, batch: Batch) -> Result<Appended, CommitError> {
        let pushed = self.pushed(&batch);
        self.commit.try_append(batch, pushed).await
    }
}

async fn begin(place: &TestDatabase) -> (Store, Crowd, CommitTask) {
    let store = place.open().await;
    let import = import(&store).await;
    let (commit, committing) = store.group_commit().await.unwrap();
    (store, Crowd { commit, import }, committing)
}

/// Lines, stored, duplicates and rejected of each import, and when something last came.
async fn imports(place: &TestDatabase) -> Vec<(i64, i64, i64, i64, i64)> {
    let mut raw = place.raw().await;
    sqlx::query_as(
        "select lines, stored, duplicates, rejected, finished_at from imports order by id",
    )
    .fetch_all(&mut raw)
    .await
    .unwrap()
}

fn batch(events: &[Event<'_>]) -> Batch {
    let mut batch = Batch::default();
    let (origin, catalogue) = (origin("Nordlicht"), Catalogue::default());
    for event in events {
        batch.push(event, &origin, &catalogue).unwrap();
    }
    batch
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_writers_stores_every_event_once() {
    let place = TestDatabase::new();
    let (store, crowd, committing) = begin(&place).await;
    let writers = (0..64_i64).map(|writer| {
        let crowd = crowd.clone();
        tokio::spawn(async move {
            let user = format!("user {writer}");
            for at in 0..20 {
                let event = batch(&[by(&user, denied(at * 1000))]);
                assert_eq!(crowd.append(event).await.unwrap(), appended(1, 0));
            }
            // What was acknowledged is known from then on, from any sender.
            let again = batch(&[by("user 0", denied(0)), by(&user, denied(19_000))]);
            crowd.append(again).await.unwrap()
        })
    });
    let writers: Vec<_> = writers.collect();
    drop(crowd);
    let mut duplicates = 0;
    for writer in writers {
        duplicates += writer.await.unwrap().duplicates;
    }
    committing.end().await.unwrap();
    // No one is sure to come after user 0, but each stores nothing twice.
    assert!(duplicates >= 64);
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 64 * 20));
    let attempts = totals(&store).await.attempts;
    assert_eq!(attempts, 64 * 20);
}

#[tokio::test]
async fn each_batch_of_a_commit_has_its_own_answer() {
    let place = TestDatabase::new();
    let (store, crowd, committing) = begin(&place).await;
    // All are in the queue before the task runs: this test has one thread.
    let (first, second, third, none) = tokio::join!(
        crowd.append(batch(&[named("1", denied(1)), named("2", denied(2))])),
        crowd.append(batch(&[named("2", denied(2)), named("3", granted(500))])),
        crowd.append(batch(&[named("1", denied(1))])),
        crowd.append(Batch::default()),
    );
    assert_eq!(first.unwrap(), appended(2, 0));
    assert_eq!(second.unwrap(), appended(1, 1));
    assert_eq!(third.unwrap(), appended(0, 1));
    assert_eq!(none.unwrap(), appended(0, 0));
    assert_eq!(totals(&store).await, measures(2, 1, 1));
    assert_eq!(imports(&place).await, [(5, 3, 2, 0, START)]);
    drop(crowd);
    committing.end().await.unwrap();
}

#[tokio::test]
async fn each_push_belongs_to_its_own_import() {
    let place = TestDatabase::new();
    let store = place.open().await;
    let (first, second) = (import(&store).await, import(&store).await);
    let (commit, committing) = store.group_commit().await.unwrap();
    let pushed = |import, lines, rejected, at| Pushed {
        import,
        lines,
        rejected,
        at,
    };
    // All are in one commit: this test has one thread.
    let answers = tokio::join!(
        commit.append(batch(&[denied(1), denied(2)]), pushed(first, 2, 0, START)),
        commit.append(
            batch(&[denied(2), denied(3)]),
            pushed(second, 3, 1, START + 9)
        ),
        commit.append(batch(&[denied(4)]), pushed(first, 1, 0, START + 5)),
        // Nothing of it could be read; that is counted all the same.
        commit.append(Batch::default(), pushed(second, 7, 7, START + 2)),
    );
    assert_eq!(answers.1.unwrap(), appended(1, 1));
    let meant = [(3, 3, 0, 0, START + 5), (10, 1, 1, 8, START + 9)];
    assert_eq!(imports(&place).await, meant);
    let mut raw = place.raw().await;
    let of_first = "select count(*) from events where import_id = 1";
    assert_eq!(count(&mut raw, of_first).await, 3);
    drop(commit);
    committing.end().await.unwrap();
}

#[tokio::test]
async fn a_push_in_several_batches_counts_equal_lines_on() {
    let place = TestDatabase::new();
    let (_store, crowd, committing) = begin(&place).await;
    let (origin, catalogue) = (origin("Nordlicht"), Catalogue::default());
    let mut batch = Batch::default();
    let other = on("second", denied(1));
    let mut parts = Vec::new();
    for event in [other, denied(1), denied(1), denied(1), other] {
        batch.push(&event, &origin, &catalogue).unwrap();
        parts.push(batch.take());
    }
    let mut stored = 0;
    for part in parts {
        stored += crowd.append(part).await.unwrap().stored;
    }
    assert_eq!(stored, 5);
    drop(crowd);
    committing.end().await.unwrap();
}

#[tokio::test]
async fn a_full_queue_refuses_or_makes_wait() {
    let place = TestDatabase::new();
    let (_store, crowd, committing) = begin(&place).await;
    let large: Vec<Event<'_>> = (0..60_000).map(denied).collect();
    let small = [named("x", denied(0))];
    let (first, refused, waited) = tokio::join!(
        crowd.append(batch(&large)),
        crowd.try_append(batch(&large)),
        crowd.append(batch(&large)),
    );
    assert_eq!(first.unwrap(), appended(60_000, 0));
    assert!(matches!(refused, Err(CommitError::Full)), "{refused:?}");
    assert_eq!(waited.unwrap(), appended(0, 60_000));
    let sent = crowd.try_append(batch(&small)).await;
    assert_eq!(sent.unwrap(), appended(1, 0));
    let larger: Vec<Event<'_>> = (0..100_001).map(denied).collect();
    let refused = crowd.append(batch(&larger)).await;
    assert!(matches!(refused, Err(CommitError::TooLarge)), "{refused:?}");
    drop(crowd);
    committing.end().await.unwrap();
}

#[tokio::test]
async fn a_commit_that_fails_stores_nothing_and_the_next_one_goes_on() {
    let place = TestDatabase::new();
    let (store, crowd, committing) = begin(&place).await;
    let mut raw = place.raw().await;
    let forbid = "create trigger forbid before insert on events \
                  begin select raise(abort, 'not now'); end";
    sqlx::query(forbid).execute(&mut raw).await.unwrap();
    let (one, other) = tokio::join!(
        crowd.append(batch(&[denied(1)])),
        crowd.append(batch(&[denied(2)])),
    );
    for failed in [one, other] {
        let Err(CommitError::Store(error)) = failed else {
            unreachable!("{failed:?}");
        };
        assert!(matches!(&*error, StoreError::Other { .. }), "{error:?}");
    }
    sqlx::query("drop trigger forbid")
        .execute(&mut raw)
        .await
        .unwrap();
    let again = crowd.append(batch(&[denied(1), denied(2)])).await;
    assert_eq!(again.unwrap(), appended(2, 0));
    assert_eq!(store.version().await.unwrap(), 2);
    drop(crowd);
    committing.end().await.unwrap();
    assert_eq!(soundness(place.path()).await, ("ok".to_owned(), 2));
}

#[tokio::test]
async fn batches_without_events_take_room_in_the_queue_too() {
    let place = TestDatabase::new();
    let (_store, crowd, committing) = begin(&place).await;
    let empty = |lines| Pushed {
        import: crowd.import,
        lines,
        rejected: lines,
        at: START,
    };
    let large: Vec<Event<'_>> = (0..100_000).map(denied).collect();
    let (filled, refused, waited, nothing) = tokio::join!(
        crowd.append(batch(&large)),
        crowd.commit.try_append(Batch::default(), empty(3)),
        crowd.commit.append(Batch::default(), empty(2)),
        // An empty push is not queued.
        crowd.commit.try_append(Batch::default(), empty(0)),
    );
    assert_eq!(filled.unwrap(), appended(100_000, 0));
    assert!(matches!(refused, Err(CommitError::Full)), "{refused:?}");
    assert_eq!(waited.unwrap(), appended(0, 0));
    assert_eq!(nothing.unwrap(), appended(0, 0));
    drop(crowd);
    committing.end().await.unwrap();
    assert_eq!(imports(&place).await, [(100_002, 100_000, 0, 2, START)]);
}
