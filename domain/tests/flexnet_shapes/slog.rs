//! Dates in the lines marked `SLOG`.

use domain::log_format::LogFormat;
use domain::parse::Refusal;
use jiff::civil::date;

use super::log_support::{self, Read, read_pieces};
use super::{read, utc};

fn from_6_january(lines: &str) -> Read {
    let first = Some(date(2025, 1, 6));
    let bytes = [lines.as_bytes()];
    read_pieces(LogFormat::FlexnetDebug, &utc::Utc, first, bytes).unwrap()
}

#[test]
fn a_date_with_the_clock_of_its_line_is_read() {
    for line in [
        "10:30:00 (d) (@d-SLOG@) Time: Tue Jan 07 2025 10:30:00 W. Europe Standard Time",
        "10:30:00 (d) (@d-SLOG@) Start-Date: mar ene 07 2025 10:30:00 Hora estándar romance",
        " 9:30:00 (lmgrd) (@lmgrd-SLOG@) Time: Tue Jan 07 2025 09:30:00",
    ] {
        let found = read(format!("{line}\n11:00:00 (d) OUT: \"mesh\" anna@ws-1\n"));
        assert_eq!(found.times(), ["2025-01-07T11:00:00"], "{line}");
        assert_eq!(found.only().former, None);
    }
}

#[test]
fn other_dates_in_such_lines_are_ignored() {
    for line in [
        "10:30:00 (d) (@d-SLOG@) Time: Tue Jan 07 2025 10:29:59 x",
        "10:30:00 (d) (@d-SLOG@) Peak active connections #3 attempted at Tue Jan 07 2025 10:30:00 x",
        "10:30:00 (d) (@d-SLOG@) 12 ms at Tue Jan 07 2025 10:30:00 x,#3",
        "10:30:00 (d) (@d-SLOG@) Time:",
    ] {
        let log = format!("{line}\n11:00:00 (d) OUT: \"mesh\" anna@ws-1\n");
        let found = log_support::read(LogFormat::FlexnetDebug, log);
        assert_eq!(found, Err(Refusal::NoDate), "{line}");
    }
}

#[test]
fn a_disagreeing_date_gives_a_warning_and_stored_events_are_recognized() {
    let found = from_6_january(
        " 8:30:00 (d) (@d-SLOG@) Start-Date: Mon Jan 06 2025 08:30:00 x\n\
         17:46:43 (d) IN: \"mesh\" bert@ws-2\n\
         10:30:00 (d) (@d-SLOG@) Time: Tue Jan 07 2025 10:30:00 x\n\
         11:00:00 (d) OUT: \"mesh\" carl@ws-3\n\
         11:30:00 (lmgrd) TIMESTAMP 1/7/2025\n\
         12:00:00 (d) OUT: \"mesh\" carl@ws-3\n",
    );
    assert_eq!(
        found.times(),
        [
            "2025-01-06T17:46:43",
            "2025-01-07T11:00:00",
            "2025-01-07T12:00:00"
        ]
    );
    let former: Vec<_> = found
        .events
        .iter()
        .map(|event| event.former.as_ref().map(log_support::Former::utc))
        .collect();
    assert_eq!(former, [None, Some("2025-01-06T11:00:00".to_owned()), None]);
    assert_eq!(found.warnings.len(), 1);
    assert!(found.warnings[0].contains("line 3 has the date 2025-01-07"));
}
