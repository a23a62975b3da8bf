//! Runs the program as a script does: in a folder of its own, and only with the `TURNAWAY_`
//! variables that a test sets.

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

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A FlexNet debug log: two denials, a grant and a return on 2025-08-29.
pub(crate) const FLEXNET: &str = "\
10:25:31 (lmgrd) TIMESTAMP 8/29/2025
10:26:00 (gridlm) OUT: \"mesh_core\" nadia@ws-004  (2 licenses)
10:27:11 (gridlm) DENIED: \"mesh_solver\" nadia@ws-004  (4 licenses) (Users are queued for this feature. (-24,332))
10:40:00 (gridlm) DENIED: \"mesh_core\" otto@ws-009  (Licensed number of users already reached. (-4,342))
10:50:00 (gridlm) IN: \"mesh_core\" nadia@ws-004  (2 licenses)
";

/// The header row of an events file with every column that these tests use.
pub(crate) const CSV_HEADER: &str = "\
time,outcome,account,server,source,user,device,product,feature,license_model,code_space,code,final
";

/// Seven attempts of two accounts. The second is a retry of the first, and both were granted in
/// the end; the one with code 102 was not final.
pub(crate) const SEVEN_ATTEMPTS: &str = "\
2025-07-15T08:00:00Z,denied,Brenn,eu-1,local,nadia,ws-1,suite,mesh,concurrent,flexnet-publisher,-4,
2025-08-29T10:00:00Z,denied,Brenn,eu-1,local,nadia,ws-1,suite,mesh,concurrent,flexnet-publisher,-4,
2025-08-29T10:01:00Z,denied,Brenn,eu-1,local,nadia,ws-1,suite,mesh,concurrent,flexnet-publisher,-4,
2025-08-29T10:03:00Z,granted,Brenn,eu-1,local,nadia,ws-1,suite,mesh,concurrent,,,
2025-08-29T11:00:00Z,denied,Brenn,eu-1,local,otto,ws-2,suite,solver,concurrent,flexnet-publisher,-10,
2025-08-30T09:00:00Z,denied,Dorn,us-1,cls,nadia,ws-9,suite,mesh,concurrent,flexnet-embedded,7,
2025-08-30T09:30:00Z,denied,Dorn,us-1,cls,,,suite,mesh,concurrent,flexnet-embedded,7,
2025-08-31T08:00:00Z,denied,Dorn,us-2,dynamic-monetization,pia,,viewer,view,elastic,elastic-access,102,false
";

/// A time on the last of their days, at which ranges end.
pub(crate) const NOW: [&str; 2] = ["--now", "2025-08-31T12:00:00Z"];

/// A folder of its own, in which the program runs, so that paths are short.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file and returns its name.
    pub(crate) fn file<'a>(&self, name: &'a str, content: impl AsRef<[u8]>) -> &'a str {
        fs::write(self.path(name), content).unwrap();
        name
    }

    /// The program, before it runs.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_turnaway"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TURNAWAY_") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    /// Runs with environment variables.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        Ran::from(command.envs(variables.iter().copied()).output().unwrap())
    }

    /// Runs with input.
    pub(crate) fn run_on(&self, input: &[u8], arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut standard_input = child.stdin.take().unwrap();
        // A program that rejects its options never reads its input: then the pipe is closed.
        let _ = standard_input.write_all(input);
        drop(standard_input);
        Ran::from(child.wait_with_output().unwrap())
    }

    /// `turnaway import --json`.
    pub(crate) fn import(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["import", "--json"], arguments].concat())
    }

    /// Imports events, given as rows below [`CSV_HEADER`].
    pub(crate) fn import_rows(&self, rows: &str) {
        self.file("rows.csv", format!("{CSV_HEADER}{rows}"));
        let ran = self.import(&["rows.csv"]);
        assert_eq!(ran.status, 0, "{ran:?}");
    }

    /// `turnaway report --json` for a view.
    pub(crate) fn report(&self, view: &str) -> Value {
        self.report_with(&["--view", view])
    }

    /// `turnaway report --json` with options.
    pub(crate) fn report_with(&self, options: &[&str]) -> Value {
        let ran = self.run(&[&["report", "--json"], options].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        ran.json()
    }
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().expect("no signal ended it"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// The one JSON document on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect("standard output is one JSON document")
    }

    /// The result for the only file of an import.
    pub(crate) fn only_file(&self) -> Value {
        let document = self.json();
        let files = document["files"].as_array().expect("files is a list");
        assert_eq!(files.len(), 1, "{self:?}");
        files[0].clone()
    }

    /// Asserts that nothing was done: status 2, nothing on standard output, and a message with
    /// these words that does not look like a crash.
    pub(crate) fn assert_nothing_done(&self, words: &[&str]) {
        assert_eq!(self.status, 2, "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        self.assert_says(words);
    }

    /// Asserts that standard error has these words.
    pub(crate) fn assert_says(&self, words: &[&str]) {
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in {self:?}");
        }
        assert!(!self.stderr.contains("panicked"), "{self:?}");
    }
}

/// The keys of an object, sorted.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().expect("an object");
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// The `denied`, `granted` and `returned` events of a file.
pub(crate) fn events(file: &Value) -> [u64; 3] {
    ["denied", "granted", "returned"].map(|outcome| file["events"][outcome].as_u64().unwrap())
}

/// The three measures of a report, of a list's totals or of a row.
pub(crate) fn measures(value: &Value) -> [u64; 3] {
    ["attempts", "true_denials", "affected_users"].map(|name| value[name].as_u64().unwrap())
}

/// Compresses bytes with gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Compresses bytes with zstd.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).unwrap()
}
