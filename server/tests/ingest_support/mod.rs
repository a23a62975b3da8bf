//! A server with the ingest API, and a forwarder that sends to it.
#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this module"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;
use ureq::Agent;

use crate::support::{Place, measures};

/// The file for the standard error of these programs.
pub(crate) const COMPLAINTS: &str = "stderr.txt";

/// A program that is killed at the end of the test at the latest.
pub(crate) struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Running {
    pub(crate) fn start(place: &Place, arguments: &[&str]) -> Self {
        let mut command = place.command(arguments);
        let complaints = OpenOptions::new()
            .create(true)
            .append(true)
            .open(place.path(COMPLAINTS));
        command.stdout(Stdio::piped()).stderr(complaints.unwrap());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    /// The next line on standard output.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the program has ended by itself");
        line
    }

    /// Kills it, as a power cut would.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// A server with a key.
pub(crate) struct Receiver {
    pub(crate) place: Place,
    pub(crate) address: SocketAddr,
    pub(crate) key: String,
    /// How many keys were created.
    keys: u32,
    running: Option<Running>,
}

impl Receiver {
    pub(crate) fn new() -> Self {
        Self::of(Place::new(), "Brenn", "eu-1")
    }

    /// A server of an existing database, with a key for a license server of an account.
    pub(crate) fn of(place: Place, account: &str, server: &str) -> Self {
        fs::create_dir_all(place.path("site/pkg/abc")).unwrap();
        place.file("site/pkg/abc/turnaway_bg.wasm", "made up");
        let mut receiver = Self {
            place,
            address: "127.0.0.1:0".parse().unwrap(),
            key: String::new(),
            keys: 0,
            running: None,
        };
        receiver.use_key_of(account, server);
        receiver.start();
        receiver
    }

    /// From now on, sends with a new key for a license server of an account.
    pub(crate) fn use_key_of(&mut self, account: &str, server: &str) {
        self.keys += 1;
        let name = format!("{account} {}", self.keys);
        let options = [
            "key",
            "add",
            "--account",
            account,
            "--server",
            server,
            &name,
        ];
        let added = self.place.run(&options);
        assert_eq!(added.status, 0, "{added:?}");
        added.stdout.trim().clone_into(&mut self.key);
    }

    /// Restarts it on the same port.
    pub(crate) fn start(&mut self) {
        let listen = self.address.to_string();
        let options = ["serve", "--site", "site", "--listen", &listen];
        let mut running = Running::start(&self.place, &options);
        let line = loop {
            let line = running.line();
            if line.starts_with("sign-in: ") {
                break line;
            }
        };
        let (_, rest) = line.split_once("http://").expect(&line);
        let (address, _) = rest.split_once('/').expect(&line);
        self.address = address.parse().unwrap();
        self.running = Some(running);
    }

    pub(crate) fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill();
        }
    }

    /// A client that sends to it.
    pub(crate) fn client(&self) -> Client {
        Client {
            agent: Agent::new_with_defaults(),
            url: format!("http://{}/api/v1/events", self.address),
            authorization: format!("Bearer {}", self.key),
        }
    }

    /// Writes a forwarder's configuration.
    pub(crate) fn configure(&self, is_enabled: bool, tracks_denials: bool) {
        self.configure_with(is_enabled, tracks_denials, "format = \"flexnet-debug\"\n");
    }

    /// Writes a forwarder's configuration with other settings.
    pub(crate) fn configure_with(&self, is_enabled: bool, tracks_denials: bool, more: &str) {
        let config = format!(
            "usageService.sync.enabled = {is_enabled}\n\
             usageService.sync.url = \"http://{}/usage/api/1.0/sync\"\n\
             licensing.trackDeniedRequests = {tracks_denials}\n\
             key = \"{}\"\n{more}",
            self.address, self.key
        );
        self.place.file("forward.toml", config);
    }

    /// The denials in the database.
    pub(crate) fn denials(&self) -> u64 {
        measures(&self.place.report("range=all"))[0]
    }
}

impl Receiver {
    /// Pushes a body to a path; returns the status and the response.
    pub(crate) fn push(&self, path: &str, kind: &str, body: &[u8]) -> (u16, Value) {
        let settings = Agent::config_builder().http_status_as_error(false).build();
        let agent: Agent = settings.into();
        let sent = agent
            .post(format!("http://{}{path}", self.address))
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", kind)
            .send(body);
        let mut answer = sent.unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        let document = serde_json::from_str(&text).unwrap_or(Value::String(text));
        (answer.status().as_u16(), document)
    }

    /// Pushes a log as its server wrote it; returns the response.
    pub(crate) fn push_log(&self, log: &[u8]) -> Value {
        let (status, answer) = self.push("/api/v1/logs", "text/plain", log);
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

/// One of several senders, with a connection of its own.
pub(crate) struct Client {
    agent: Agent,
    url: String,
    authorization: String,
}

impl Client {
    /// Sends NDJSON; returns whether it was acknowledged.
    pub(crate) fn send(&self, lines: &str) -> bool {
        let sent = self
            .agent
            .post(&self.url)
            .header("authorization", &self.authorization)
            .header("content-type", "application/x-ndjson")
            .send(lines);
        sent.and_then(|mut response| response.body_mut().read_to_string())
            .is_ok_and(|answer| answer.contains("\"rejected_total\":0"))
    }
}

/// A denial as a line of NDJSON, unique per number.
pub(crate) fn denial(number: u64) -> String {
    let at = jiff::Timestamp::from_second(1_756_461_600 + (number / 50).cast_signed()).unwrap();
    format!(
        "{{\"time\":\"{at}\",\"outcome\":\"denied\",\"feature\":\"mesh {}\",\"user\":\"user {}\",\
         \"device\":\"ws-{}\",\"code_space\":\"flexnet-publisher\",\"code\":\"-4\",\"id\":\"{number}\"}}\n",
        number % 40,
        number % 500,
        number % 700,
    )
}
