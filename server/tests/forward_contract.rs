//! The behaviour of `turnaway forward` that scripts depend on.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod ingest_support;
mod support;

use std::fs;

use ingest_support::Receiver;
use support::{FLEXNET, Place, Ran};

fn forward(receiver: &Receiver) -> Ran {
    let options = ["forward", "--config", "forward.toml", "--once", "debug.log"];
    receiver.place.run(&options)
}

#[test]
fn existing_lines_are_sent_once() {
    let receiver = Receiver::new();
    receiver.configure(true, true);
    receiver.place.file("debug.log", FLEXNET);
    let ran = forward(&receiver);
    assert_eq!(
        (ran.status, &*ran.stdout),
        (0, "4 events acknowledged\n"),
        "{ran:?}"
    );
    assert_eq!(receiver.denials(), 2);
    let again = forward(&receiver);
    assert_eq!((again.status, &*again.stdout), (0, ""), "{again:?}");
    // The log grows.
    let more = "11:00:00 (gridlm) DENIED: \"mesh_core\" pia@ws-1  (No license. (-4,342))\n";
    receiver.place.file("debug.log", format!("{FLEXNET}{more}"));
    let grown = forward(&receiver);
    assert_eq!(grown.stdout, "1 events acknowledged\n", "{grown:?}");
    assert_eq!(receiver.denials(), 3);
}

#[test]
fn without_tracking_denials_are_not_sent() {
    let receiver = Receiver::new();
    receiver.configure(true, false);
    receiver.place.file("debug.log", FLEXNET);
    let ran = forward(&receiver);
    assert_eq!(ran.stdout, "2 events acknowledged\n", "{ran:?}");
    ran.assert_says(&["licensing.trackDeniedRequests"]);
    assert_eq!(receiver.denials(), 0);
}

#[test]
fn when_disabled_it_says_so_and_has_its_own_status() {
    let place = Place::new();
    let key = "A".repeat(43);
    let config = format!(
        "usageService.sync.enabled = false\nusageService.sync.url = \"http://127.0.0.1:1\"\n\
         licensing.trackDeniedRequests = true\nkey = \"{key}\"\n"
    );
    place.file("forward.toml", config);
    let ran = place.run(&["forward", "--config", "forward.toml", "debug.log"]);
    assert_eq!((ran.status, &*ran.stdout), (3, ""), "{ran:?}");
    ran.assert_says(&["usageService.sync.enabled"]);
}

#[test]
fn invalid_settings_are_failures() {
    let receiver = Receiver::new();
    receiver.configure(true, true);
    forward(&receiver).assert_nothing_done(&["debug.log"]);
    let place = &receiver.place;
    let ran = place.run(&["forward", "--config", "none.toml", "debug.log"]);
    ran.assert_nothing_done(&["--config none.toml"]);
    place.file("forward.toml", "key = 1");
    forward(&receiver).assert_nothing_done(&["--config forward.toml"]);
}

/// The events in the database, however they were added.
fn events(receiver: &Receiver) -> u64 {
    let imports = receiver.place.run(&["imports", "--json"]).json();
    let imports = imports["imports"].as_array().unwrap().iter();
    imports
        .map(|import| import["events"].as_u64().unwrap())
        .sum()
}

/// Deletes what the forwarder remembers and forwards the whole log again.
fn forward_again(receiver: &Receiver) -> Ran {
    let _ = fs::remove_file(receiver.place.path("forward.toml.state"));
    let ran = forward(receiver);
    assert_eq!(ran.status, 0, "{ran:?}");
    ran
}

/// Equal lines of one second, some of which are written later.
const EQUAL: &str = "\
11:00:00 (gridlm) DENIED: \"mesh_core\" pia@ws-1  (No license. (-4,342))
11:00:00 (gridlm) DENIED: \"mesh_core\" pia@ws-1  (No license. (-4,342))
";

/// A way to add a log.
type Way = fn(&Receiver);

#[test]
fn a_log_is_imported_pushed_and_forwarded_in_any_order_and_stored_once() {
    let log = format!("{FLEXNET}{EQUAL}");
    let grown = format!("{log}{EQUAL}");
    let import: Way = |receiver| {
        let options = ["--account", "Brenn", "--server", "eu-1", "debug.log"];
        let ran = receiver.place.import(&options);
        assert_eq!(ran.status, 0, "{ran:?}");
    };
    let push: Way = |receiver| {
        let log = fs::read(receiver.place.path("debug.log")).unwrap();
        receiver.push_log(&log);
    };
    let forward: Way = |receiver| {
        forward_again(receiver);
    };
    for ways in [
        [import, push, forward],
        [forward, import, push],
        [push, forward, import],
    ] {
        let receiver = Receiver::new();
        receiver.configure(true, true);
        receiver.place.file("debug.log", &log);
        for way in ways {
            way(&receiver);
            assert_eq!(events(&receiver), 6);
        }
        receiver.place.file("debug.log", &grown);
        for way in ways {
            way(&receiver);
            assert_eq!(events(&receiver), 8);
        }
    }
}

#[test]
fn a_log_that_is_imported_while_it_is_forwarded_is_stored_once() {
    let receiver = Receiver::new();
    receiver.configure(true, true);
    receiver.place.file("debug.log", FLEXNET);
    forward(&receiver);
    receiver
        .place
        .file("debug.log", format!("{FLEXNET}{EQUAL}"));
    let options = ["--account", "Brenn", "--server", "eu-1", "debug.log"];
    receiver.place.import(&options);
    // The forwarder continues from its state.
    let ran = forward(&receiver);
    assert_eq!(ran.stdout, "2 events acknowledged\n", "{ran:?}");
    receiver
        .place
        .file("debug.log", format!("{FLEXNET}{EQUAL}{EQUAL}"));
    forward(&receiver);
    receiver.place.import(&options);
    assert_eq!(events(&receiver), 8);
}

#[test]
fn events_forwarded_by_an_earlier_version_are_sent_again_and_not_stored() {
    let receiver = Receiver::new();
    receiver.configure(true, true);
    receiver.place.file("debug.log", FLEXNET);
    forward(&receiver);
    let state = receiver.place.path("forward.toml.state");
    let text = fs::read_to_string(&state).unwrap();
    let (before, after) = text.split_once("\"read_as\":").unwrap();
    let (_, after) = after.split_once(',').unwrap();
    fs::write(&state, format!("{before}{after}")).unwrap();
    let ran = forward(&receiver);
    assert_eq!(ran.stdout, "4 events acknowledged\n", "{ran:?}");
    assert_eq!(events(&receiver), 4);
    assert_eq!(forward(&receiver).stdout, "");
}

#[test]
fn a_log_in_utf_16_is_sent_to_its_last_line() {
    let receiver = Receiver::new();
    receiver.configure(true, true);
    let bytes =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    receiver
        .place
        .file("debug.log", bytes(&format!("\u{feff}{FLEXNET}")));
    let ran = forward(&receiver);
    assert_eq!(
        (&*ran.stdout, &*ran.stderr),
        ("4 events acknowledged\n", ""),
        "{ran:?}"
    );
    assert_eq!(receiver.denials(), 2);
    receiver
        .place
        .file("debug.log", bytes(&format!("\u{feff}{FLEXNET}{EQUAL}")));
    assert_eq!(forward(&receiver).stdout, "2 events acknowledged\n");
}

const RLM: &str = "\
05/11 15:20 (gridware) OUT: mesher v2.1 by nadia@ws-004
05/11 15:21 (gridware) DENIED: (1) mesher v2.1 to otto@ws-009
05/11 15:22 (other) OUT: viewer v1.0 by nadia@ws-004
";

#[test]
fn once_reports_what_waits_at_the_end_of_the_log() {
    let receiver = Receiver::new();
    let settings = "format = \"rlm-debug\"\ndate = \"2025-05-11\"\n";
    receiver.configure_with(true, true, settings);
    receiver
        .place
        .file("debug.log", format!("{RLM}05/11 15:23 (gridwa"));
    let ran = forward(&receiver);
    assert_eq!(
        (ran.status, &*ran.stdout),
        (0, "1 events acknowledged\n"),
        "{ran:?}"
    );
    ran.assert_says(&[
        "the last 2 events of the log wait for a line",
        "may be half a line",
    ]);
    // The line is written, and the waiting events are sent.
    let reason = "05/11 15:23 (gridware)         All licenses in use\n";
    receiver.place.file("debug.log", format!("{RLM}{reason}"));
    let ran = forward(&receiver);
    assert_eq!(
        (&*ran.stdout, &*ran.stderr),
        ("2 events acknowledged\n", ""),
        "{ran:?}"
    );
    assert_eq!((events(&receiver), receiver.denials()), (3, 1));
    // Nothing is reported if nothing waits, but an unrecognized format is.
    receiver.configure_with(true, true, "");
    receiver.place.file("debug.log", "nothing yet\n");
    let ran = forward_again(&receiver);
    ran.assert_says(&["not sent yet", "format of the log is not recognized"]);
}

#[test]
fn a_line_without_a_feature_is_stored_and_an_impossible_time_is_not() {
    let record = "2 0 MTI1 Tue Mar 04 08:33:34 2025 1741077214000 99 v 1 1 0 anna ws-1 7.00 1 - - - - - - \
                  MQ== 905242 MTY2MDIyOA==\n";
    for (log, denials) in [
        (
            "START lic-01 05/11/2024 08:00:00\nDENY \"\" 2.1 anna ws-1 \"\" 1 -22 1 05/11 15:20\n",
            1,
        ),
        (
            "8:00:00 (d) TIMESTAMP 3/4/2025\n8:05:00 (d) DENIED: \" \" anna@ws-1  (Taken. (-4,342))\n",
            1,
        ),
        (
            "8:00:00 (d) TIMESTAMP 3/4/2025\n8:05:00 (d) Request denied: Client (11.15) newer than \
             Vendor Daemon (11.13). (Cannot connect. (-15,570))\n",
            1,
        ),
        (record, 0),
    ] {
        let receiver = Receiver::new();
        receiver.configure_with(true, true, "");
        receiver.place.file("debug.log", log);
        forward(&receiver);
        assert_eq!(receiver.denials(), denials, "{log}");
    }
}
