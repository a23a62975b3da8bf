//! RLM logs whose lines an earlier version read otherwise (commit 11f4e6d): reasons on a line of
//! their own, and two blanks where one is usual. What it identified each line by is known today,
//! so that a log that it imported adds nothing.
//!
//! `former_version/identities.txt` is what that version made of the logs beside it: the log, the
//! line, the second, the hash, and how many equal events stood before it (`former_version/make.rs`).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod utc;

use std::fs;
use std::path::{Path, PathBuf};

use domain::event::Event;
use domain::identity::Ordinals;
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext};
use jiff::civil::{DateTime, date};
use utc::Utc;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/former_version")
}

/// What an earlier version knew each event by, and the lines that say something else today.
#[derive(Default)]
struct Known {
    name: &'static str,
    ordinals: Ordinals,
    identities: Vec<String>,
    changed: Vec<u64>,
    rejected: Vec<(u64, String)>,
}

impl EventSink for Known {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        let known = self.ordinals.identify(0, event);
        let (at, hash, ordinal) = match known.former {
            Some(former) => (former.at, former.hash, former.ordinal),
            None => (event.at, known.hash, known.ordinal),
        };
        if known.former.is_some_and(|former| former.is_changed) {
            self.changed.push(line);
        }
        let name = self.name;
        let identity = format!("{name} {line} {} {hash:016x} {ordinal}", at.0);
        self.identities.push(identity);
    }

    fn rejected(&mut self, line: u64, reason: String) {
        self.rejected.push((line, reason));
    }

    fn warning(&mut self, _: String) {}

    fn restart_ordinals(&mut self) {
        self.ordinals.start_again();
    }
}

fn known(name: &'static str, format: LogFormat) -> Known {
    let log = fs::read(fixtures().join(name)).unwrap();
    let mut known = Known {
        name,
        ..Known::default()
    };
    let context = ParseContext {
        zone: &Utc,
        first_date: Some(date(2025, 3, 4)),
        time: None,
        latest: DateTime::MAX,
    };
    let mut parser = LogParser::new(format, context);
    parser.feed(&log, &mut known).unwrap();
    parser.finish(&mut known).unwrap();
    assert_eq!(known.rejected, []);
    known
}

fn stored(name: &str) -> Vec<String> {
    let stored = fs::read_to_string(fixtures().join("identities.txt")).unwrap();
    let of_log = stored
        .lines()
        .filter(|line| line.split(' ').next() == Some(name));
    of_log.map(str::to_owned).collect()
}

#[test]
fn denials_whose_reasons_wrapped_are_known_by_what_was_read_before() {
    let mut known = known("rlm-debug.log", LogFormat::RlmDebug);
    // It rejected the last denial, whose reason it missed.
    let last = known.identities.pop().unwrap();
    assert!(last.starts_with("rlm-debug.log 18 "), "{last}");
    assert_eq!(known.identities, stored("rlm-debug.log"));
    // Each has another status today.
    assert_eq!(known.changed, [4, 7, 11, 13, 18]);
}

#[test]
fn requests_with_more_blanks_are_known_by_what_was_read_before() {
    let known = known("rlm-report.log", LogFormat::RlmReport);
    assert_eq!(known.identities, stored("rlm-report.log"));
    // Each names another feature today, a return by the name of its checkout too.
    assert_eq!(known.changed, [4, 5, 6, 7, 8, 9, 10]);
}
