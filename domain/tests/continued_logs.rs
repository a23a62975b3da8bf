//! A truncated log continues where it ended, even if its lines have no date.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod log_support;
mod utc;

use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext};
use jiff::civil::{DateTime, date};
use log_support::Read;
use utc::Utc;

const FLEXNET: &str = "\
22:10:00 (gridlm) TIMESTAMP 8/29/2025
22:10:05 (gridlm) DENIED: \"mesh\" nadia@ws-4  (No license. (-4,342))
23:59:59 (gridlm) DENIED: \"mesh\" nadia@ws-4  (No license. (-4,342))
0:00:01 (gridlm) DENIED: \"mesh\" otto@ws-4  (No license. (-4,342))
0:00:01 (gridlm) OUT: \"mesh\" otto@ws-4
13:00:00 (gridlm) DENIED: \"mesh\" pia@ws-4  (No license. (-4,342))
0:30:00 (gridlm) DENIED: \"mesh\" pia@ws-4  (No license. (-4,342))
";

const RLM_REPORT: &str = "\
START h 12/30/2024 21:00
DENY f 1 u h \"\" 1 -22 1 12/30 21:05
DENY f 1 u h \"\" 1 -22 1 12/31 23:59
DENY f 1 u h \"\" 1 -22 1 01/01 00:10
OUT f 1 u h \"\" 1 4b 0 00:15
OUT f 1 u h \"\" 1 4c 0 23:15
OUT f 1 u h \"\" 1 4d 0 00:05
";

fn parser(format: LogFormat) -> LogParser<'static> {
    let context = ParseContext {
        zone: &Utc,
        first_date: None,
        time: None,
        latest: DateTime::MAX,
    };
    LogParser::new(format, context)
}

fn times(read: &Read) -> Vec<i64> {
    read.events.iter().map(|event| event.at.0).collect()
}

#[test]
fn a_log_cut_off_anywhere_has_the_days_of_the_whole_log() {
    for (format, log) in [
        (LogFormat::FlexnetDebug, FLEXNET),
        (LogFormat::RlmReport, RLM_REPORT),
    ] {
        let mut whole = Read::default();
        parser(format).feed(log.as_bytes(), &mut whole).unwrap();
        assert_eq!(times(&whole).len(), 6, "{:?}", whole.rejected);
        let ends = log.match_indices('\n').map(|(at, _)| at + 1);
        for end in ends {
            let (before, after) = log.split_at(end);
            let mut read = Read::default();
            let mut first = parser(format);
            first.feed(before.as_bytes(), &mut read).unwrap();
            let mut second = parser(format);
            second.continue_after(first.reached().unwrap());
            second.feed(after.as_bytes(), &mut read).unwrap();
            assert_eq!(times(&read), times(&whole), "cut before {after}");
        }
    }
}

#[test]
fn the_time_that_a_log_has_reached_is_known_once_it_has_a_date() {
    let mut log = parser(LogFormat::FlexnetDebug);
    let mut read = Read::default();
    log.feed(b"23:00:00 (gridlm) OUT: \"mesh\" otto@ws-4\n", &mut read)
        .unwrap();
    assert_eq!(log.reached(), None);
    log.feed(b"1:00:00 (gridlm) TIMESTAMP 8/29/2025\n", &mut read)
        .unwrap();
    assert_eq!(log.reached(), Some(date(2025, 8, 29).at(1, 0, 0, 0)));
}
