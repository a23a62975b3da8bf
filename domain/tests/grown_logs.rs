//! A log that is imported while it is written: each event of the first import is one of the
//! whole log, as it is read then or as it was read where the log ended.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod utc;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use domain::event::Event;
use domain::identity::Ordinals;
use domain::parse::{EventSink, LogParser, ParseContext, detect};
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;
use utc::Utc;

/// Second, hash and ordinal.
type Identity = (i64, u64, u32);

#[derive(Default)]
struct Read {
    ordinals: Ordinals,
    present: Vec<Identity>,
    unfinished: Vec<Identity>,
}

impl EventSink for Read {
    fn event(&mut self, _line: u64, event: &Event<'_>) {
        let line = self.ordinals.identify(0, event);
        self.present.push((event.at.0, line.hash, line.ordinal));
        let unfinished = line.unfinished;
        let unfinished = unfinished.map(|line| (line.at.0, line.hash, line.ordinal));
        self.unfinished.extend(unfinished);
    }

    fn rejected(&mut self, _line: u64, _reason: String) {}

    fn warning(&mut self, _text: String) {}

    fn restart_ordinals(&mut self) {
        self.ordinals.start_again();
    }
}

fn logs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["fixtures", "../server/tests/former_version/logs"];
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
        .collect()
}

/// The day of the first line, if the log does not say it.
fn first_date(path: &Path) -> Option<Date> {
    match path.file_stem().unwrap().to_str().unwrap() {
        "slog-dates" => Some(date(2025, 1, 6)),
        "rlm-debug" => Some(date(2024, 12, 31)),
        _ => None,
    }
}

/// Reads some bytes; `None` if they have no date yet.
fn read(first_date: Option<Date>, whole: &[u8], bytes: &[u8]) -> Option<Read> {
    let context = ParseContext {
        zone: &Utc,
        first_date,
        time: None,
        latest: DateTime::constant(2026, 1, 1, 0, 0, 0, 0),
    };
    let mut parser = LogParser::new(detect(whole)?, context);
    let mut read = Read::default();
    parser.feed(bytes, &mut read).ok()?;
    parser.finish(&mut read).ok()?;
    Some(read)
}

/// The events of a log that is cut after one of its lines which the whole log does not have,
/// and the number of that line.
fn unknown(first_date: Option<Date>, bytes: &[u8]) -> Option<(usize, Vec<Identity>)> {
    let whole = read(first_date, bytes, bytes)?;
    let known: BTreeSet<Identity> = whole.present.into_iter().chain(whole.unfinished).collect();
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    ends.enumerate().find_map(|(line, (end, _))| {
        let part = read(first_date, bytes, &bytes[..=end])?;
        let unknown = part
            .present
            .into_iter()
            .filter(|event| !known.contains(event));
        let unknown: Vec<_> = unknown.collect();
        (!unknown.is_empty()).then_some((line + 1, unknown))
    })
}

#[test]
fn events_of_a_log_are_recognized_when_it_has_grown() {
    let logs = logs();
    assert!(logs.len() > 12, "{logs:?}");
    for path in logs {
        let bytes = fs::read(&path).unwrap();
        let whole = read(first_date(&path), &bytes, &bytes).unwrap();
        assert!(!whole.present.is_empty(), "{}", path.display());
        assert_eq!(
            unknown(first_date(&path), &bytes),
            None,
            "{}",
            path.display()
        );
    }
}

/// A start, a checkout from before it, and a denial whose reason is written last.
#[test]
fn a_reason_that_follows_after_a_restart_gives_an_unfinished_identity() {
    let log = " 8:10:00 (d) FlexNet Licensing (v11.18) started on srv (linux) (3/4/2025)\n\
               20:30:00 (d) OUT: \"f\" b@h\n\
               20:30:00 (d) OUT: \"f\" b@h\n\
               \x20 8:15:00 (d) DENIED: \"f\" v@h\n\
               (Taken. (-4,342))\n\
               \x20 8:16:00 (d) IN: \"f\" b@h\n";
    let whole = read(None, log.as_bytes(), log.as_bytes()).unwrap();
    assert_eq!(whole.present.len(), 4);
    assert_eq!(whole.unfinished.len(), 3);
    assert_eq!(unknown(None, log.as_bytes()), None);
}

/// A reason that is broken, with a blank line in it, is known wherever the log ended.
#[test]
fn a_broken_reason_is_known_to_be_missing() {
    for (begun, rest, unfinished) in [
        ("", "(Licensed number\nof\nusers. (-4,342))", 1),
        ("  (Licensed number", "of\nusers. (-4,342))", 1),
        // Its own line says all that is kept of it.
        ("  (Licensed number of users. (-4,", "342\n))", 0),
    ] {
        let log = format!(
            " 8:10:00 (d) TIMESTAMP 3/4/2025\n 8:15:00 (d) DENIED: \"f\" v@h{begun}\n\n\
             {rest}\n 8:16:00 (d) IN: \"f\" b@h\n"
        );
        let whole = read(None, log.as_bytes(), log.as_bytes()).unwrap();
        assert_eq!(
            (whole.present.len(), whole.unfinished.len()),
            (2, unfinished),
            "{log}"
        );
        assert_eq!(unknown(None, log.as_bytes()), None, "{log}");
    }
}

/// Lines of a FlexNet log, without their clock.
const LINES: [&str; 12] = [
    "(d) OUT: \"f\" a@h",
    "(d) OUT: \"f\" b@h  ",
    "(d) IN: \"f\" a@h",
    "(d) DENIED: \"f\" a@h  (Taken. (-4,342))",
    "(d) DENIED: \"f\" a@h",
    "(d) DENIED: \"f\" b@h",
    "(d) DENIED: \"f\" b@h  (Taken",
    "(d) now. (-4,342))",
    "(d) (Taken. (-4,342))",
    "(d) Request denied: Client (11.15) newer than Vendor Daemon (11.13).",
    "(d) Server started on srv for: f",
    "(d) a message",
];

proptest! {
    /// Any log with a date on its first line, and wherever it ends. Hours are
    /// few, so that lines are equal and clocks step back.
    #[test]
    fn events_of_any_log_are_recognized_when_it_has_grown(
        lines in proptest::collection::vec(
            (proptest::sample::select(&[8, 8, 9, 20, 21][..]), 0..2, 0..LINES.len()),
            0..20,
        ),
    ) {
        let mut log = " 8:00:00 (d) TIMESTAMP 3/4/2025\n".to_owned();
        for (hour, minute, line) in lines {
            let _ = writeln!(log, "{hour:>2}:{minute:02}:00 {}", LINES[line]);
        }
        prop_assert_eq!(unknown(None, log.as_bytes()), None, "{}", log);
    }
}
