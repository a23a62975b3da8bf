//! The demo data is exact, sorted, storable, and the same for the same options.
//! Whether it is believable is tested in `demo_believable/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say so"
)]

use domain::demo::{DemoOptions, generate};
use domain::event::{Event, Outcome, Second, Source};
use domain::identity::event_hash;
use domain::zone::{DAY_S, day_number};
use jiff::civil::{Date, date};

const UNTIL: Date = date(2025, 8, 31);

fn options(attempts: u64, seed: u64) -> DemoOptions {
    DemoOptions {
        attempts,
        seed,
        until: UNTIL,
    }
}

#[test]
fn gives_exactly_the_attempts_asked_for() {
    for attempts in [0, 1, 2, 7, 100, 1_000, 12_345] {
        for seed in [0, 1, u64::MAX] {
            let mut denied = 0;
            generate(&options(attempts, seed), &mut |event| {
                denied += u64::from(event.outcome == Outcome::Denied);
            });
            assert_eq!(denied, attempts, "seed {seed}");
        }
    }
}

/// A hash over every field of every event, in order.
fn stream_hash(options: &DemoOptions) -> u64 {
    let mut hash = 0_u64;
    generate(options, &mut |event| {
        let place = [
            event.account.0,
            event.server.0,
            event.source.unwrap().word(),
        ];
        let text = format!("{hash}|{}|{place:?}|{}", event.at.0, event_hash(event));
        let mut carrier = Event::new(Second(0), Outcome::Granted, event.feature);
        carrier.rest = &text;
        hash = event_hash(&carrier);
    });
    hash
}

#[test]
fn depends_on_its_options_only() {
    let one = stream_hash(&options(5_000, 1));
    assert_eq!(one, stream_hash(&options(5_000, 1)));
    assert_ne!(one, stream_hash(&options(5_000, 2)));
    assert_ne!(one, stream_hash(&options(5_001, 1)));
    assert_ne!(
        one,
        stream_hash(&DemoOptions {
            until: date(2025, 9, 1),
            ..options(5_000, 1)
        })
    );
}

#[test]
fn runs_in_order_through_twelve_months_and_no_further() {
    for until in [UNTIL, date(2024, 2, 29), date(2026, 1, 1), date(1970, 1, 1)] {
        let first = match until {
            until if until == UNTIL => date(2024, 9, 1),
            until if until == date(2024, 2, 29) => date(2023, 3, 1),
            until if until == date(2026, 1, 1) => date(2025, 1, 2),
            _ => date(1969, 1, 2),
        };
        let mut times = Vec::new();
        let options = DemoOptions {
            until,
            ..options(20_000, 3)
        };
        generate(&options, &mut |event| times.push(event.at.0));
        assert!(times.is_sorted(), "{until}");
        let day = |at: &i64| at.div_euclid(DAY_S) as i32;
        assert_eq!(day(&times[0]), day_number(first), "{until}");
        assert_eq!(day(times.last().unwrap()), day_number(until), "{until}");
    }
}

#[test]
fn works_at_the_edges_of_the_calendar() {
    for until in [Date::MIN, Date::MAX] {
        let mut denied = 0;
        let options = DemoOptions {
            until,
            ..options(500, 1)
        };
        generate(&options, &mut |event| {
            denied += u64::from(event.outcome == Outcome::Denied);
        });
        assert_eq!(denied, 500, "{until}");
    }
}

#[test]
fn every_event_can_be_stored_as_it_is() {
    let mut events = 0;
    generate(&options(20_000, 5), &mut |event| {
        events += 1;
        assert_eq!(event.status.is_some(), event.outcome == Outcome::Denied);
        if let Some(status) = event.status {
            assert!(!status.space.is_empty() && !status.space.contains(':'));
            assert!(!status.code.is_empty() || !status.description.is_empty());
        }
        assert!(!event.account.0.is_empty() && !event.server.0.is_empty());
        assert!(event.source.is_some());
        assert!(!event.user.0.is_empty() && !event.user.0.contains('@'));
        assert_eq!(
            event.device.0.is_empty(),
            event.source == Some(Source::DynamicMonetization)
        );
        assert!(!event.product.0.is_empty() && !event.feature.0.is_empty());
        assert!(!event.version.0.is_empty() && !event.model.0.is_empty());
        assert!(event.count > 0.0 && event.count.is_finite());
        assert!(event.is_final || event.outcome == Outcome::Denied);
        assert_eq!((event.id, event.rest), (None, ""));
    });
    assert!(events > 50_000);
}
