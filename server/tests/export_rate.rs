//! How long a download of a million rows takes, and how much memory. Not a test: it prints
//! figures. It reads the memory from `/proc`.
//!
//! `cargo test --release -p server --features app/ssr --test export_rate -- --ignored --nocapture`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "it stops where it fails, and prints what it is for"
)]

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Instant;

use support::Place;

const ATTEMPTS: &str = "1000000";

const RUNS: usize = 5;

/// A server with demo data.
struct Server {
    child: Child,
    address: String,
    cookie: String,
}

impl Server {
    fn start(place: &Place) -> Self {
        fs::create_dir_all(place.path("site/pkg/abc")).unwrap();
        place.file("site/pkg/abc/turnaway_bg.wasm", "made up");
        let demo = place.run(&["demo", "--events", ATTEMPTS]);
        assert_eq!(demo.status, 0, "{demo:?}");
        let options = ["serve", "--site", "site", "--listen", "127.0.0.1:0"];
        let mut command = place.command(&options);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let sign_in = line.trim_end().strip_prefix("sign-in: http://");
        let (address, path) = sign_in.and_then(|link| link.split_once('/')).expect(&line);
        let mut server = Self {
            child,
            address: address.to_owned(),
            cookie: String::new(),
        };
        let (head, _) = server.ask("POST", &format!("/{path}"), "");
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.expect(&head).split(';').next();
        cookie.unwrap().clone_into(&mut server.cookie);
        server
    }

    /// The headers of a response and the number of bytes after them.
    fn ask(&self, method: &str, target: &str, headers: &str) -> (String, u64) {
        let (address, cookie) = (&self.address, &self.cookie);
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: 0\r\ncookie: {cookie}\r\n{headers}\r\n"
        )
        .unwrap();
        let mut reader = BufReader::with_capacity(1 << 20, stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
        }
        let mut bytes = 0;
        let mut chunk = vec![0; 1 << 20];
        loop {
            match reader.read(&mut chunk).unwrap() {
                0 => return (head, bytes),
                read => bytes += read as u64,
            }
        }
    }

    /// The memory it uses now, or its peak since the last reset, in kB.
    fn memory(&self, line: &str) -> i64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let found = status.lines().find_map(|found| found.strip_prefix(line));
        let digits = found.unwrap().trim_matches(|c: char| !c.is_ascii_digit());
        digits.parse().unwrap()
    }

    fn forget_peak(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    *values.get(values.len() / 2).unwrap()
}

#[test]
#[ignore = "it measures, for some minutes"]
fn files_of_a_million_rows() {
    let place = Place::new();
    let server = Server::start(&place);
    // Makes the server load what the first page would.
    server.ask("GET", "/denials?range=all", "");
    println!("| file | MB | seconds, the median | memory on top at most, MB |");
    println!("|---|---|---|---|");
    for (name, target, headers) in [
        ("CSV", "denials-summary.csv?range=all", ""),
        (
            "CSV, gzip",
            "denials-summary.csv?range=all",
            "accept-encoding: gzip\r\n",
        ),
        (
            "CSV, sorted by user",
            "denials-summary.csv?range=all&sort=user",
            "",
        ),
        ("CSV by user", "denials-by-user.csv?range=all", ""),
        ("XLSX", "denials-summary.xlsx?range=all", ""),
    ] {
        let (mut seconds, mut memory, mut size) = (Vec::new(), Vec::new(), 0);
        for _ in 0..RUNS {
            server.forget_peak();
            let before = server.memory("VmRSS:");
            let start = Instant::now();
            let (head, bytes) = server.ask("GET", &format!("/export/{target}"), headers);
            seconds.push(start.elapsed().as_secs_f64());
            assert!(head.starts_with("HTTP/1.1 200"), "{head}");
            memory.push(server.memory("VmHWM:") - before);
            size = bytes;
        }
        println!(
            "| {name} | {:.1} | {:.2} | {:.1} |",
            size as f64 / 1e6,
            median(seconds),
            memory.into_iter().max().unwrap() as f64 / 1e3
        );
    }
}
