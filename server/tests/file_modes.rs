//! The modes of the program's files: only the owner has access, whatever the umask is.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

mod support;

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use support::Place;

/// The program, run by a shell with this umask.
fn with_umask(place: &Place, umask: &str, arguments: &[&str]) -> Command {
    let program = place.command(arguments);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("umask {umask} && exec \"$0\" \"$@\"")])
        .arg(program.get_program())
        .args(program.get_args())
        .current_dir(place.folder())
        .stdin(Stdio::null());
    for (name, _) in program.get_envs() {
        shell.env_remove(name);
    }
    shell
}

/// File names and modes.
fn modes(place: &Place) -> Vec<(String, u32)> {
    let files = fs::read_dir(place.folder()).unwrap().map(Result::unwrap);
    let files = files.filter(|file| file.file_type().unwrap().is_file());
    let mut modes: Vec<_> = files
        .map(|file| {
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            (file.file_name().into_string().unwrap(), mode)
        })
        .collect();
    modes.sort();
    modes
}

/// A server that has printed its URL, and its other output.
fn serve(place: &Place, umask: &str) -> (Child, String) {
    fs::create_dir_all(place.path("site/pkg/abc")).unwrap();
    fs::write(place.path("site/pkg/abc/turnaway_bg.wasm"), "made up").unwrap();
    let arguments = ["serve", "--site", "site", "--listen", "127.0.0.1:0"];
    let mut child = with_umask(place, umask, &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let link = stdout.lines().next().expect("it prints its URL").unwrap();
    assert!(link.starts_with("sign-in: "), "{link}");
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let lines = stderr.lines().map(Result::unwrap);
    // This is the last line before the URL.
    let said: Vec<String> = lines.take_while(|line| !line.contains("Ctrl-C")).collect();
    (child, said.join("\n"))
}

#[test]
fn only_the_owner_can_access_databases_and_derived_files() {
    for umask in ["000", "022"] {
        let place = Place::new();
        // Enough that columns and identities are stored in files next to the database.
        let arguments = ["demo", "--events", "60000"];
        let made = with_umask(&place, umask, &arguments).status().unwrap();
        assert!(made.success());
        let (mut server, said) = serve(&place, umask);
        assert!(!said.contains("chmod"), "{said}");
        let modes = modes(&place);
        server.kill().unwrap();
        server.wait().unwrap();
        let names: Vec<&str> = modes.iter().map(|(name, _)| &**name).collect();
        for name in [
            "turnaway.db",
            "turnaway.db-shm",
            "turnaway.db-wal",
            "turnaway.db-identities",
        ] {
            assert!(names.contains(&name), "no {name} among {names:?}");
        }
        assert!(
            modes.iter().all(|(_, mode)| *mode == 0o600),
            "umask {umask}: {modes:?}"
        );
    }
}

#[test]
fn a_database_that_others_may_read_is_unchanged_and_reported() {
    let place = Place::new();
    assert_eq!(place.run(&["demo", "--events", "10"]).status, 0);
    let database = place.path("turnaway.db");
    fs::set_permissions(&database, Permissions::from_mode(0o644)).unwrap();
    let (mut server, said) = serve(&place, "022");
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(said.contains("chmod 600") && said.contains("644"), "{said}");
    let mode = fs::metadata(&database).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o644);
}
