//! The FlexNet Publisher debug log: unusual lines.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::log_format::LogFormat;
use domain::parse::Refusal;
use domain::zone::ZoneLookup;
use jiff::civil::date;
use log_support::{Read, Zone, read_pieces};
use utc::Utc;

const DATED: &str = " 8:00:00 (lmgrd) TIMESTAMP 3/4/2025\n";
const TAKEN: &str = "(Licensed number of users already reached. (-4,342))";

fn read(log: impl AsRef<[u8]>) -> Read {
    log_support::read(LogFormat::FlexnetDebug, log).unwrap()
}

const REACHED: &str = "Licensed number of users already reached";

/// Reads a log of lines after a date.
fn dated(lines: &str) -> Read {
    read(format!("{DATED}{lines}"))
}

mod reasons {
    use super::*;

    #[test]
    fn a_newer_client_is_denied_without_a_feature() {
        for (lines, description) in [
            (
                " 8:01:00 (d) Request denied: Client (11.15) newer than Vendor Daemon (11.13). \
                 (Version of vendor daemon is too old. (-83,21049:10054 \"\"))\n",
                "Version of vendor daemon is too old",
            ),
            (
                " 8:01:00 (d) Request denied: Client (11.15) newer than Vendor Daemon (11.13).\n\
                 (Version of vendor daemon is too old. (-83,21049:10054 \"\"))\n",
                "Version of vendor daemon is too old",
            ),
            (
                " 8:01:00 (d) Request denied: Client (11.15) newer than Vendor Daemon (11.13).\n",
                "",
            ),
        ] {
            let found = dated(lines);
            let event = found.only();
            assert_eq!(event.reason(), ("-83", description));
            assert_eq!(event.who(), ("", "", ""));
            assert_eq!((event.line, event.product.as_str()), (2, "d"));
            assert_eq!(found.warnings, Vec::<String>::new());
        }
    }

    #[test]
    fn an_unknown_denied_request_gives_a_warning() {
        let found = dated(" 8:01:00 (d) Request denied: too many clients\n");
        assert_eq!((found.events.len(), found.warnings.len()), (0, 2));
        assert!(found.warnings[1].starts_with("line 2 mentions"));
    }

    #[test]
    fn a_reason_alone_on_a_line_belongs_to_the_denial_before_it() {
        for reason in [
            TAKEN.to_owned(),
            format!("  {TAKEN}  "),
            format!("\t{TAKEN}\r"),
            "(Licensed number of users already reached. (-4,342:10054 )) ".to_owned(),
            format!(" 8:05:00 (d) {TAKEN}"),
            format!(" 8:05:00 (d) \t{TAKEN}"),
        ] {
            let lines = format!(" 8:05:00 (d) DENIED: mesh anna@ws-1  [d] \n{reason}\n");
            let found = dated(&lines);
            let event = found.only();
            let expected = ("-4", "Licensed number of users already reached");
            assert_eq!(event.reason(), expected, "{reason}");
            assert_eq!(event.rest, "(d) DENIED: mesh anna@ws-1  [d]");
            let former = event.former.clone().unwrap();
            assert_eq!(
                (former.at, former.rest.len()),
                (event.at, event.rest.len() + 1)
            );
            assert_eq!(former.status.unwrap().2, "no reason logged");
            assert_eq!(found.warnings, Vec::<String>::new());
        }
    }

    #[test]
    fn an_unsupported_feature_has_the_code_of_the_line_after_it() {
        let found = dated(
            " 8:05:00 (d) UNSUPPORTED: \"mesh\" (PORT_AT_HOST_PLUS   ) anna@ws-1\n\
             (No such feature exists. (-5,346))\n",
        );
        assert_eq!(found.only().reason(), ("-5", "No such feature exists"));
    }

    #[test]
    fn only_the_next_line_that_is_not_blank_can_give_a_reason() {
        for (between, after) in [
            (" 8:05:01 (d) OUT: mesh bert@ws-2\n", TAKEN.to_owned()),
            (" 8:05:01 (d) a message\n", TAKEN.to_owned()),
            ("", "(3 licenses)".to_owned()),
            ("", "(no code)".to_owned()),
            ("", format!("see {TAKEN}")),
            ("", format!("{TAKEN} and more")),
            ("", format!(" 8:05:00 (other) {TAKEN}")),
        ] {
            let lines = format!(" 8:05:00 (d) DENIED: mesh anna@ws-1\n{between}{after}\n");
            let found = dated(&lines);
            assert_eq!(
                found.events[0].reason(),
                ("", "no reason logged"),
                "{lines}"
            );
            assert_eq!(found.events[0].former, None);
        }
    }

    #[test]
    fn blank_lines_before_a_reason_say_nothing() {
        for blanks in ["\n", "\r\n", " \t\n\n\n"] {
            let found = dated(&format!(
                " 8:05:00 (d) DENIED: mesh anna@ws-1\n{blanks}{TAKEN}\n"
            ));
            assert_eq!(found.only().reason(), ("-4", REACHED), "{blanks:?}");
            assert_eq!(found.warnings, Vec::<String>::new());
        }
    }

    #[test]
    fn a_reason_may_be_broken_anywhere() {
        let denied = " 8:05:00 (d) DENIED: mesh anna@ws-1";
        let places = TAKEN.match_indices(|_: char| true).map(|(at, _)| at);
        for at in places {
            let (head, tail) = TAKEN.split_at(at);
            for log in [
                format!("{denied}  {head}\n{tail}\n"),
                format!("{denied}  {head}\n\n{tail}\n"),
                format!("{denied}  {head}\n 8:05:00 (d) {tail}\n"),
                format!("{denied}\n{head}\n{tail}\n"),
            ] {
                let found = dated(&log);
                assert_eq!(found.only().reason().0, "-4", "{log}");
                assert_eq!(found.warnings, Vec::<String>::new(), "{log}");
            }
        }
        let words = TAKEN.replace(' ', "\n");
        let found = dated(&format!("{denied}\n{words}\n"));
        assert_eq!(found.only().reason(), ("-4", REACHED));
    }

    #[test]
    fn a_reason_that_does_not_end_is_what_the_denial_s_line_says() {
        let denied = " 8:05:00 (d) DENIED: mesh anna@ws-1  (Licensed number";
        let partly = ("", "Licensed number");
        for after in [
            String::new(),
            format!(" 8:05:00 (d) DENIED: mesh bert@ws-2  {TAKEN}\n"),
            " 8:05:00 (other) of users. (-4,342))\n".to_owned(),
            " 8:05:00 (d) Checkin failed. (-97,121)\n".to_owned(),
            " 8:05:00 (d) message\nof users. (-4,342))\n".to_owned(),
            "of\n".repeat(9) + "users. (-4,342))\n",
        ] {
            let found = dated(&format!("{denied}\n{after}"));
            let event = &found.events[0];
            assert_eq!(event.reason(), partly, "{after}");
            assert_eq!((&event.former, &event.unfinished), (&None, &None));
            let counted = after.ends_with("users. (-4,342))\n");
            assert_eq!(found.warnings.len(), usize::from(counted), "{after}");
        }
    }

    #[test]
    fn reasons_that_no_denial_takes_are_counted() {
        let out = " 8:05:00 (d) OUT: mesh anna@ws-1\n";
        for reason in [
            TAKEN,
            " 8:05:00 (d) (Taken. (-4,342:10054 \"\"))",
            "already reached. (-4,342))",
        ] {
            let found = dated(&format!("{out}{reason}\n{out}{reason}\n"));
            assert_eq!(found.warnings.len(), 1, "{reason}");
            let warning = &found.warnings[0];
            assert!(warning.starts_with("2 lines mention a denial"), "{warning}");
            assert!(warning.contains("the first is line 3"), "{warning}");
        }
        for other in ["(no code)", "f(x, g(y))", "(3 licenses)", "(-4,342)"] {
            let found = dated(&format!("{out}{other}\n"));
            assert_eq!(found.warnings, Vec::<String>::new(), "{other}");
        }
    }

    #[test]
    fn a_denial_at_the_end_is_recognized_again_when_the_log_has_grown() {
        let line = " 8:05:00 (d) DENIED: mesh anna@ws-1\n";
        let short = dated(line);
        let grown = dated(&format!("{line}{TAKEN}\n"));
        let (short, grown) = (short.only(), grown.only());
        let former = grown.former.clone().unwrap();
        assert_eq!((former.at, former.status), (short.at, short.status.clone()));
        assert_eq!(former.rest, short.rest);
    }

    #[test]
    fn a_second_reason_is_not_part_of_a_denial() {
        let found = dated(&format!(
            " 8:05:00 (d) DENIED: mesh anna@ws-1  (Expired. (-10,32))\n{TAKEN}\n"
        ));
        assert_eq!(found.only().reason(), ("-10", "Expired"));
        assert_eq!(found.only().former, None);
    }

    #[test]
    fn events_keep_their_order_around_a_waiting_denial() {
        let found = read(format!(
            " 8:05:00 (d) OUT: mesh anna@ws-1\n 8:05:00 (d) DENIED: mesh anna@ws-1\n{TAKEN}\n \
             8:06:00 (d) IN: mesh anna@ws-1\n{DATED}"
        ));
        let lines: Vec<_> = found.events.iter().map(|event| event.line).collect();
        assert_eq!(lines, [1, 2, 4]);
        assert_eq!(found.events[1].reason().0, "-4");
        assert!(found.events[1].former.is_some());
    }
}

mod blanks {
    use super::*;

    #[test]
    fn any_run_of_blanks_may_surround_the_daemon() {
        for line in [
            "8:05:00 (d)  DENIED: \"mesh\" anna@ws-1",
            "8:05:00 (d)\tDENIED: \"mesh\" anna@ws-1",
            "8:05:00 (d) \t  DENIED: \"mesh\" anna@ws-1",
            "8:05:00  (d) DENIED: \"mesh\" anna@ws-1",
            "8:05:00\t(d) DENIED: \"mesh\" anna@ws-1",
            "  8:05:00 (d) DENIED: \"mesh\" anna@ws-1",
            "\t8:05:00 (d) DENIED: \"mesh\" anna@ws-1",
        ] {
            let found = dated(&format!("{line}  {TAKEN}\n"));
            assert_eq!(found.only().who(), ("mesh", "anna", "ws-1"), "{line}");
            assert_eq!(found.only().utc(), "2025-03-04T08:05:00");
            // It was not read before.
            assert_eq!(found.only().former, None);
            assert_eq!(found.warnings, Vec::<String>::new());
        }
    }

    #[test]
    fn the_indented_banner_of_lmgrd_has_no_events() {
        let found = dated(" 8:05:00 (lmgrd)   OUT: and IN: lines are usage\n");
        assert_eq!((found.events.len(), found.rejected.len()), (0, 0));
    }

    #[test]
    fn a_date_after_two_blanks_is_read() {
        let found =
            read(" 8:00:00 (lmgrd)  TIMESTAMP 3/4/2025\n 8:05:00 (d) OUT: \"mesh\" anna@ws-1\n");
        assert_eq!(found.times(), ["2025-03-04T08:05:00"]);
    }

    #[test]
    fn trailing_blanks_are_not_part_of_a_line() {
        for (blanks, kept) in [("", ""), ("  ", "  "), ("\t", "\t"), (" \r", " ")] {
            let found = dated(&format!(" 8:05:00 (d) OUT: \"mesh\" anna@ws-1{blanks}\n"));
            let event = found.only();
            assert_eq!(event.rest, "(d) OUT: \"mesh\" anna@ws-1");
            let former = event.former.as_ref().map(|former| former.rest.clone());
            let rest = format!("{}{kept}", event.rest);
            assert_eq!(former, Some(rest).filter(|_| !kept.is_empty()));
        }
    }

    #[test]
    fn a_former_reading_waits_for_its_date_too() {
        let found = read(format!(" 7:05:00 (d) OUT: \"mesh\" anna@ws-1  \n{DATED}"));
        let event = found.only();
        assert_eq!(event.utc(), "2025-03-04T07:05:00");
        let former = event.former.clone().unwrap();
        assert_eq!((former.at, former.status), (event.at, None));
        assert_eq!(former.rest, "(d) OUT: \"mesh\" anna@ws-1  ");
    }
}

mod slog {
    use super::*;

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
}

mod stamps {
    use super::*;

    fn at(clock: &str) -> String {
        let zone = Zone::named("Europe/Berlin");
        let log = format!("{clock} (d) DENIED: \"mesh\" anna@ws-1  {TAKEN}\n");
        let found = read_pieces(LogFormat::FlexnetDebug, &zone, None, [log.as_bytes()]).unwrap();
        assert_eq!(found.warnings, Vec::<String>::new(), "{clock}");
        assert_eq!(found.only().former, None);
        found.only().utc()
    }

    #[test]
    fn a_line_with_a_date_uses_its_own_offset() {
        for clock in [
            "2025-03-04T08:35:00+01:00",
            "2025-03-04T08:35:00+0100",
            "2025-03-04T07:35:00Z",
            "2025-03-04T02:05:00-05:30",
            "2025-03-04T02:05:00-0530",
            "2025-03-04T07:35:00.123Z",
            "2025-03-04T07:35:00,5+00:00",
            " 2025-03-04T07:35:00Z",
            // Without an offset, in the zone of the log.
            "2025-03-04T08:35:00",
            "2025-03-04T08:35:00.999",
        ] {
            assert_eq!(at(clock), "2025-03-04T07:35:00", "{clock}");
        }
    }

    #[test]
    fn an_event_with_an_unreadable_stamp_is_rejected() {
        for clock in [
            "2025-02-30T08:35:00Z",
            "2025-03-04T25:35:00Z",
            "2025-03-04T08:35:00+99:00",
        ] {
            let log = format!("{DATED}{clock} (d) OUT: \"mesh\" anna@ws-1\n");
            assert_eq!(read(log).rejected.len(), 1, "{clock}");
        }
        for clock in [
            "2025-03-04T08:35Z",
            "2025-03-04 08:35:00Z",
            "2025-03-04T08:35:00 UTC",
        ] {
            let log = format!("{DATED}{clock} (d) DENIED: \"mesh\" anna@ws-1\n");
            let found = read(log);
            assert_eq!(
                (found.events.len(), found.rejected.len()),
                (0, 0),
                "{clock}"
            );
            assert!(found.warnings[1].starts_with("line 2 mentions"), "{clock}");
        }
    }

    #[test]
    fn the_clock_of_the_log_continues_from_a_stamp() {
        let found = read(
            "2025-03-04T23:30:00+01:00 (lmgrd) Please note\n\
             23:40:00 (d) OUT: \"mesh\" anna@ws-1\n\
             0:10:00 (d) OUT: \"mesh\" anna@ws-1\n",
        );
        assert_eq!(
            found.times(),
            ["2025-03-04T23:40:00", "2025-03-05T00:10:00"]
        );
    }

    #[test]
    fn a_stamp_overrides_the_date_of_its_message() {
        let denied = "2025-03-04T23:30:00Z (d) DENIED: \"mesh\" anna@ws-1  (Taken. (-4,342))\n";
        for message in [
            "TIMESTAMP 3/5/2025",
            "FlexNet Licensing (v11.18) started on lic-01 (linux) (3/5/2025)",
            "(@lmgrd-SLOG@) Time: Wed Mar 05 2025 23:30:00 CET",
        ] {
            let log = format!("{denied}2025-03-04T23:30:00Z (lmgrd) {message}\n{denied}");
            let found = read(log);
            assert_eq!(found.times(), ["2025-03-04T23:30:00"; 2], "{message}");
            assert_eq!(found.warnings, Vec::<String>::new());
            assert_eq!(found.starts, Vec::<usize>::new());
        }
    }

    #[test]
    fn silent_days_between_stamps_give_no_warning() {
        let found = read(
            "2025-03-04T17:00:00Z (d) OUT: \"mesh\" anna@ws-1\n\
             2025-03-09T08:00:00Z (d) OUT: \"mesh\" anna@ws-1\n\
             2025-03-09T08:00:00Z (d) OUT: \"mesh\" anna@ws-1\n",
        );
        assert_eq!(found.warnings, Vec::<String>::new());
        assert_eq!(found.events.len(), 3);
        assert_eq!(found.starts, Vec::<usize>::new());
    }

    #[test]
    fn events_before_the_first_stamp_are_dated_from_it() {
        let found = read(
            "23:00:00 (d) OUT: \"mesh\" anna@ws-1\n\
             2025-03-05T01:00:00Z (d) OUT: \"mesh\" anna@ws-1\n",
        );
        assert_eq!(
            found.times(),
            ["2025-03-04T23:00:00", "2025-03-05T01:00:00"]
        );
    }

    #[test]
    fn stored_events_of_plain_lines_among_stamps_are_recognized() {
        let found = dated(
            " 8:30:00 (d) OUT: \"mesh\" anna@ws-1\n\
             2025-03-06T08:35:00Z (d) OUT: \"mesh\" bert@ws-2\n\
             \x20 8:40:00 (d) OUT: \"mesh\" bert@ws-2\n\
             8:50:00 (d) OUT: \"mesh\" anna@ws-1\n",
        );
        let former: Vec<_> = found
            .events
            .iter()
            .map(|event| event.former.as_ref().map(log_support::Former::utc))
            .collect();
        let stored = Some("2025-03-04T08:50:00".to_owned());
        assert_eq!(former, [None, None, None, stored]);
        assert_eq!(found.warnings.len(), 1);
    }
}

mod joined {
    use super::*;

    #[test]
    fn a_log_starts_again_where_a_date_steps_back() {
        let log = format!(
            "{DATED} 8:05:00 (d) OUT: \"mesh\" anna@ws-1\n 9:00:00 (lmgrd) TIMESTAMP 3/5/2025\n"
        );
        let found = read(format!("{log}{log}{log}"));
        assert_eq!(found.starts, [1, 2]);
        let stamped = "2025-03-04T08:00:00Z (d) OUT: \"mesh\" anna@ws-1\n\
                       2025-03-05T09:00:00Z (d) OUT: \"mesh\" anna@ws-1\n";
        let found = read(format!("{stamped}{stamped}"));
        assert_eq!(found.starts, [2]);
    }

    /// How often a log with these lines twice starts again, and how many of its denials
    /// are the first of their second.
    fn twice(lines: &str) -> (Vec<usize>, usize) {
        let found = read(format!("{lines}{lines}"));
        (found.starts.clone(), found.events.len())
    }

    #[test]
    fn a_log_of_one_day_starts_again_too() {
        let denied = "(d) DENIED: \"mesh\" anna@ws-1  (Taken. (-4,342))\n";
        // The date comes first.
        let log = format!(" 8:00:00 (d) TIMESTAMP 3/4/2025\n 8:05:00 {denied}18:00:00 {denied}");
        assert_eq!(twice(&log), (vec![2], 4));
        // A whole day, so that the step back looks like midnight.
        let log = format!(" 0:10:00 (d) TIMESTAMP 3/4/2025\n 8:05:00 {denied}23:00:00 {denied}");
        assert_eq!(twice(&log), (vec![2], 4));
        // The lines of a start have the date after a while.
        for hour in [18, 23] {
            let log = format!(
                " 8:00:00 (lmgrd) -----------------------------------------------\n\
                 \x20 8:00:00 (lmgrd) FlexNet Licensing (v11.18) started on lic-01 (linux) (3/4/2025)\n\
                 \x20 8:05:00 {denied}{hour}:00:00 {denied}"
            );
            assert_eq!(twice(&log), (vec![2], 4), "until {hour}:00");
        }
        let log = format!("2025-03-04T08:00:00Z {denied}2025-03-04T18:00:00Z {denied}");
        assert_eq!(twice(&log), (vec![2], 4));
    }

    #[test]
    fn an_hour_that_occurs_twice_is_one_log() {
        let found = read(
            "1:00:00 (d) TIMESTAMP 10/26/2025\n\
             2:59:59 (d) OUT: \"mesh\" anna@ws-1\n\
             2:00:00 (d) TIMESTAMP 10/26/2025\n\
             2:00:01 (d) OUT: \"mesh\" anna@ws-1\n",
        );
        assert_eq!(found.starts, Vec::<usize>::new());
    }

    #[test]
    fn lines_out_of_order_around_midnight_are_one_log() {
        let found = read(
            "23:59:00 (d) TIMESTAMP 3/4/2025\n\
             0:00:00 (d) OUT: \"mesh\" anna@ws-1\n\
             23:59:59 (lmgrd) TIMESTAMP 3/4/2025\n\
             0:00:01 (d) OUT: \"mesh\" anna@ws-1\n",
        );
        assert_eq!(found.starts, Vec::<usize>::new());
        let stamped = "2025-03-05T00:00:00Z (d) OUT: \"mesh\" anna@ws-1\n\
                       2025-03-04T23:59:59Z (d) OUT: \"mesh\" anna@ws-1\n";
        assert_eq!(read(stamped).starts, Vec::<usize>::new());
    }

    /// How often a log of lines with these clocks starts again, in a zone.
    fn starts(zone: &dyn ZoneLookup, clocks: &[&str]) -> Vec<usize> {
        let lines = clocks
            .iter()
            .map(|clock| format!("{clock} (d) OUT: \"mesh\" anna@ws-1\n"));
        let log = lines.collect::<Vec<_>>().concat();
        let read = read_pieces(LogFormat::FlexnetDebug, zone, None, [log.as_bytes()]);
        read.unwrap().starts
    }

    #[test]
    fn lines_that_all_say_their_date_start_again_where_their_moment_steps_back() {
        let madrid = Zone::named("Europe/Madrid");
        let offset = ["2025-10-26T02:59:00+02:00", "2025-10-26T02:01:00+01:00"];
        assert_eq!(starts(&Utc, &offset), [0; 0], "the end of summer time");
        let local = ["2025-10-26T02:59:00", "2025-10-26T02:01:00"];
        assert_eq!(starts(&madrid, &local), [0; 0], "the end of summer time");
        assert_eq!(starts(&Utc, &local), [1], "a zone without summer time");
        for (second, meant) in [("08:04:00", &[][..]), ("08:03:59", &[1])] {
            for offset in ["", "Z", "+0100"] {
                let stamped = |clock: &str| format!("2025-03-04T{clock}{offset}");
                let clocks = [stamped("08:05:00"), stamped(second)];
                let clocks = clocks.each_ref().map(String::as_str);
                assert_eq!(starts(&madrid, &clocks), meant, "{clocks:?}");
            }
        }
    }
}
