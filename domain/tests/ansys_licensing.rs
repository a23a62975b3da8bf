//! The log of the Ansys Licensing Interconnect.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::event::{Outcome, StatusLines};
use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext};
use domain::zone::ZoneLookup;
use jiff::civil::DateTime;
use log_support::{Found, Read, Zone, read_pieces};
use utc::Utc;

fn read(log: impl AsRef<[u8]>) -> Read {
    log_support::read(LogFormat::AnsysLicensing, log).unwrap()
}

/// A typical line with this word, feature and client.
fn line(clock: &str, word: &str, feature: &str, client: &str) -> String {
    format!(
        "2025/03/04 {clock}    {word:<20}{feature:<31}21.2 (2021.0512)             3/4/5/30                \
         1/1/1/1   {client}                         25:127.0.0.1\n"
    )
}

const CLIENT: &str = "4711:FEAT_MESH:anna@ws-1:linx64";

#[test]
fn checkouts_denials_and_checkins_are_events_of_one_product() {
    let read = read(include_bytes!("../fixtures/ansysli_server.log"));
    assert_eq!(read.rejected, []);
    assert_eq!(read.warnings, [""; 0]);
    assert_eq!(
        [Outcome::Denied, Outcome::Granted, Outcome::Returned].map(|outcome| read.count(outcome)),
        [1, 2, 1]
    );
    assert_eq!(
        read.events.iter().map(Found::who).collect::<Vec<_>>(),
        [
            ("mesh", "anna", "ws-1"),
            ("MESH_PARALLEL", "anna", "ws-1"),
            ("mesh", "bert", "ws-2"),
            ("mesh", "anna", "ws-1"),
        ]
    );
    assert!(
        read.events
            .iter()
            .all(|event| event.product == "ansyslmd" && event.version == "21.2")
    );
    assert_eq!(
        read.events
            .iter()
            .map(|event| event.count)
            .collect::<Vec<_>>(),
        [1.0, 2.0, 1.0, 1.0]
    );
    assert_eq!(read.times()[2], "2025-03-04T08:39:38");
    assert_eq!(read.events[2].line, 3);
}

#[test]
fn the_flexnet_error_that_explains_a_denial_is_its_code() {
    let read = read(include_bytes!("../fixtures/ansysli_server.log"));
    let status = read.events[2].status.clone().unwrap();
    assert_eq!(status.0, "flexnet-publisher");
    // FlexNet's own sentence, not the one that the Interconnect always writes.
    assert_eq!(
        read.events[2].reason(),
        ("-15", "Cannot connect to license server system.")
    );
}

#[test]
fn a_denial_without_a_flexnet_error_has_its_first_explaining_line() {
    let log = format!(
        "{}\t   The pool is closed.\n    Come again later.\n{}{}",
        line("08:00:00", "DENIED", "mesh", CLIENT),
        line("08:00:01", "DENIED", "mesh", CLIENT),
        line("08:00:02", "CHECKOUT", "mesh", CLIENT),
    );
    let read = read(log);
    let statuses: Vec<_> = read
        .events
        .iter()
        .map(|event| event.status.clone())
        .collect();
    let text = |text: &str| Some(("ansys-licensing".to_owned(), String::new(), text.to_owned()));
    assert_eq!(
        statuses,
        [text("The pool is closed."), text("no reason logged"), None]
    );
    assert_eq!(
        read.events
            .iter()
            .map(|event| event.line)
            .collect::<Vec<_>>(),
        [1, 4, 5]
    );
}

#[test]
fn a_flexnet_error_alone_explains_too_and_so_does_one_of_many_lines() {
    for (explanation, reason) in [
        ("    FLEXnet Licensing error:-5,357\n", ("-5", "")),
        (
            "    Request name mesh does not exist in the licensing pool.\n    Feature:          mesh\n    \
             FlexNet Licensing error:-5,357\n",
            (
                "-5",
                "Request name mesh does not exist in the licensing pool.",
            ),
        ),
        (
            "    Request name mesh does not exist in the licensing pool.\n    Licensed number of users \
             already reached.\n    Feature:  mesh\n\n    FlexNet Licensing error:-4,132\n    \
             FlexNet Licensing error:-5,357\n",
            ("-4", "Licensed number of users already reached."),
        ),
    ] {
        let log = format!(
            "{}{explanation}",
            line("08:00:00", "DENIED", "mesh", CLIENT)
        );
        assert_eq!(read(log).only().reason(), reason, "{explanation}");
    }
}

#[test]
fn a_denial_waits_for_its_explanation_until_the_end_of_the_log() {
    let denial = line("08:00:00", "DENIED", "mesh", CLIENT);
    let context = ParseContext {
        zone: &Utc,
        first_date: None,
        time: None,
        latest: DateTime::MAX,
    };
    let mut parser = LogParser::new(LogFormat::AnsysLicensing, context);
    let mut read = Read::default();
    parser.feed(denial.as_bytes(), &mut read).unwrap();
    assert_eq!(read.events, [], "its explanation may follow");
    parser
        .feed(b"    The pool is closed.\n", &mut read)
        .unwrap();
    assert_eq!(read.events, []);
    parser.finish(&mut read).unwrap();
    assert_eq!(read.only().reason(), ("", "The pool is closed."));
}

#[test]
fn the_explanation_of_a_denial_is_not_part_of_its_identity() {
    let denial = line("08:00:00", "DENIED", "mesh", CLIENT);
    let unexplained = read(&denial).only().hash;
    for explanation in [
        "The pool is closed.",
        "FlexNet Licensing error:-5,357",
        "Request name mesh does not exist.\n    FlexNet Licensing error:-5,357",
    ] {
        let read = read(format!("{denial}    {explanation}\n"));
        assert_eq!(read.only().hash, unexplained, "{explanation}");
    }
}

#[test]
fn other_lines_do_not_explain_a_denial() {
    let denial = line("08:00:00", "DENIED", "mesh", CLIENT);
    let info = "2025/03/04 08:00:01    INFO                Started.\n";
    for between in [info, "a line of its own\n"] {
        let log = format!("{denial}{between}    FlexNet Licensing error:-5,357\n");
        assert_eq!(
            read(log).only().reason(),
            ("", "no reason logged"),
            "{between}"
        );
    }
    let long = format!(
        "{denial}{}    FlexNet Licensing error:-5,357\n",
        "    more\n".repeat(100)
    );
    assert_eq!(
        read(long).only().reason(),
        ("", "more"),
        "not even indented ones at the end"
    );
}

#[test]
fn the_names_of_a_client_may_contain_odd_characters() {
    for (client, user, host) in [
        (
            "1:APP:anna@mail.example@ws-1:linx64",
            "anna@mail.example",
            "ws-1",
        ),
        ("1:APP:DOMAIN:anna@ws-1:linx64", "DOMAIN:anna", "ws-1"),
        ("1:APP:anna van dam@ws-1:linx64", "anna van dam", "ws-1"),
        ("1:2:APP:anna@ws-1:1:console", "anna", "ws-1"),
        ("1:A P-P.x:Zoë@ws-1.example:winx64", "Zoë", "ws-1.example"),
        ("1:APP:@ws-1:winx64", "", "ws-1"),
        ("1:APP:anna@ws-1", "anna", "ws-1"),
    ] {
        let read = read(line("08:00:00", "CHECKOUT", "mesh", client));
        assert_eq!(read.only().who(), ("mesh", user, host), "{client}");
    }
}

#[test]
fn a_feature_may_be_long_or_without_a_revision_or_pay_per_use() {
    let long = "a_feature_whose_name_is_longer_than_its_column";
    for (asked_for, feature, version) in [
        (format!("{long} 21.2 (2021.0512)"), long, "21.2"),
        ("mesh 21.2".to_owned(), "mesh", "21.2"),
        ("mesh".to_owned(), "mesh", ""),
        ("mesh_2 (2021.0512)".to_owned(), "mesh_2", ""),
        ("21.2".to_owned(), "21.2", ""),
        (
            "mesh (elastic)    25.1 (2024.1030)".to_owned(),
            "mesh",
            "25.1",
        ),
        (
            "mesh pack  25.1 (2024.1030)".to_owned(),
            "mesh pack",
            "25.1",
        ),
    ] {
        let line = format!(
            "2025/03/04 08:00:00    CHECKOUT  {asked_for}  1/1/1/30  1/1/1/1  {CLIENT}  25:::1\n"
        );
        let read = read(line);
        assert_eq!(
            (&*read.only().feature, &*read.only().version),
            (feature, version)
        );
    }
}

#[test]
fn a_line_that_starts_like_an_event_and_cannot_be_read_is_rejected() {
    let good = line("08:00:00", "CHECKOUT", "mesh", CLIENT);
    for (damaged, reason) in [
        (good.replace("2025/03/04", "2025/13/04"), "no such date"),
        (good.replace("08:00:00", "28:00:00"), "no such date"),
        (good.replace("3/4/5/30", "3/4/5"), "no feature"),
        (
            good.replace("3/4/5/30", "").replace("1/1/1/1", ""),
            "asked/by user",
        ),
        (good.replace("anna@ws-1", "anna"), "pid:application"),
        (good.replace("4711:", "pid:"), "pid:application"),
        (good.replace("4711:FEAT_MESH:", "4711:"), "pid:application"),
        (good.replace("@ws-1", "@"), "pid:application"),
        (
            "2025/03/04 08:00:00    DENIED\n".to_owned(),
            "asked/by user",
        ),
        (
            "2025/03/04 08:00:00    DENIED  1/1/1/30  1/1/1/1  1:A:u@h:x\n".to_owned(),
            "no feature",
        ),
    ] {
        let read = read(format!("{good}{damaged}{good}"));
        // Without the first counts, the second ones are used instead.
        if damaged.contains("3/4/5 ") {
            assert_eq!(read.rejected, [], "{damaged}");
            continue;
        }
        assert_eq!(read.events.len(), 2, "{damaged}");
        assert_eq!(read.rejected.len(), 1, "{damaged}");
        assert_eq!(read.rejected[0].0, 2);
        assert!(
            read.rejected[0].1.contains(reason),
            "{damaged}: {}",
            read.rejected[0].1
        );
    }
}

#[test]
fn other_lines_are_ignored_with_a_warning_if_they_look_like_a_denial() {
    let read = read(
        "TIMESTAMP    ACTION    FEATURE    REVISION (BUILD DATE)    A/B/C/D\n\
         2025/03/04 08:00:00    INFO                Started ANSYSLI server.\n\
         2025/03/04 08:00:01    CLIENT_CONNECT      1/1/1/1   1:A:u@h:x    25:127.0.0.1\n\
         \n\
             no denial is open for this\n\
         2025/03/04 08:00:02    QUEUE_DENIED        mesh\n",
    );
    assert_eq!(
        (read.events.len(), read.rejected.len(), read.lines),
        (0, 0, 6)
    );
    assert_eq!(read.warnings.len(), 2, "{:?}", read.warnings);
    assert!(read.warnings[0].contains("no events"));
    assert!(read.warnings[1].contains("line 6"));
}

#[test]
fn its_clock_is_local_and_a_step_back_shows_the_repeated_hour() {
    let clocks = ["02:30:00", "02:59:00", "02:10:00", "02:50:00"];
    let log: String = clocks
        .iter()
        .map(|clock| line(clock, "CHECKOUT", "mesh", CLIENT).replace("2025/03/04", "2024/10/27"))
        .collect();
    let zone = Zone::named("Europe/Madrid");
    let read = read_pieces(LogFormat::AnsysLicensing, &zone, None, [log.as_bytes()]);
    assert_eq!(
        read.unwrap().times(),
        [
            "2024-10-27T00:30:00",
            "2024-10-27T00:59:00",
            "2024-10-27T01:10:00",
            "2024-10-27T01:50:00"
        ]
    );
    let starts = |zone: &dyn ZoneLookup| {
        let read = read_pieces(LogFormat::AnsysLicensing, zone, None, [log.as_bytes()]);
        read.unwrap().starts
    };
    assert_eq!(starts(&zone), [0; 0]);
    assert_eq!(starts(&Utc), [2], "a zone without summer time");
}

#[test]
fn joined_logs_start_again_where_the_date_steps_back() {
    let log = include_str!("../fixtures/ansysli_server.log");
    let next_day = log.replace("2025/03/04", "2025/03/05");
    assert_eq!(read(log).starts, [0; 0]);
    assert_eq!(read(format!("{log}{next_day}{log}")).starts, [8]);
    let one_day = line("07:00:00", "CHECKOUT", "mesh", CLIENT);
    assert_eq!(read(format!("{one_day}{log}{one_day}{log}")).starts, [5]);
    assert_eq!(read(format!("{log}{log}")).starts, [4], "of one hour");
    for (clock, starts) in [("09:07:21", &[][..]), ("09:07:20", &[4])] {
        let late = line(clock, "CHECKOUT", "mesh", CLIENT);
        assert_eq!(read(format!("{log}{late}")).starts, starts, "{clock}");
    }
}

#[test]
fn the_identity_of_a_line_ignores_its_time_and_trailing_blanks() {
    let log = include_str!("../fixtures/ansysli_server.log");
    let rests = |log: &str| {
        let events = read(log).events.into_iter();
        events
            .map(|event| (event.rest, event.status))
            .collect::<Vec<_>>()
    };
    let next_day = log.replace("2025/03/04", "2025/03/05");
    assert_eq!(rests(&next_day), rests(log));
    assert_eq!(rests(&log.replace('\n', " \t\n")), rests(log));
}

#[test]
fn a_status_is_settled_by_the_next_line_or_by_the_number_of_an_error() {
    let log = include_str!("../fixtures/ansysli_server.log");
    let lines: Vec<_> = log.split_inclusive('\n').collect();
    let mut hashes = Vec::new();
    for end in 3..=lines.len() {
        let found = read(lines[..end].concat());
        let denied = found.events.iter().find(|event| event.status.is_some());
        let denied = denied.unwrap();
        let meant = match end {
            3 => StatusLines::LaterUnread,
            4..8 => StatusLines::LaterSoFar,
            _ => StatusLines::Later,
        };
        assert_eq!(denied.status_lines, meant, "{end} lines");
        hashes.push(denied.hash);
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 1, "one identity");
}
