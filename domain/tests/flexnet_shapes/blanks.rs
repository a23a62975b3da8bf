//! Blanks around the daemon and at the end of a line.

use super::{DATED, TAKEN, dated, read};

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
