//! Acknowledged events are stored once, however often the server is killed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod ingest_support;
mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;

use ingest_support::{Client, Receiver, denial};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

/// The number of kills, unless the variable sets it.
const KILLS: u32 = 10;
const KILLS_VARIABLE: &str = "TURNAWAY_TEST_KILLS";

const SENDERS: usize = 4;

/// Kills per database. A killed server loads the whole database when it restarts, so a thousand
/// kills with one database would mostly wait for that.
const KILLS_OF_ONE: u32 = 50;

/// After this many kills all events are counted.
const COUNT_EVERY: u32 = 10;

/// The most batches acknowledged before a kill.
const ACKNOWLEDGED_MAX: u64 = 40;

/// Events per batch: some are single, some take a while.
const BATCHES: [u64; 3] = [1, 20, 100];

/// Batches, by their first event and their length.
type Batch = (u64, u64);

/// Sends batches until the server is gone; returns the one that may or may not be stored.
/// `unknown` is such a batch from before.
fn send_until_killed(
    client: &Client,
    unknown: Option<Batch>,
    next: &AtomicU64,
    acknowledged: &dyn Fn(u64) -> bool,
) -> Option<Batch> {
    let mut batch = unknown;
    loop {
        let (first, events) = batch.unwrap_or_else(|| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            (number * 1000, BATCHES[number as usize % BATCHES.len()])
        });
        let lines: String = (first..first + events).map(denial).collect();
        if !client.send(&lines) {
            return Some((first, events));
        }
        batch = None;
        if !acknowledged(events) {
            return None;
        }
    }
}

/// One run of the server, killed after this many acknowledged batches. Returns the number of
/// all acknowledged events, and the batches that may or may not be stored.
fn live_and_die(
    receiver: &mut Receiver,
    unknown: Vec<Option<Batch>>,
    next: &AtomicU64,
    batches: u64,
) -> (u64, Vec<Option<Batch>>) {
    let events = AtomicU64::new(0);
    let clients: Vec<Client> = (0..SENDERS).map(|_| receiver.client()).collect();
    let unknown = std::thread::scope(|scope| {
        let (batch_sender, batch_receiver) = sync_channel(SENDERS);
        let mut senders = Vec::new();
        for (client, unknown) in clients.iter().zip(unknown) {
            let (batch_sender, events) = (batch_sender.clone(), &events);
            senders.push(scope.spawn(move || {
                send_until_killed(client, unknown, next, &|count| {
                    events.fetch_add(count, Ordering::Relaxed);
                    batch_sender.send(()).is_ok()
                })
            }));
        }
        for _ in 0..batches {
            batch_receiver.recv().unwrap();
        }
        // While further batches are in flight.
        receiver.kill();
        drop(batch_receiver);
        let senders = senders.into_iter();
        senders.map(|sender| sender.join().unwrap()).collect()
    });
    (events.into_inner(), unknown)
}

/// Kills the server of one database this many times.
async fn kill_one(kills: u32, random: &mut u64) {
    let mut receiver = Receiver::new();
    let next = AtomicU64::new(0);
    let mut unknown = vec![None; SENDERS];
    let mut acknowledged = 0;
    for kill in 0..kills {
        *random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let batches = (*random >> 33) % ACKNOWLEDGED_MAX;
        let (events, left) = live_and_die(&mut receiver, unknown, &next, batches);
        acknowledged += events;
        unknown = left;
        if kill % COUNT_EVERY == 0 {
            assert!(receiver.denials() >= acknowledged, "something is lost");
        }
        receiver.start();
    }
    // The uncertain ones are sent again, as any sender would.
    let client = receiver.client();
    for (first, events) in unknown.into_iter().flatten() {
        let lines: String = (first..first + events).map(denial).collect();
        assert!(client.send(&lines));
        acknowledged += events;
    }
    assert_eq!(
        receiver.denials(),
        acknowledged,
        "nothing lost, nothing twice"
    );
    receiver.kill();
    let path = receiver.place.path("turnaway.db");
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = options.connect().await.unwrap();
    let check = sqlx::query_scalar("pragma integrity_check");
    let found: Vec<String> = check.fetch_all(&mut connection).await.unwrap();
    assert_eq!(found, ["ok"]);
}

#[tokio::test]
async fn acknowledged_events_are_stored_once() {
    let kills = std::env::var(KILLS_VARIABLE).ok();
    let mut kills: u32 = kills.map_or(KILLS, |kills| kills.parse().unwrap());
    let mut random: u64 = 1;
    while kills > 0 {
        let of_one = kills.min(KILLS_OF_ONE);
        kill_one(of_one, &mut random).await;
        kills -= of_one;
    }
}
