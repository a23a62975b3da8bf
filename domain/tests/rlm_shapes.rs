//! RLM logs with unusual lines.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::log_format::LogFormat;
use log_support::{Read, read};

const DENIED: &str = "05/11/2024 15:20 (demo) DENIED: (1) sim v2.1 to anna@ws-1\n";

fn debug(log: impl AsRef<[u8]>) -> Read {
    read(LogFormat::RlmDebug, log).unwrap()
}

fn report(log: impl AsRef<[u8]>) -> Read {
    read(LogFormat::RlmReport, log).unwrap()
}

#[test]
fn any_blanks_may_be_between_date_clock_and_isv() {
    for line in [
        "05/11/2024\t15:20\t(demo)\tOUT: sim v2.1 by anna@ws-1",
        "05/11/2024  15:20  (demo)  OUT: sim v2.1 by anna@ws-1",
        "  05/11/2024 15:20 (demo) OUT: sim v2.1 by anna@ws-1  ",
        "\u{feff}05/11/2024 15:20 (demo) OUT: sim v2.1 by anna@ws-1\r",
    ] {
        let found = debug(format!("{line}\n"));
        assert_eq!(found.only().who(), ("sim", "anna", "ws-1"), "{line}");
        assert_eq!(found.warnings, Vec::<String>::new());
    }
}

#[test]
fn a_reason_that_wrapped_belongs_to_the_denial_before_it() {
    for reason in ["        All licenses in use", "\tAll licenses in use  \r"] {
        let found = debug(format!("{DENIED}{reason}\n"));
        let event = found.only();
        assert_eq!(event.reason(), ("", "All licenses in use"));
        let former = event.former.clone().unwrap();
        assert_eq!(former.status.unwrap().2, "no reason logged");
        assert_eq!(former.at, event.at);
        assert!(event.rest.starts_with(&former.rest));
    }
    // An earlier version kept looking for an indented line of the ISV with a clock.
    let found = debug(format!(
        "{DENIED}        All licenses in use\n05/11/2024 15:20 (demo)         Try again later\n"
    ));
    let event = found.only();
    assert_eq!(event.reason(), ("", "All licenses in use"));
    let former = event.former.clone().unwrap();
    assert_eq!(former.status.unwrap().2, "Try again later");
    assert!(
        former.rest.ends_with("\nTry again later"),
        "{}",
        former.rest
    );
    let shifted = ["All licenses in use\n", "\n        All licenses in use\n"];
    for after in shifted {
        let found = debug(format!(
            "{DENIED}{after}05/11/2024 15:21 (demo) OUT: sim v2.1 by anna@ws-1\n"
        ));
        assert_eq!(found.events[0].reason(), ("", "no reason logged"));
        assert_eq!(found.events[0].former, None);
    }
}

#[test]
fn unknown_denials_give_a_warning() {
    for line in [
        "05/11/2024 15:20 (demo) denied: (1) sim v2.1 to anna@ws-1",
        "05/11/2024 15:20 (demo) DENIED (1) sim v2.1 to anna@ws-1",
        "DENIED: (1) sim v2.1 to anna@ws-1",
    ] {
        let found = debug(format!("{line}\n"));
        assert_eq!((found.events.len(), found.rejected.len()), (0, 0), "{line}");
        let last = found.warnings.last().unwrap();
        assert!(last.starts_with("line 1 mentions a denial"), "{last}");
    }
}

#[test]
fn a_record_in_other_shapes_is_read_or_rejected() {
    const START: &str = "START lic-01 05/11/2024 08:00:00\n";
    for line in [
        "  DENY sim 2.1 anna ws-1 \"\" 1 -22 1 05/11 15:20  \r",
        "DENY  sim  2.1 anna ws-1  \"\"  1  -22  1  05/11  15:20",
    ] {
        let found = report(format!("{START}{line}\n"));
        assert_eq!(found.only().who(), ("sim", "anna", "ws-1"), "{line}");
    }
    for line in [
        "deny sim 2.1 anna ws-1 \"\" 1 -22 1 05/11 15:20",
        "DENY\tsim\t2.1\tanna\tws-1\t\"\"\t1\t-22\t1\t05/11\t15:20",
    ] {
        let found = report(format!("{START}{line}\n"));
        assert_eq!((found.events.len(), found.rejected.len()), (0, 1), "{line}");
    }
}

#[test]
fn a_banner_alone_has_no_events() {
    let banner = "05/11 15:20 (rlm) RLM License Server Version 12.0BL2\n\tfor x64_w4\n";
    let found = debug(banner);
    assert_eq!(found.warnings.len(), 1);
    assert!(found.warnings[0].starts_with("no events"));
    let banner = "RLM Report Log Format 0, version 14.1\nISV: demo, RLM version 14.1\n";
    assert!(report(banner).warnings[0].starts_with("no events"));
}

#[test]
fn a_log_starts_again_where_a_date_steps_back() {
    let log = "START lic-01 05/11/2024 08:00:00\n\
               DENY sim 2.1 anna ws-1 \"\" 1 -22 1 05/11 15:20\n\
               DENY sim 2.1 anna ws-1 \"\" 1 -22 1 05/12 15:20\n";
    assert_eq!(report(format!("{log}{log}{log}")).starts, [2, 4]);
    // The year is only known later, and events wait for it.
    let log = "05/11 15:20 (demo) OUT: sim v2.1 by anna@ws-1\n\
               05/12 15:20 (demo) IN: sim v2.1 by anna@ws-1\n";
    let dated = "05/13/2024 15:20 (demo) IN: sim v2.1 by anna@ws-1\n";
    let found = debug(format!("{log}{log}{dated}"));
    assert_eq!((found.events.len(), found.starts), (5, vec![2]));
    // Events after a denial wait until its reason is known.
    let found = debug(format!(
        "05/13/2024 15:20 (demo) DENIED: (1) sim v2.1 to anna@ws-1\n{log}\
         05/12 15:21 (demo)         All licenses in use\n"
    ));
    assert_eq!((found.events.len(), found.starts), (3, vec![1]));
}

#[test]
fn a_log_of_one_day_starts_again_too() {
    let log = "05/11/2024 08:20 (demo) OUT: sim v2.1 by anna@ws-1\n\
               05/11/2024 18:20 (demo) IN: sim v2.1 by anna@ws-1\n";
    let found = debug(format!("{log}{log}"));
    assert_eq!((found.starts, found.warnings.len()), (vec![2], 0));
}

#[test]
fn a_log_whose_clock_is_set_back_by_two_hours_is_one_log() {
    let found = debug(
        "05/11/2024 15:20 (demo) OUT: sim v2.1 by anna@ws-1\n\
         05/11/2024 13:20 (demo) IN: sim v2.1 by anna@ws-1\n",
    );
    assert_eq!(found.starts, Vec::<usize>::new());
}

#[test]
fn trailing_blanks_are_not_part_of_a_feature_and_the_former_identity_has_them() {
    let found = report(
        "START lic-01 05/11/2024 08:00:00\nDENY  sim  2.1 anna ws-1 \"\" 1 -22 1 05/11 15:20\n",
    );
    let event = found.only();
    assert_eq!(event.feature, "sim");
    assert_eq!(event.former.clone().unwrap().feature, "sim ");
    let plain = report(
        "START lic-01 05/11/2024 08:00:00\nDENY sim 2.1 anna ws-1 \"\" 1 -22 1 05/11 15:20\n",
    );
    assert_eq!(plain.only().former, None);
}
