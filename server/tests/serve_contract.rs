//! `turnaway serve`: where it listens, what it prints, and that it shows what a concurrent
//! import stores. Its responses are tested with the router.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use support::{FLEXNET, Place};

/// How long a response may take before a test fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder with a dummy site: its WebAssembly is a word.
fn place_with_site() -> Place {
    let place = Place::new();
    fs::create_dir_all(place.path("site/pkg/abc")).unwrap();
    place.file("site/pkg/abc/turnaway_bg.wasm", "made up");
    place
}

/// A running `turnaway serve`. It ends with the test.
struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    address: SocketAddr,
    /// The path of the URL that it printed.
    path: String,
    /// The cookie of the signed-in user, or nothing.
    cookie: String,
}

impl Server {
    /// Starts it on a free port and signs in with the link that it prints.
    fn start(place: &Place, variables: &[(&str, &str)], options: &[&str]) -> Self {
        let mut server = Self::start_only(place, variables, options);
        server.cookie = server.open_link().expect("the link signs in");
        server
    }

    /// Starts it on a free port.
    fn start_only(place: &Place, variables: &[(&str, &str)], options: &[&str]) -> Self {
        let mut command = place.command(&[&["serve"], options].concat());
        command
            .envs(variables.iter().copied())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let rest = line.strip_prefix("sign-in: http://").expect(&line);
        let (address, path) = rest.trim_end().split_once('/').expect(&line);
        let address = address.parse().unwrap();
        Self {
            child,
            output,
            address,
            path: format!("/{path}"),
            cookie: String::new(),
        }
    }

    /// Opens the one-time link as a script does, with one POST. Returns the cookie, if one is
    /// set.
    fn open_link(&self) -> Option<String> {
        let (head, _) = self.ask("POST", &self.path);
        let set = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))?;
        assert!(head.starts_with("HTTP/1.1 303"), "{head}");
        Some(set.split(';').next().unwrap().to_owned())
    }

    /// The headers and the body of a response.
    fn get(&self, target: &str) -> (String, String) {
        self.ask("GET", target)
    }

    fn ask(&self, method: &str, target: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (host, cookie) = (self.address, &self.cookie);
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: 0\r\n\
             cookie: {cookie}\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        if head.contains("transfer-encoding: chunked") {
            return (head.to_owned(), joined(body));
        }
        (head.to_owned(), body.to_owned())
    }

    /// The attempts in the download of all.
    fn attempts(&self) -> usize {
        let (head, body) = self.get("/export/denials-summary.csv?range=all");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let (_, table) = body.split_once("\r\n\r\n").unwrap();
        // The first line is the heading.
        table.lines().skip(1).count()
    }
}

/// A chunked body, each chunk after its size.
fn joined(mut chunks: &str) -> String {
    let mut body = String::new();
    loop {
        let (size, rest) = chunks.split_once("\r\n").expect("a size");
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return body;
        }
        body.push_str(&rest[..size]);
        chunks = rest[size..].strip_prefix("\r\n").expect("an end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_refuses_addresses_that_other_machines_can_reach() {
    let place = place_with_site();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:3000", "10.0.0.1:80"] {
        let ran = place.run(&["serve", "--site", "site", "--listen", address]);
        ran.assert_nothing_done(&[
            address,
            "--tls-key",
            "--proxy",
            "127.0.0.1:3000",
            "SSH tunnel",
        ]);
        let ran = place.run_with(
            &[("TURNAWAY_LISTEN", address)],
            &["serve", "--site", "site"],
        );
        ran.assert_nothing_done(&[address, "--proxy"]);
    }
    assert!(!place.path("turnaway.db").exists(), "nothing was begun");
    let ran = place.run(&["serve", "--site", "site", "--listen", "example.org"]);
    ran.assert_nothing_done(&["--listen", "example.org"]);
}

#[test]
fn an_unusable_certificate_is_reported_at_the_start() {
    let place = place_with_site();
    place.file("cert.pem", "no certificate");
    let serve = |certificate: &str, more: &[&str]| {
        let options = ["serve", "--site", "site", "--listen", "0.0.0.0:0"];
        let tls = ["--tls-certificate", certificate];
        place.run(&[&options[..], &tls, more].concat())
    };
    let (key, url) = (
        ["--tls-key", "key.pem"],
        ["--public-url", "https://licenses.example"],
    );
    let both = [key, url].concat();
    serve("nowhere.pem", &both).assert_nothing_done(&["--tls-certificate", "nowhere.pem"]);
    serve("cert.pem", &both).assert_nothing_done(&["cert.pem", "no certificate"]);
    serve("cert.pem", &key).assert_nothing_done(&["--public-url"]);
    serve("cert.pem", &url).assert_nothing_done(&["--tls-key"]);
    let ran = place.run(&[&["serve", "--site", "site"], &url[..]].concat());
    ran.assert_nothing_done(&["--proxy", "--tls-certificate"]);
    assert!(!place.path("turnaway.db").exists(), "nothing was begun");
}

#[test]
fn without_a_site_it_says_how_to_get_one() {
    let place = Place::new();
    fs::create_dir_all(place.path("empty/pkg/abc")).unwrap();
    for site in ["missing", "empty"] {
        let ran = place.run(&["serve", "--listen", "127.0.0.1:0", "--site", site]);
        ran.assert_nothing_done(&[
            site,
            "holds no site",
            "cargo xtask dist",
            "cargo xtask serve",
        ]);
        ran.assert_says(&["--site"]);
    }
    let ran = place.run_with(&[("TURNAWAY_SITE", "missing")], &["serve"]);
    ran.assert_nothing_done(&["missing holds no site"]);
    assert!(!place.path("turnaway.db").exists(), "nothing was begun");
}

#[test]
fn a_port_in_use_is_an_error() {
    let place = place_with_site();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = place.run(&["serve", "--site", "site", "--listen", &address]);
    ran.assert_nothing_done(&[&address, "cannot listen", "--listen"]);
}

#[test]
fn a_database_that_cannot_be_used_is_an_error() {
    let place = place_with_site();
    place.file("license.log", FLEXNET);
    let options = [
        "serve",
        "--site",
        "site",
        "--listen",
        "127.0.0.1:0",
        "--database",
    ];
    for (database, words) in [
        ("license.log", "license.log is no SQLite database"),
        ("nowhere/turnaway.db", "does not exist"),
    ] {
        place
            .run(&[&options[..], &[database]].concat())
            .assert_nothing_done(&[words]);
    }
}

#[test]
fn it_prints_its_url_and_shows_what_a_concurrent_import_stores() {
    let place = place_with_site();
    let server = Server::start(&place, &[], &["--listen", "127.0.0.1:0", "--site", "site"]);
    assert!(server.address.ip().is_loopback());
    let (head, page) = server.get("/denials");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(page.contains("No denied requests yet"), "{page}");
    assert_eq!(server.attempts(), 0);

    place.import(&["--account", "Acme", place.file("license.log", FLEXNET)]);
    assert_eq!(server.attempts(), 2);
    let (_, page) = server.get("/denials?range=all");
    assert!(page.contains("Acme"), "{page}");

    place.import(&["--account", "Brenn", "license.log"]);
    assert_eq!(server.attempts(), 4);
    assert_eq!(server.get("/pkg/abc/turnaway_bg.wasm").1, "made up");
}

#[test]
fn options_are_environment_variables_too() {
    let place = place_with_site();
    place.file("license.log", FLEXNET);
    place.import(&["--account", "Acme", "--database", "named.db", "license.log"]);
    place.file(
        "codes.csv",
        "space,code,category,description\nflexnet-publisher,-4,other,All seats taken\n",
    );
    let variables = [
        ("TURNAWAY_DATABASE", "named.db"),
        ("TURNAWAY_CATALOGUE", "codes.csv"),
        ("TURNAWAY_LISTEN", "127.0.0.1:0"),
        ("TURNAWAY_SITE", "site"),
    ];
    let server = Server::start(&place, &variables, &[]);
    assert_eq!(server.attempts(), 2);
    assert!(
        server
            .get("/denials?range=all")
            .1
            .contains("All seats taken")
    );
}

#[test]
fn the_link_of_the_first_start_works_once_and_then_users_sign_in() {
    let place = place_with_site();
    let options = ["--listen", "127.0.0.1:0", "--site", "site"];
    let first = Server::start_only(&place, &[], &options);
    assert!(first.path.starts_with("/first/"), "{}", first.path);
    let (head, body) = first.get("/denials");
    assert!(head.starts_with("HTTP/1.1 503"), "{head}");
    assert!(body.contains("no administrator yet"), "{body}");
    let (head, page) = first.get(&first.path);
    assert!(
        head.starts_with("HTTP/1.1 200") && page.contains("<form"),
        "{page}"
    );
    assert!(first.open_link().is_some());
    assert_eq!(first.open_link(), None, "once");
    drop(first);

    let second = Server::start_only(&place, &[], &options);
    assert_eq!(second.path, "/sign-in");
    let (head, _) = second.get("/denials?range=all");
    assert!(head.starts_with("HTTP/1.1 303"), "{head}");
    assert!(head.contains("location: /sign-in?to="), "{head}");
    drop(second);

    let options = [&options[..], &["--sign-in-link"]].concat();
    let third = Server::start(&place, &[], &options);
    assert_eq!(third.open_link(), None, "once");
    let (head, _) = third.get("/denials?range=all");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
}

#[test]
fn behind_a_proxy_it_only_answers_to_the_public_name() {
    let place = place_with_site();
    let mut command = place.command(&[
        "serve",
        "--site",
        "site",
        "--listen",
        "127.0.0.1:0",
        "--proxy",
        "127.0.0.1",
        "--public-url",
        "https://licenses.example",
    ]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        line.starts_with("sign-in: https://licenses.example/first/"),
        "{line}"
    );
    for lone in [
        &["--proxy", "127.0.0.1"][..],
        &["--public-url", "https://licenses.example"],
        &[
            "--proxy",
            "127.0.0.1",
            "--public-url",
            "http://licenses.example",
        ],
    ] {
        place
            .run(&[&["serve", "--site", "site"], lone].concat())
            .assert_nothing_done(&["--public-url"]);
    }
}

#[cfg(unix)]
#[test]
fn it_stops_cleanly_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let place = place_with_site();
        let options = ["--listen", "127.0.0.1:0", "--site", "site"];
        let mut server = Server::start(&place, &[], &options);
        let kill = format!("kill -{signal} {}", server.child.id());
        let status = std::process::Command::new("sh")
            .args(["-c", &kill])
            .status();
        assert!(status.unwrap().success());
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{signal}");
        let mut rest = String::new();
        server.output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "the line is all it prints");
    }
}
