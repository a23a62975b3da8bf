//! How many events per second are accepted over HTTP. Not a test: it prints figures.
//!
//! `cargo test --release -p server --features app/ssr --test ingest_rate -- --ignored --nocapture`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "it stops where it fails, and prints what it is for"
)]

mod ingest_support;
mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ingest_support::{Receiver, denial};

/// How long each size of batch is sent.
const LASTING: Duration = Duration::from_secs(5);

const RUNS: usize = 3;

/// Sends batches from this many clients; returns events per second, and the 99th percentile of
/// the response time in milliseconds.
fn rate(receiver: &Receiver, clients: u64, events: u64, next: &AtomicU64) -> (f64, f64) {
    let start = Instant::now();
    let mut waits = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| {
                    let client = receiver.client();
                    let mut waits = Vec::new();
                    while start.elapsed() < LASTING {
                        let first = next.fetch_add(events, Ordering::Relaxed);
                        let lines: String = (first..first + events).map(denial).collect();
                        let sent = Instant::now();
                        assert!(client.send(&lines), "a batch was not accepted");
                        waits.push(sent.elapsed());
                    }
                    waits
                })
            })
            .collect();
        let waits = senders.into_iter().map(|sender| sender.join().unwrap());
        waits.flatten().collect::<Vec<_>>()
    });
    let lasted = start.elapsed().as_secs_f64();
    waits.sort();
    let slow = waits.get(waits.len() * 99 / 100).unwrap();
    let sent = waits.len() as u64 * events;
    (sent as f64 / lasted, slow.as_secs_f64() * 1000.0)
}

#[test]
#[ignore = "it measures, for half a minute and more"]
fn events_per_second() {
    println!("| clients | events a request | events a second | 99 % answered in |");
    println!("|---|---|---|---|");
    for (clients, events) in [(64, 1), (8, 100), (4, 10_000)] {
        let receiver = Receiver::new();
        let next = AtomicU64::new(0);
        let mut runs: Vec<(f64, f64)> = (0..RUNS)
            .map(|_| rate(&receiver, clients, events, &next))
            .collect();
        runs.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (rate, slow) = runs.get(RUNS / 2).unwrap();
        println!("| {clients} | {events} | {rate:.0} | {slow:.1} ms |");
        assert_eq!(receiver.denials(), next.into_inner());
    }
}
