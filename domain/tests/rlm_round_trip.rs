//! The RLM parsers: generated logs are read as what was written, and a log that
//! grows only adds events.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod rlm_support;
mod utc;

use std::fmt::Write;

use domain::event::{Outcome, Second};
use domain::log_format::LogFormat;
use domain::zone::civil_second;
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rlm_support::{Log, Reader};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    Std,
    Detailed,
    Small,
}

#[derive(Clone, Debug)]
enum What {
    Deny {
        why: i32,
        last_attempt: u8,
        pid: Option<u32>,
    },
    Out,
    /// Returns the license of an earlier checkout, if one is out.
    In(Index),
    Timestamp,
}

#[derive(Clone, Debug)]
struct Record {
    what: What,
    after_s: i64,
    feature: String,
    version: String,
    user: String,
    device: String,
    isv_def: String,
    count: u32,
}

/// An event as it was written, which a parser has to find.
#[derive(Clone, Debug, PartialEq)]
struct Written {
    at: Second,
    outcome: &'static str,
    names: [String; 4],
    count: f64,
    code: Option<String>,
    is_final: bool,
}

fn record() -> impl Strategy<Value = Record> {
    let deny =
        (-80_i32..0, 0_u8..3, option::of(any::<u32>())).prop_map(|(why, last_attempt, pid)| {
            What::Deny {
                why,
                last_attempt,
                pid,
            }
        });
    let what = prop_oneof![
        4 => deny,
        3 => Just(What::Out),
        3 => any::<Index>().prop_map(What::In),
        1 => Just(What::Timestamp),
    ];
    (
        what,
        // Less than half a day, so that small-style clocks show midnight.
        0_i64..43_000,
        "[a-zA-Z_][a-zA-Z0-9_.-]{0,9}",
        "[0-9]{1,4}(\\.[0-9]{1,3})?",
        "|[a-zA-Z0-9@._\u{eb}]{1,6}( [a-z0-9]{1,4}){0,2}",
        "|[a-zA-Z0-9.-]{1,8}",
        "[ -!#-~]{0,9}",
        0_u32..40,
    )
        .prop_map(
            |(what, after_s, feature, version, user, device, isv_def, count)| Record {
                what,
                after_s,
                feature,
                version,
                user,
                device,
                isv_def,
                count,
            },
        )
}

fn quoted(name: &str) -> &str {
    if name.is_empty() { "\"\"" } else { name }
}

/// Writes a log and the events that a parser has to find in it.
fn write_log(style: Style, start: DateTime, records: &[Record]) -> (String, Vec<Written>) {
    let mut log = format!(
        "RLM Report Log Format 0, version 14.1, authenticated\nISV: demo, RLM version 14.1 BL2\n\
         START lic-01 {}\n",
        start.strftime("%m/%d/%Y %H:%M:%S")
    );
    let mut now = start;
    let mut out: Vec<(String, Record)> = Vec::new();
    let mut written = Vec::new();
    for (number, record) in records.iter().enumerate() {
        now = now
            .checked_add(SignedDuration::from_secs(record.after_s))
            .unwrap();
        let (line, is_to_the_minute) = match &record.what {
            What::Timestamp => {
                writeln!(log, "{}", now.strftime("%m/%d/%Y %H:%M")).unwrap();
                continue;
            }
            What::Deny { .. } => (deny(style, now, record), style != Style::Detailed),
            What::Out => {
                let handle = format!("{number:x}");
                let line = check_out(style, now, record, &handle);
                out.push((handle, record.clone()));
                (line, style == Style::Small)
            }
            What::In(index) => {
                if out.is_empty() {
                    writeln!(log, "{}", now.strftime("%m/%d/%Y %H:%M")).unwrap();
                    continue;
                }
                let (handle, taken) = out.remove(index.index(out.len()));
                let line = check_in(style, now, &taken, &handle, record.count);
                log.push_str(&line);
                let taken = Record {
                    what: record.what.clone(),
                    count: record.count,
                    ..taken
                };
                written.push(expected(now, style == Style::Small, &taken));
                continue;
            }
        };
        log.push_str(&line);
        written.push(expected(now, is_to_the_minute, record));
    }
    (log, written)
}

fn time(style: Style, now: DateTime) -> String {
    let format = match style {
        Style::Std => "%m/%d %H:%M:%S",
        Style::Detailed => "%m/%d %H:%M:%S.0417",
        Style::Small => "%H:%M",
    };
    now.strftime(format).to_string()
}

fn names(record: &Record, pool: &str) -> String {
    let Record {
        feature,
        version,
        user,
        device,
        isv_def,
        ..
    } = record;
    let (user, device) = (quoted(user), quoted(device));
    format!("{feature} {version} {pool}{user} {device} \"{isv_def}\"")
}

fn deny(style: Style, now: DateTime, record: &Record) -> String {
    let What::Deny {
        why,
        last_attempt,
        pid,
    } = record.what
    else {
        return String::new();
    };
    let pid = pid.map(|pid| format!(" {pid:x}")).unwrap_or_default();
    let time = match style {
        Style::Detailed => time(style, now),
        Style::Std | Style::Small => now.strftime("%m/%d %H:%M").to_string(),
    };
    let count = record.count;
    format!(
        "DENY {} {count} {why} {last_attempt}{pid} {time}\n",
        names(record, "")
    )
}

fn check_out(style: Style, now: DateTime, record: &Record, handle: &str) -> String {
    let (count, time) = (record.count, time(style, now));
    match style {
        Style::Small => format!("OUT {} {count} {handle} 0 {time}\n", names(record, "")),
        Style::Std => format!(
            "OUT {} {count} 1 0 {handle} 0 1a2b \"p q\" \"{}\" \"{}\" {time}\n",
            names(record, "3 "),
            record.feature,
            record.version
        ),
        Style::Detailed => format!(
            "OUT {} {count} 1 0 {handle} 0 1a2b \"\" \"a b\" \"1\" {time} \"x64 10\" \"a b\" 0 0 ::1\n",
            names(record, "3 ")
        ),
    }
}

fn check_in(style: Style, now: DateTime, record: &Record, handle: &str, count: u32) -> String {
    let time = time(style, now);
    match style {
        Style::Small => format!("IN 1 {count} {handle} {time}\n"),
        Style::Std | Style::Detailed => {
            format!("IN 1 {} {count} 1 0 {handle} {time}\n", names(record, ""))
        }
    }
}

fn expected(now: DateTime, is_to_the_minute: bool, record: &Record) -> Written {
    let at = if is_to_the_minute {
        now.with().second(0).build().unwrap()
    } else {
        now
    };
    let (outcome, code, is_final) = match record.what {
        What::Deny { why: -39, .. } | What::Out | What::Timestamp => ("granted", None, true),
        What::Deny {
            why, last_attempt, ..
        } => ("denied", Some(why.to_string()), last_attempt != 0),
        What::In(_) => ("returned", None, true),
    };
    let Record {
        feature,
        version,
        user,
        device,
        ..
    } = record.clone();
    Written {
        at: Second(civil_second(at)),
        outcome,
        names: [feature, version, user, device],
        count: f64::from(record.count),
        code,
        is_final,
    }
}

fn found(log: &Log) -> Vec<Written> {
    let events = log.read.events.iter().zip(&log.finals);
    events
        .map(|(event, is_final)| Written {
            at: event.at,
            outcome: event.outcome.word(),
            names: [&event.feature, &event.version, &event.user, &event.device].map(String::clone),
            count: event.count,
            code: event.status.as_ref().map(|(_, code, _)| code.clone()),
            is_final: *is_final,
        })
        .collect()
}

/// A time in the weeks around a New Year, of a leap year or not.
fn start() -> impl Strategy<Value = DateTime> {
    (2019_i16..2025, 0_i64..80 * 86_400).prop_map(|(year, seconds)| {
        let winter = date(year, 12, 15).at(0, 0, 0, 0);
        winter
            .checked_add(SignedDuration::from_secs(seconds))
            .unwrap()
    })
}

fn debug_text() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "DENIED: (1) f v1 to u@h",
            "DENIED: (1) f v1 to other user@h",
            "        All licenses in use",
            "        Authorization has expired",
            "OUT: f v1 by u@h",
            "IN: (client exit) f v1 by u@h",
            "",
        ][..],
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_written_report_log_reads_as_what_was_written(
        style in select(&[Style::Std, Style::Detailed, Style::Small][..]),
        start in start(),
        records in vec(record(), 0..40),
    ) {
        let (text, written) = write_log(style, start, &records);
        let log = Reader::of(LogFormat::RlmReport).read(&text);
        prop_assert_eq!(&log.read.rejected, &vec![], "{}", text);
        let mut warnings = log.read.warnings.clone();
        warnings.retain(|text| !(written.is_empty() && text.starts_with("no events")));
        prop_assert_eq!(warnings, Vec::<String>::new(), "{}", text);
        prop_assert_eq!(found(&log), written, "{}", text);
        let demo = log.read.events.iter().all(|event| event.product == "demo");
        prop_assert!(demo);
    }

    /// A log that has grown has its earlier events, in the same order and with the same
    /// hashes.
    #[test]
    fn a_log_that_grows_only_adds(
        style in select(&[Style::Std, Style::Detailed, Style::Small][..]),
        start in start(),
        records in vec(record(), 1..30),
        cut in any::<Index>(),
    ) {
        let (text, _) = write_log(style, start, &records);
        let lines: Vec<_> = text.split_inclusive('\n').collect();
        let shorter = lines[..cut.index(lines.len())].concat();
        let log = Reader::of(LogFormat::RlmReport).read(&text);
        let shorter = Reader::of(LogFormat::RlmReport).read(&shorter);
        let held = shorter.hashes.len();
        prop_assert_eq!(&shorter.hashes[..], &log.hashes[..held]);
        prop_assert_eq!(&shorter.read.events[..], &log.read.events[..held]);
    }

    /// The same for a debug log, in which a denial may be recognized later.
    #[test]
    fn a_debug_log_that_grows_only_adds(
        lines in vec((select(&["demo", "tiles"][..]), debug_text()), 1..30),
        cut in any::<Index>(),
    ) {
        let lines: Vec<_> = lines
            .iter()
            .map(|(isv, text)| format!("05/11 15:20 ({isv}) {text}\n"))
            .collect();
        let first_date = Some(date(2024, 5, 11));
        let reader = Reader { first_date, ..Reader::of(LogFormat::RlmDebug) };
        let log = reader.read(lines.concat());
        let shorter = reader.read(lines[..cut.index(lines.len())].concat());
        let mut more = log.hashes.iter();
        let held = shorter.hashes.iter().all(|hash| more.any(|other| other == hash));
        prop_assert!(held, "{}", lines.concat());
        let denied = lines.iter().filter(|line| line.contains("DENIED")).count();
        let told = log.read.count(Outcome::Denied) + log.read.rejected.len();
        prop_assert_eq!(told, denied);
    }
}
