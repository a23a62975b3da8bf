//! A log that is imported while it is written: each event of the first import is one of the
//! whole log, as it is read then or as it was read where the log ended.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::event::Event;
use domain::identity::Ordinals;
use domain::parse::{EventSink, LogParser, ParseContext, detect};
use domain::zone::Utc;
use jiff::civil::{Date, DateTime, date};

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

    fn starts_again(&mut self) {
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

/// The day of the first line, where a log does not say it.
fn first_date(path: &Path) -> Option<Date> {
    match path.file_stem().unwrap().to_str().unwrap() {
        "slog-dates" => Some(date(2025, 1, 6)),
        "rlm-debug" => Some(date(2024, 12, 31)),
        _ => None,
    }
}

/// What is read of some bytes; `None` where they have no date yet.
fn read(path: &Path, whole: &[u8], bytes: &[u8]) -> Option<Read> {
    let context = ParseContext {
        zone: &Utc,
        first_date: first_date(path),
        time: None,
        latest: DateTime::constant(2026, 1, 1, 0, 0, 0, 0),
    };
    let mut parser = LogParser::new(detect(whole).unwrap(), context);
    let mut read = Read::default();
    parser.feed(bytes, &mut read).ok()?;
    parser.finish(&mut read).ok()?;
    Some(read)
}

/// Whether some bytes end within the lines that explain a denial of Ansys.
fn is_explanation(bytes: &[u8]) -> bool {
    let line = bytes.rsplit(|byte| *byte == b'\n').next().unwrap();
    line.starts_with(b"          ")
}

#[test]
fn what_a_log_held_before_it_grew_is_known_afterwards() {
    let logs = logs();
    assert!(logs.len() > 12, "{logs:?}");
    for path in logs {
        let bytes = fs::read(&path).unwrap();
        let whole = read(&path, &bytes, &bytes).unwrap();
        assert!(!whole.present.is_empty(), "{}", path.display());
        let known: BTreeSet<Identity> = whole.present.into_iter().chain(whole.unfinished).collect();
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        for (line, (end, _)) in ends.enumerate() {
            let next = bytes.get(end + 1..).unwrap_or_default();
            if is_explanation(&bytes[..end]) && next.first() == Some(&b' ') {
                // Lines that are written at once.
                continue;
            }
            let Some(part) = read(&path, &bytes, &bytes[..=end]) else {
                continue;
            };
            let unknown: Vec<_> = part
                .present
                .iter()
                .filter(|event| !known.contains(event))
                .collect();
            assert_eq!(
                unknown,
                [&(0, 0, 0); 0],
                "{} up to line {}",
                path.display(),
                line + 1
            );
        }
    }
}
