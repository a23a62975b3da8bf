//! The Dassault Systèmes license server log.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::event::Outcome;
use domain::log_format::LogFormat;
use domain::parse::Refusal;
use log_support::{Found, Read, Zone, read_pieces};

fn read(log: &str) -> Read {
    log_support::read(LogFormat::Dsls, log).unwrap()
}

/// The event of a log with one line.
fn only(line: &str) -> Found {
    read(line).only().clone()
}

const LOG: &str = "\
2024/03/01 08:00:00:001 I STARTSERVER Server version 6.424.4 built on 20231201
2024/03/01 09:30:00:250 W LICENSESERV MDX(Northwind Yard) not granted, no more available license ( from client ws-014 (4F2A-77C1)/10.0.4.14|amira|amira|C:\\Program Files (x86)\\app.exe )
2024/03/01 09:30:00:900 W LICENSESERV XPB not granted, user amira not authorized ( from client ws-014 (4F2A-77C1)/10.0.4.14|amira|amira|app.exe )
2024/03/01 09:31:00:000 I LICENSESERV MDX(Northwind Yard) granted ( from client ws-015 (11AA-0000)/10.0.4.15|bo|bo|app.exe )
2024/03/01 09:32:00:000 W LICENSESERV ZZZ not granted, no license enrolled ( from client ws-016 (11AA-0001)/10.0.4.16|Cleo van Dam|cleo|app.exe )
";

#[test]
fn denials_are_read_and_nothing_else_is_an_event() {
    let read = read(LOG);
    assert_eq!(read.rejected, []);
    assert_eq!(read.count(Outcome::Denied), 3);
    assert_eq!(read.events.len(), 3);
    assert_eq!(
        read.events.iter().map(Found::who).collect::<Vec<_>>(),
        [
            ("MDX", "amira", "ws-014"),
            ("XPB", "amira", "ws-014"),
            ("ZZZ", "Cleo van Dam", "ws-016"),
        ]
    );
    assert!(read.events.iter().all(|event| event.product.is_empty()));
    assert!(
        read.events
            .iter()
            .all(|event| (event.count - 1.0).abs() < f64::EPSILON)
    );
}

#[test]
fn a_reason_has_one_of_two_codes_or_is_its_own_description() {
    let read = read(LOG);
    assert_eq!(
        read.events.iter().map(Found::reason).collect::<Vec<_>>(),
        [
            ("no more available license", "no more available license"),
            ("not authorized", "not authorized"),
            ("", "no license enrolled"),
        ]
    );
    assert!(
        read.events
            .iter()
            .all(|event| event.status.as_ref().unwrap().0 == "dsls")
    );
}

#[test]
fn milliseconds_are_not_part_of_the_time() {
    let read = read(LOG);
    assert_eq!(
        read.times()[..2],
        ["2024-03-01T09:30:00", "2024-03-01T09:30:00"]
    );
}

#[test]
fn levels_and_carriage_returns_change_nothing() {
    for level in ["I", "W", "E"] {
        let line = format!(
            "2024/03/01 09:30:00:250 {level} LICENSESERV MDX not granted, no more available license ( from client h (i)/a|u|u|x )\r\n"
        );
        assert_eq!(only(&line).who(), ("MDX", "u", "h"));
    }
}

#[test]
fn a_client_without_an_id_is_read_up_to_its_ip_address() {
    let event = only(
        "2024/03/01 09:30:00:250 W LICENSESERV MDX not granted, no more available license ( from client h7/10.0.0.1|u|u|x )",
    );
    assert_eq!(event.who(), ("MDX", "u", "h7"));
}

#[test]
fn a_denial_that_cannot_be_read_is_rejected_with_its_number() {
    let good =
        "2024/03/01 09:30:00:250 W LICENSESERV MDX not granted, x ( from client h (i)/a|u|u|x )";
    let damaged = [
        (
            "2024/13/01 09:30:00:250 W LICENSESERV MDX not granted, x ( from client h (i)/a|u|u|x )",
            "date and time",
        ),
        (
            "2024/03/01 09:30:00:250 W LICENSESERV  not granted, x ( from client h (i)/a|u|u|x )",
            "no feature",
        ),
        (
            "2024/03/01 09:30:00:250 W LICENSESERV MDX not granted, no more avai",
            "from client",
        ),
        (
            "2024/03/01 09:30:00:250 W LICENSESERV MDX not granted, x ( from client h (i)/a",
            "from client",
        ),
    ];
    for (line, reason) in damaged {
        let read = read(&format!("{good}\n{line}\n{good}\n"));
        assert_eq!(read.events.len(), 2, "{line}");
        assert_eq!(read.rejected.len(), 1, "{line}");
        assert_eq!(read.rejected[0].0, 2);
        assert!(
            read.rejected[0].1.contains(reason),
            "{}",
            read.rejected[0].1
        );
    }
}

#[test]
fn a_line_that_says_not_granted_is_rejected_whatever_it_starts_with() {
    let good =
        "2024/03/01 09:30:00:250 W LICENSESERV MDX not granted, x ( from client h (i)/a|u|u|x )";
    for (line, reason) in [
        ("not granted".to_owned(), "date and time"),
        (format!(" {good}"), "date and time"),
        (format!("x{good}"), "date and time"),
        (good.replace("2024/03/01 ", ""), "date and time"),
        (
            good.replace("LICENSESERV", "ADMINSERVER"),
            "no `LICENSESERV`",
        ),
        (good.replace("MDX not", "MDXnot"), "no feature"),
        (good.replace(" MDX", ""), "no feature"),
    ] {
        let read = read(&format!("{good}\n{line}\n"));
        assert_eq!(read.events.len(), 1, "{line}");
        assert_eq!(read.rejected.len(), 1, "{line}");
        assert_eq!(read.rejected[0].0, 2);
        assert!(
            read.rejected[0].1.contains(reason),
            "{line}: {}",
            read.rejected[0].1
        );
    }
}

#[test]
fn other_lines_are_ignored_whatever_they_say() {
    let read = read(
        "2024/03/01 09:30:00:250 I ADMINSERVER access to h refused\n\
         granted\n\
         LICENSESERV MDX Not Granted, x\n\
         \n\
         2024/03/01 09:30:01:000 I LICENSESERV MDX detached\n",
    );
    assert_eq!((read.events.len(), read.rejected.len()), (0, 0));
}

#[test]
fn a_step_back_shows_the_repeated_hour() {
    let line = |time: &str| {
        format!(
            "2024/10/27 {time}:000 W LICENSESERV MDX not granted, x ( from client h (i)/a|u|u|x )\n"
        )
    };
    let log = [
        line("02:30:00"),
        line("02:59:00"),
        line("02:10:00"),
        line("02:50:00"),
    ]
    .concat();
    let read = read_pieces(
        LogFormat::Dsls,
        &Zone::named("Europe/Madrid"),
        None,
        [log.as_bytes()],
    );
    assert_eq!(
        read.unwrap().times(),
        [
            "2024-10-27T00:30:00",
            "2024-10-27T00:59:00",
            "2024-10-27T01:10:00",
            "2024-10-27T01:50:00"
        ]
    );
}

#[test]
fn a_log_without_any_date_is_refused() {
    assert_eq!(
        log_support::read(LogFormat::Dsls, "nothing here\n"),
        Err(Refusal::NoDate)
    );
}

#[test]
fn denials_keep_their_identity() {
    let line = "2024/03/01 09:40:00:250 W LICENSESERV XM2-FTA not granted, no license enrolled ( from \
                client ws-005 (4A1C)/10.0.0.5|otto|OTTO@D|C:\\x.exe )";
    let rest = line.strip_prefix("2024/03/01 09:40:00").unwrap();
    // The catalogue has its text; as a logged code it would change the event's identity.
    let status = (
        "dsls".to_owned(),
        String::new(),
        "no license enrolled".to_owned(),
    );
    let read_line = read(line);
    let event = read_line.only();
    assert_eq!(
        (&*event.rest, event.status.as_ref(), event.former.as_ref()),
        (rest, Some(&status), None)
    );

    // Trailing blanks were part of it formerly, whatever the order of the log.
    let later = "2024/03/01 10:00:00:000 I ADMINSERVER x";
    let earlier = "2024/03/01 09:00:00:000 I ADMINSERVER x";
    for log in [
        format!("{line} \t\n"),
        format!("{earlier}\n{line} \t\n{later}\n"),
        format!("{later}\n{line} \t\n{earlier}\n"),
    ] {
        let read = read(&log);
        let event = read.only();
        let former = event.former.clone().unwrap();
        assert_eq!((&*event.rest, former.at), (rest, event.at), "{log}");
        assert_eq!(
            (former.rest, former.status.as_ref()),
            (format!("{rest} \t"), Some(&status))
        );
    }
}
