//! The program that a license server's machine has.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that finds something else than it expects has to stop"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::thread;

use tempfile::TempDir;

const LOG: &str = "\
9:00:00 (gridlm) TIMESTAMP 3/1/2024
9:30:00 (gridlm) DENIED: \"mesh\" anna@ws-1  (Licensed number of users already reached. (-4,342))
9:31:00 (gridlm) OUT: \"mesh\" anna@ws-1
";

fn forward(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_turnaway-forward"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn configure(folder: &TempDir, is_enabled: bool, port: u16) {
    let key = "A".repeat(43);
    let settings = format!(
        "usageService.sync.enabled = {is_enabled}\n\
         usageService.sync.url = \"http://127.0.0.1:{port}/usage/api/1.0/sync\"\n\
         licensing.trackDeniedRequests = true\n\
         key = \"{key}\"\n"
    );
    fs::write(folder.path().join("forward.toml"), settings).unwrap();
    fs::write(folder.path().join("debug.log"), LOG).unwrap();
}

/// Takes one request, acknowledges the events of its body, and gives it.
fn acknowledge(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    let (head, body) = request(&stream);
    assert!(
        head.contains(&format!("Bearer {}", "A".repeat(43))),
        "{head}"
    );
    let answer = format!(
        r#"{{"accepted":{},"duplicates":0,"rejected_total":0,"rejected":[],"warnings":[]}}"#,
        body.lines().count()
    );
    let length = answer.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}"
    )
    .unwrap();
    body
}

fn request(stream: &TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
    }
    let lower = head.to_lowercase();
    let (_, length) = lower.split_once("content-length:").unwrap();
    let length = length.lines().next().unwrap().trim().parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

#[test]
fn a_log_is_sent_once() {
    let folder = TempDir::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    configure(&folder, true, listener.local_addr().unwrap().port());
    let server = thread::spawn(move || acknowledge(&listener));
    let options = ["--config", "forward.toml", "--once", "debug.log"];
    let ran = forward(&folder, &options);
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(
        String::from_utf8_lossy(&ran.stdout),
        "2 events acknowledged\n"
    );
    let body = server.join().unwrap();
    assert!(
        body.contains("\"denied\"") && body.contains("\"granted\""),
        "{body}"
    );
    // It saves that, and connects to no one.
    let again = forward(&folder, &options);
    assert!(
        again.status.success() && again.stdout.is_empty(),
        "{again:?}"
    );
}

#[test]
fn its_exit_status_says_whether_it_did_something() {
    let folder = TempDir::new().unwrap();
    configure(&folder, false, 9);
    let off = forward(&folder, &["--config", "forward.toml", "debug.log"]);
    assert_eq!(off.status.code(), Some(3), "{off:?}");
    let missing = forward(&folder, &["--config", "none.toml", "debug.log"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("--config none.toml"));
    assert_eq!(forward(&folder, &["debug.log"]).status.code(), Some(2));
    configure(&folder, true, 9);
    let missing = forward(&folder, &["--config", "forward.toml", "--once", "none.log"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("none.log"));
}
