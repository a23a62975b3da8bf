//! A database file that is gone or cannot be written: the program reports it, and acknowledges
//! nothing.

#![cfg(unix)]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may stop where it fails; one that cannot run says why"
)]

mod ingest_support;
mod support;

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use ingest_support::{COMPLAINTS, Receiver, denial};
use support::{FLEXNET, Place, Ran};

#[test]
fn a_push_into_a_deleted_database_is_503_and_a_line_on_the_error_stream() {
    let receiver = Receiver::new();
    let push = |number| {
        let body = denial(number);
        receiver.push("/api/v1/events", "application/x-ndjson", body.as_bytes())
    };
    assert_eq!(push(1).0, 200);
    fs::remove_file(receiver.place.path("turnaway.db")).unwrap();
    for number in [1, 2] {
        let (status, answer) = push(number);
        assert_eq!(status, 503, "{answer}");
    }
    let complaints = fs::read_to_string(receiver.place.path(COMPLAINTS)).unwrap();
    let said = "turnaway.db is not the file that was opened: it was deleted, moved or replaced";
    assert!(complaints.contains(said), "{complaints}");
}

/// Runs the program as a user without write access; `None`, with the reason printed, if this
/// process cannot change its user.
fn run_as_nobody(place: &Place, program: &Path, arguments: &[&str]) -> Option<Ran> {
    let mut command = if fs::metadata(place.folder()).unwrap().uid() == 0 {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    let output = command.args(arguments).current_dir(place.folder()).output();
    match output {
        Ok(output) if !String::from_utf8_lossy(&output.stderr).contains("setpriv") => {
            Some(Ran::from(output))
        }
        other => {
            eprintln!("skipped: no child can be nobody: {other:?}");
            None
        }
    }
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_server_with_a_read_only_database_does_not_start() {
    let place = Place::new();
    let log = place.file("debug.log", FLEXNET);
    assert_eq!(place.import(&["--account", "Brenn", log]).status, 0);
    fs::create_dir_all(place.path("site/pkg/abc")).unwrap();
    place.file("site/pkg/abc/turnaway_bg.wasm", "made up");
    let program = place.path("program");
    fs::copy(env!("CARGO_BIN_EXE_turnaway"), &program).unwrap();
    permit(&program, 0o755);
    permit(&place.path("turnaway.db"), 0o444);
    // A port that is in use, so that a server that does start exits anyway.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    for folder in [0o555, 0o777] {
        permit(place.folder(), folder);
        let serve = ["serve", "--site", "site", "--listen", &taken];
        let Some(ran) = run_as_nobody(&place, &program, &serve) else {
            return permit(place.folder(), 0o755);
        };
        ran.assert_nothing_done(&[
            "turnaway.db cannot be written",
            "Serving needs a writable database",
        ]);
        // Read-only commands work.
        let report = ["report", "--json", "--view", "range=all"];
        let read = run_as_nobody(&place, &program, &report);
        let attempts = read.map(|ran| ran.json()["attempts"].as_u64());
        assert_eq!(attempts, Some(Some(2)));
    }
    permit(place.folder(), 0o755);
}
