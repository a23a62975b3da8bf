//! However a log is rotated, each of its lines is sent once and with its day.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop where it fails"
)]

mod ingest_support;
mod support;

use std::fs::{self, OpenOptions};
use std::io::Write as _;

use ingest_support::{Receiver, Running};
use support::{Ran, measures};

const FORWARD: [&str; 4] = ["forward", "--config", "forward.toml", "debug.log"];

/// The line with the date.
const DATE: &str = "20:00:00 (gridlm) TIMESTAMP 8/29/2025\n";

/// A denial at a time of day.
fn denial(time: &str) -> String {
    format!("{time} (gridlm) DENIED: \"mesh\" nadia@ws-4  (No license. (-4,342))\n")
}

fn receiver(settings: &str) -> Receiver {
    let receiver = Receiver::new();
    receiver.configure_with(true, true, settings);
    receiver
}

fn append(receiver: &Receiver, name: &str, text: &str) {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(receiver.place.path(name));
    file.unwrap().write_all(text.as_bytes()).unwrap();
}

fn rename(receiver: &Receiver, from: &str, to: &str) {
    fs::rename(receiver.place.path(from), receiver.place.path(to)).unwrap();
}

/// Rotates with *copytruncate*.
fn cut_off(receiver: &Receiver, copy: &str) {
    let log = receiver.place.path("debug.log");
    fs::copy(&log, receiver.place.path(copy)).unwrap();
    OpenOptions::new()
        .write(true)
        .truncate(true)
        .open(log)
        .unwrap();
}

fn once(receiver: &Receiver) -> Ran {
    let ran = receiver.place.run(&[&FORWARD[..], &["--once"]].concat());
    assert_eq!(ran.status, 0, "{ran:?}");
    ran
}

/// The denials of a day in August 2025.
fn denials_of(receiver: &Receiver, day: u32) -> u64 {
    let view = format!("from=2025-08-{day}&to=2025-08-{day}");
    measures(&receiver.place.report(&view))[0]
}

fn acknowledged(forwarder: &mut Running) -> String {
    forwarder.line().trim().to_owned()
}

#[test]
fn lines_still_written_to_the_renamed_log_are_sent() {
    let receiver = receiver("");
    append(
        &receiver,
        "debug.log",
        &format!("{DATE}{}", denial("20:01:00")),
    );
    let mut forwarder = Running::start(&receiver.place, &FORWARD);
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    rename(&receiver, "debug.log", "debug.log.1");
    append(
        &receiver,
        "debug.log",
        &format!("{DATE}{}", denial("20:03:00")),
    );
    // It has found the new one.
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    append(&receiver, "debug.log.1", &denial("20:02:00"));
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    append(&receiver, "debug.log", &denial("20:04:00"));
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    forwarder.kill();
    assert_eq!(receiver.denials(), 4);
    // Also lines written there while no forwarder runs, after another rename.
    rename(&receiver, "debug.log.1", "debug.log.2");
    append(&receiver, "debug.log.2", &denial("20:02:30"));
    assert_eq!(once(&receiver).stdout, "1 events acknowledged\n");
    append(&receiver, "debug.log.2", &denial("20:02:40"));
    assert_eq!(once(&receiver).stdout, "1 events acknowledged\n");
    assert_eq!(once(&receiver).stdout, "");
    assert_eq!(receiver.denials(), 6);
}

#[test]
fn a_partial_line_at_the_end_of_a_renamed_log_waits_for_the_rest() {
    let receiver = receiver("");
    let line = denial("20:01:00");
    let (first, second) = line.split_at(20);
    append(
        &receiver,
        "debug.log",
        &format!("{DATE}{}{first}", denial("20:00:30")),
    );
    let mut forwarder = Running::start(&receiver.place, &FORWARD);
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    rename(&receiver, "debug.log", "debug.log.1");
    append(
        &receiver,
        "debug.log",
        &format!("{DATE}{}", denial("20:03:00")),
    );
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    append(&receiver, "debug.log.1", second);
    // Without a line feed a line is complete once nothing more is written.
    append(&receiver, "debug.log.1", denial("20:02:00").trim_end());
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    assert_eq!(receiver.denials(), 4);
}

#[test]
fn the_rest_of_a_truncated_log_keeps_its_days() {
    let receiver = receiver("");
    append(
        &receiver,
        "debug.log",
        &format!("{DATE}{}", denial("23:00:00")),
    );
    once(&receiver);
    append(&receiver, "debug.log", &denial("23:30:00"));
    cut_off(&receiver, "debug.log.1");
    append(
        &receiver,
        "debug.log",
        &format!("{}{}", denial("23:45:00"), denial("0:15:00")),
    );
    once(&receiver);
    // Again, and the copy of the first truncation is gone.
    cut_off(&receiver, "debug.log.1");
    append(&receiver, "debug.log", &denial("1:15:00"));
    once(&receiver);
    append(&receiver, "debug.log", &denial("2:15:00"));
    once(&receiver);
    let days = [denials_of(&receiver, 29), denials_of(&receiver, 30)];
    assert_eq!((days, receiver.denials()), ([3, 3], 6));
}

#[test]
fn the_date_of_the_configuration_is_only_for_the_first_file() {
    let receiver = receiver("date = \"2025-08-29\"\n");
    let first = format!("{}{}", denial("23:00:00"), denial("0:30:00"));
    append(&receiver, "debug.log", &first);
    once(&receiver);
    rename(&receiver, "debug.log", "debug.log.1");
    append(&receiver, "debug.log", &denial("1:00:00"));
    once(&receiver);
    append(&receiver, "debug.log", &denial("1:30:00"));
    once(&receiver);
    let days = [denials_of(&receiver, 29), denials_of(&receiver, 30)];
    assert_eq!((days, receiver.denials()), ([1, 3], 4));
}

#[test]
fn files_of_several_rotations_are_read_in_their_order() {
    for is_cut_off in [false, true] {
        let receiver = receiver("");
        append(
            &receiver,
            "debug.log",
            &format!("{DATE}{}", denial("23:00:00")),
        );
        once(&receiver);
        // The numbers increase, as with rotation.
        for (time, after_midnight) in [("23:50:00", "0:10:00"), ("23:55:00", "0:20:00")] {
            append(&receiver, "debug.log", &denial(time));
            if receiver.place.path("debug.log.1").exists() {
                rename(&receiver, "debug.log.1", "debug.log.2");
            }
            if is_cut_off {
                cut_off(&receiver, "debug.log.1");
            } else {
                rename(&receiver, "debug.log", "debug.log.1");
            }
            append(&receiver, "debug.log", &denial(after_midnight));
        }
        once(&receiver);
        let days = [29, 30, 31].map(|day| denials_of(&receiver, day));
        assert_eq!(days, [2, 2, 1], "cut off: {is_cut_off}");
        assert_eq!(once(&receiver).stdout, "");
    }
}

#[test]
fn a_copy_next_to_the_log_is_no_rotated_file() {
    let receiver = receiver("");
    append(
        &receiver,
        "debug.log",
        &format!("{DATE}{}", denial("20:01:00")),
    );
    // An earlier state of the log, with a name that rotation could also give.
    for copy in ["debug.log.bak", "debug.log.7"] {
        let log = receiver.place.path("debug.log");
        fs::copy(log, receiver.place.path(copy)).unwrap();
    }
    append(&receiver, "debug.log", &denial("20:02:00"));
    once(&receiver);
    append(&receiver, "debug.log", &denial("20:03:00"));
    rename(&receiver, "debug.log", "debug.log.1");
    let other = format!(
        "20:00:00 (gridlm) TIMESTAMP 8/31/2025\n{}",
        denial("20:00:00")
    );
    append(&receiver, "debug.log.of-another-server", &other);
    append(
        &receiver,
        "debug.log",
        &format!("{DATE}{}", denial("20:04:00")),
    );
    let ran = once(&receiver);
    assert_eq!(
        ran.stdout, "1 events acknowledged\n1 events acknowledged\n",
        "{ran:?}"
    );
    assert_eq!((receiver.denials(), denials_of(&receiver, 31)), (4, 0));
}

#[test]
fn a_file_of_unknown_format_is_skipped_with_a_message() {
    let receiver = receiver("");
    append(
        &receiver,
        "debug.log",
        &format!("{DATE}{}", denial("20:01:00")),
    );
    once(&receiver);
    let large = "a line of something else\n".repeat(60_000);
    append(&receiver, "debug.log.1", &large);
    append(
        &receiver,
        "debug.log.2",
        "{\"time\":\"2025-08-29T10:00:00Z\",\"outcome\":\"denied\",\"feature\":\"mesh\",\"description\":\"no\"}\n",
    );
    append(&receiver, "debug.log", &denial("20:02:00"));
    let ran = once(&receiver);
    assert_eq!(ran.stdout, "1 events acknowledged\n", "{ran:?}");
    let skipped = ran
        .stderr
        .lines()
        .filter(|line| line.contains("is skipped"));
    assert_eq!(skipped.count(), 2, "{ran:?}");
    ran.assert_says(&[
        "debug.log.1",
        "debug.log.2",
        "is not recognized",
        "another format",
    ]);
    assert_eq!(receiver.denials(), 2);
}

#[test]
fn a_waiting_event_is_sent_when_the_log_is_truncated_without_a_copy() {
    let receiver = receiver("format = \"rlm-debug\"\ndate = \"2025-05-11\"\n");
    let taken =
        |time: &str, isv: &str| format!("05/11 {time} ({isv}) OUT: mesher v2.1 by nadia@ws-4\n");
    let denied = "05/11 15:21 (gridware) DENIED: (1) mesher v2.1 to otto@ws-9\n";
    // The last line waits for the reason of the denial before it.
    let log = format!(
        "{}{denied}{}",
        taken("15:20", "gridware"),
        taken("15:22", "other")
    );
    append(&receiver, "debug.log", &log);
    let mut forwarder = Running::start(&receiver.place, &FORWARD);
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    fs::write(receiver.place.path("debug.log"), "").unwrap();
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    append(&receiver, "debug.log", &taken("15:30", "gridware"));
    assert_eq!(acknowledged(&mut forwarder), "1 events acknowledged");
    forwarder.kill();
    let imports = receiver.place.run(&["imports", "--json"]).json();
    assert_eq!(imports["imports"][0]["events"], 3);
}

#[test]
fn a_waiting_event_is_completed_from_the_copy_of_a_truncated_log() {
    let receiver = receiver("format = \"rlm-debug\"\ndate = \"2025-05-11\"\n");
    let taken = "05/11 15:20 (gridware) OUT: mesher v2.1 by nadia@ws-4\n";
    let denied = "05/11 15:21 (gridware) DENIED: (1) mesher v2.1 to otto@ws-9\n";
    append(&receiver, "debug.log", &format!("{taken}{denied}"));
    once(&receiver);
    assert_eq!(receiver.denials(), 0);
    append(
        &receiver,
        "debug.log",
        "05/11 15:21 (gridware)        All licenses in use\n",
    );
    cut_off(&receiver, "debug.log.1");
    append(
        &receiver,
        "debug.log",
        "05/11 15:30 (gridware) IN: mesher v2.1 by nadia@ws-4\n",
    );
    assert_eq!(
        once(&receiver).stdout,
        "1 events acknowledged\n1 events acknowledged\n"
    );
    assert_eq!(receiver.denials(), 1);
    assert_eq!(once(&receiver).stdout, "");
}
