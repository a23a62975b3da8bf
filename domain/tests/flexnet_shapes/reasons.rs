//! Reasons on other lines than their denial, or broken over several.

use super::{DATED, TAKEN, dated, read};

const REACHED: &str = "Licensed number of users already reached";

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
