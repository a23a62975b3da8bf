//! The Dassault Systèmes license server log: how much of a second is kept until its order is known.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext};
use jiff::civil::DateTime;
use log_support::Read;
use utc::Utc;

/// The most bytes of one second that are kept.
const HELD_BYTES_MAX: usize = 16 << 20;

/// The bytes that make a line long.
const LONG: usize = 100_000;

/// A denial at a second and its milliseconds, whose line is longer by `bytes`.
fn denial(second: usize, millis: usize, bytes: usize) -> String {
    format!(
        "2024/03/01 09:00:{second:02}:{millis:03} W LICENSESERV MDX not granted, no more available \
         license ( from client h (i)/a|u|u|{} )\n",
        "x".repeat(bytes)
    )
}

/// Reads lines. Returns how many events were passed on before the end of the log, and all that
/// was read.
fn read(lines: impl Iterator<Item = String>) -> (usize, Read) {
    let context = ParseContext {
        zone: &Utc,
        first_date: None,
        time: None,
        latest: DateTime::MAX,
    };
    let mut parser = LogParser::new(LogFormat::Dsls, context);
    let mut read = Read::default();
    for line in lines {
        parser.feed(line.as_bytes(), &mut read).unwrap();
    }
    let before = read.events.len();
    parser.finish(&mut read).unwrap();
    assert_eq!(read.rejected, []);
    (before, read)
}

/// The numbers of the lines, in the order of the events.
fn order(read: &Read) -> Vec<u64> {
    read.events.iter().map(|event| event.line).collect()
}

/// A second of long lines, newest first.
fn newest_first(denials: usize) -> impl Iterator<Item = String> {
    (0..denials).map(|line| denial(0, 999 - line, LONG))
}

#[test]
fn no_more_than_16_mib_of_a_second_are_kept() {
    let fits = HELD_BYTES_MAX / LONG - 5;
    let (before, read) = read(newest_first(fits));
    assert_eq!(before, 0, "they wait for the end of their second");
    assert_eq!(order(&read), (1..=fits as u64).rev().collect::<Vec<_>>());
    assert_eq!(read.warnings, Vec::<String>::new());
}

#[test]
fn more_than_16_mib_of_a_second_are_passed_on_with_one_warning() {
    // One too many, and so many that it happens twice.
    let too_many = HELD_BYTES_MAX / LONG + 1;
    for denials in [too_many, 2 * too_many] {
        let (before, read) = read(newest_first(denials));
        assert!((denials - before) * LONG <= HELD_BYTES_MAX, "{before}");
        let mut lines = order(&read);
        lines.sort_unstable();
        assert_eq!(lines, (1..=denials as u64).collect::<Vec<_>>());
        assert_eq!(read.warnings.len(), 1, "{:?}", read.warnings);
        let warning = &read.warnings[0];
        assert!(warning.contains("their order is uncertain"), "{warning}");
    }
}

#[test]
fn each_second_has_the_whole_room() {
    // Together they are more than what is kept of one.
    let (seconds, of_one) = (40, 5);
    let lines = (0..seconds).rev().flat_map(|second| {
        let millis = (0..of_one).rev();
        millis.map(move |millis| denial(second, millis, LONG))
    });
    let (_, read) = read(lines);
    assert_eq!(read.warnings, Vec::<String>::new());
    let by_second = (0..seconds as u64).flat_map(|second| {
        let first = second * of_one as u64;
        (first + 1..=first + of_one as u64).rev()
    });
    assert_eq!(order(&read), by_second.collect::<Vec<_>>());
}

#[test]
fn a_short_event_takes_room_for_all_that_is_kept_of_it() {
    // At least 512 bytes each: 16 MiB have room for less than 32,769 of them.
    let passed_on = |denials: usize| {
        let (before, read) = read((0..denials).map(|_| denial(0, 0, 0)));
        assert_eq!(read.events.len(), denials);
        before
    };
    assert_eq!(passed_on(20_000), 0);
    assert!(passed_on(HELD_BYTES_MAX / 512 + 1) > 0);
}

#[test]
fn blanks_at_the_ends_of_lines_take_room_too() {
    // An earlier version read them as a part of the line, so that they are kept.
    let blanks = " ".repeat(LONG);
    let lines = (0..200).map(|line| {
        let denial = denial(0, 999 - line, 0);
        format!("{}{blanks}\n", denial.trim_end())
    });
    let (before, _) = read(lines);
    assert!(before > 0);
}
