//! What scripts rest on of `turnaway forward`.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod arriving_support;
mod support;

use arriving_support::Receiver;
use support::{FLEXNET, Place, Ran};

fn forward(receiver: &Receiver) -> Ran {
    let options = ["forward", "--config", "forward.toml", "--once", "debug.log"];
    receiver.place.run(&options)
}

#[test]
fn what_is_there_is_sent_once() {
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
fn without_tracking_denials_stay_at_home() {
    let receiver = Receiver::new();
    receiver.configure(true, false);
    receiver.place.file("debug.log", FLEXNET);
    let ran = forward(&receiver);
    assert_eq!(ran.stdout, "2 events acknowledged\n", "{ran:?}");
    ran.assert_says(&["licensing.trackDeniedRequests"]);
    assert_eq!(receiver.denials(), 0);
}

#[test]
fn switched_off_it_says_so_and_has_a_status_of_its_own() {
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
fn what_cannot_be_is_a_failure() {
    let receiver = Receiver::new();
    receiver.configure(true, true);
    forward(&receiver).assert_nothing_done(&["debug.log"]);
    let place = &receiver.place;
    let ran = place.run(&["forward", "--config", "none.toml", "debug.log"]);
    ran.assert_nothing_done(&["--config none.toml"]);
    place.file("forward.toml", "key = 1");
    forward(&receiver).assert_nothing_done(&["--config forward.toml"]);
}
