//! Lines that mention a denial and give no event: one warning per file.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::log_format::LogFormat;
use log_support::read;

#[test]
fn unread_lines_that_mention_a_denial_give_one_warning() {
    let log = " 8:00:00 (lmgrd) TIMESTAMP 3/4/2025\n\
         8:01:00 (gridlm) License request denied for anna\n\
         8:02:00 (gridlm) DENIED: \"mesh\" anna@ws-1  (Taken. (-4,342))\n\
         8:03:00 (gridlm) UNSUPPORTED\n\
         8:04:00 (gridlm) OUT: \"mesh\" anna@ws-1\n\
         DENY mesh\n";
    let read = read(LogFormat::FlexnetDebug, log).unwrap();
    assert_eq!(read.events.len(), 2);
    let [warning] = read.warnings.as_slice() else {
        unreachable!("{:?}", read.warnings);
    };
    assert!(warning.starts_with("3 lines mention a denial"), "{warning}");
    assert!(warning.contains("the first is line 2"), "{warning}");
}

#[test]
fn a_rejected_line_gives_no_further_warning() {
    let log = " 8:00:00 (lmgrd) TIMESTAMP 3/4/2025\n 8:02:00 (gridlm) DENIED:\n";
    let read = read(LogFormat::FlexnetDebug, log).unwrap();
    assert_eq!((read.rejected.len(), read.warnings.len()), (1, 0));
}

#[test]
fn other_line_formats_warn_about_such_lines_too() {
    for (format, log) in [
        (
            LogFormat::RlmDebug,
            "05/11/2024 15:20 (demo) DENIED: (1) simulator v2.1 to cecil@win2008\n\
             05/11/2024 15:20 (demo)         Access denied by rule\n\
             05/11/2024 15:20 (demo) Connection denied\n",
        ),
        (
            LogFormat::RlmReport,
            "START lic-01 05/11/2024 15:20:00\n\
             DENY mesher 5.0 anna ws-1 \"\" 1 -22 1 05/11 15:20\n\
             log 05/11/2024 15:21 anna was denied\n",
        ),
        (
            LogFormat::Dsls,
            "2024/03/01 09:30:00:000 W LICENSESERV MESH not granted, no more available license \
             ( from client ws-004 (4A1B)/10.0.0.4|nadia|nadia|mesh.exe )\n\
             \n\
             2024/03/01 09:30:01:000 W LICENSESERV connection denied\n",
        ),
    ] {
        let read = read(format, log).unwrap();
        assert_eq!(read.events.len(), 1, "{format:?}: {:?}", read.rejected);
        let [warning] = read.warnings.as_slice() else {
            unreachable!("{format:?}: {:?}", read.warnings);
        };
        assert!(warning.starts_with("line 3 mentions a denial"), "{warning}");
    }
}

#[test]
fn a_log_without_events_says_so() {
    let banner = " 8:00:00 (lmgrd) TIMESTAMP 3/4/2025\n 8:00:01 (gridlm) SERVER-OUT: none\n";
    let found = read(LogFormat::FlexnetDebug, banner).unwrap();
    let [warning] = found.warnings.as_slice() else {
        unreachable!("{:?}", found.warnings);
    };
    assert!(
        warning.starts_with("no events: the log contains"),
        "{warning}"
    );
}

#[test]
fn a_file_with_nothing_in_it_says_so() {
    for (format, file) in [
        (LogFormat::FlexnetDebug, ""),
        (LogFormat::SentinelRms, ""),
        (LogFormat::EventsNdjson, ""),
        (LogFormat::EventsCsv, "time,outcome,feature\n"),
        (LogFormat::EventsCsv, "time,outcome,feature"),
        (LogFormat::ElasticAccess, ""),
        (LogFormat::Dsls, "{\"result\": {\"rows\": []}}"),
    ] {
        let found = read(format, file).unwrap();
        let [warning] = found.warnings.as_slice() else {
            unreachable!("{format:?}: {:?}", found.warnings);
        };
        assert!(
            warning.starts_with("no events: the log contains"),
            "{warning}"
        );
    }
}

#[test]
fn known_words_are_found_in_their_usual_cases() {
    for words in ["Denied by policy", "Not granted", "Access denied", "DENY"] {
        let log = format!(" 8:00:00 (lmgrd) TIMESTAMP 3/4/2025\n 8:01:00 (gridlm) {words}\n");
        let found = read(LogFormat::FlexnetDebug, log).unwrap();
        let said = |text: &&String| text.starts_with("line 2 mentions a denial");
        assert_eq!(found.warnings.iter().filter(said).count(), 1, "{words}");
    }
}

#[test]
fn a_log_of_event_words_without_events_counts_them() {
    for (log, words) in [
        (
            "03/04/25 8:05 (gridlm) OUT: \"mesh\" anna@ws-1\nx\n",
            "no events: line 1 looks like",
        ),
        (
            "x\n8.05 (gridlm) IN: \"mesh\" anna@ws-1\n8.06 (gridlm) OUT: \"mesh\" anna@ws-1\n",
            "no events: 2 lines look like events, but none of them could be read; the first is line 2",
        ),
        (
            "2025/03/04 08:08:21 CHECKOUT mesh\n",
            "no events: line 1 looks like",
        ),
    ] {
        let found = read(LogFormat::FlexnetDebug, log).unwrap();
        assert!(found.warnings[0].starts_with(words), "{:?}", found.warnings);
    }
    // One event is enough to know that the format is the right one.
    let log = " 8:00:00 (d) TIMESTAMP 3/4/2025\nOUT: x\n 8:05:00 (d) OUT: \"mesh\" anna@ws-1\n";
    let found = read(LogFormat::FlexnetDebug, log).unwrap();
    assert_eq!(found.warnings, Vec::<String>::new());
}
