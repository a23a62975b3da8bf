//! Logs whose first date, or first year, comes late or never: what waits for it is bounded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod utc;

use domain::event::Event;
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext, Refusal};
use jiff::civil::date;
use utc::Utc;

#[derive(Default)]
struct Counts {
    events: u64,
    rejected: u64,
}

impl EventSink for Counts {
    fn event(&mut self, _line: u64, _event: &Event<'_>) {
        self.events += 1;
    }

    fn rejected(&mut self, _line: u64, _reason: String) {
        self.rejected += 1;
    }

    fn warning(&mut self, _text: String) {}
}

/// A format, a line that is an event of the user with this number, whose name is long, and one
/// with a date.
type Lines = (LogFormat, fn(u64) -> String, &'static str);

const LOGS: [Lines; 3] = [
    (
        LogFormat::FlexnetDebug,
        |user| format!(" 8:00:00 (d) DENIED: \"f\" u{user:010000}@h  (Taken. (-4,342))\n"),
        " 8:00:00 (d) TIMESTAMP 3/4/2025\n",
    ),
    (
        LogFormat::RlmDebug,
        |user| format!("05/11 15:20 (d) OUT: f v1 by u{user:010000}@h\n"),
        "05/11/2025 15:20 (d) a message\n",
    ),
    (
        LogFormat::RlmReport,
        |user| format!("DENY f 1 u{user:010000} h \"\" 1 -22 1 05/11 15:20\n"),
        "START h 05/11/2025 15:20\n",
    ),
];

fn parser(format: LogFormat) -> LogParser<'static> {
    LogParser::new(
        format,
        ParseContext {
            zone: &Utc,
            first_date: None,
            time: None,
            latest: date(2025, 12, 31).at(0, 0, 0, 0),
        },
    )
}

/// How many lines are read before one is refused.
fn read_lines(parser: &mut LogParser<'_>, line: fn(u64) -> String) -> u64 {
    let mut counts = Counts::default();
    let mut users = 0..1_000_000;
    let refusal = users.find_map(|user| parser.feed(line(user).as_bytes(), &mut counts).err());
    assert_eq!((refusal, counts.events), (Some(Refusal::LateDate), 0));
    users.start - 1
}

#[test]
fn a_log_with_too_many_events_before_its_first_date_is_refused() {
    for (format, line, _) in LOGS {
        let lines = read_lines(&mut parser(format), line);
        // A name of each is 10,000 bytes long.
        assert!((6_000..6_711).contains(&lines), "{format:?}: {lines}");
    }
}

#[test]
fn a_log_with_less_is_read() {
    let (format, line, dated) = LOGS[0];
    let mut parser = parser(format);
    let mut counts = Counts::default();
    for user in 0..6_000 {
        parser.feed(line(user).as_bytes(), &mut counts).unwrap();
    }
    assert_eq!(counts.events, 0);
    parser.feed(dated.as_bytes(), &mut counts).unwrap();
    parser.finish(&mut counts).unwrap();
    assert_eq!((counts.events, counts.rejected), (6_000, 0));
}

#[test]
fn the_refusal_says_what_to_do_and_names_no_option() {
    let text = Refusal::LateDate.to_string();
    assert!(text.ends_with("set the day of the first line"), "{text}");
    assert!(!text.contains("--"), "{text}");
}

#[test]
fn what_waits_behind_a_denial_without_a_reason_is_bounded() {
    let mut parser = parser(LogFormat::RlmDebug);
    let mut counts = Counts::default();
    let denied = "05/11/2025 15:20 (d) DENIED: (1) f v1 to u@h\n";
    parser.feed(denied.as_bytes(), &mut counts).unwrap();
    let taken = format!(
        "05/11 15:20 (other) OUT: f v1 by {}@h\n",
        "u".repeat(900_000)
    );
    for _ in 0..17 {
        parser.feed(taken.as_bytes(), &mut counts).unwrap();
    }
    assert_eq!(counts.events, 0);
    for _ in 0..3 {
        parser.feed(taken.as_bytes(), &mut counts).unwrap();
    }
    assert!(counts.events > 17, "{}", counts.events);
}

/// How many events have come once all of these are fed.
fn events_of(format: LogFormat, texts: impl IntoIterator<Item = String>) -> u64 {
    let mut parser = parser(format);
    let mut counts = Counts::default();
    for text in texts {
        parser.feed(text.as_bytes(), &mut counts).unwrap();
    }
    counts.events
}

#[test]
fn reasons_count_in_what_waits_behind_a_denial() {
    let reason = "m".repeat(900_000);
    let denied = |isv: u64| {
        let clock = "05/11/2025 15:20";
        (
            format!("{clock} ({isv}) DENIED: (1) f v1 to u@h\n"),
            format!("{clock} ({isv})   {reason}\n"),
        )
    };
    let wrapped = (0..12).map(|isv| format!("{}  {reason}\n", denied(isv).0));
    assert!(events_of(LogFormat::RlmDebug, wrapped) > 0);
    // The first one's reason is missing, and those of the others wait behind it.
    let first = denied(0).0;
    let others = (1..24).map(denied).map(|(denied, reason)| denied + &reason);
    let all = std::iter::once(first).chain(others);
    assert!(events_of(LogFormat::RlmDebug, all) > 0);
}

#[test]
fn blanks_at_the_ends_of_lines_count_in_what_waits_for_a_restart() {
    let blanks = " ".repeat(900_000);
    let start = "8:10:00 (d) FlexNet Licensing (v11.18) started on srv (linux) (3/4/2025)\n";
    let checkout = format!("20:30:00 (d) OUT: \"f\" u@h{blanks}\n");
    let lines = std::iter::repeat_n(checkout, 24);
    let log = std::iter::once(start.to_owned()).chain(lines);
    assert!(events_of(LogFormat::FlexnetDebug, log) > 0);
}
