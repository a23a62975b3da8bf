//! What a forwarder remembers between two runs: how far it has come in which file.
//!
//! No event depends on it. Where it is lost, everything that is still there is sent again,
//! under the same ids.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::log_file::Identity;

/// How far a log was forwarded.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct State {
    /// The path of the log.
    pub log: PathBuf,
    /// The file that is being read, or was read last.
    pub file: Identity,
    /// How many of its events are acknowledged, in the order in which they are parsed.
    pub acknowledged: u64,
    /// Whether it was read to its end after it was rotated away.
    pub is_finished: bool,
    /// When the file was written to, as far as it was read: milliseconds since 1970.
    pub modified_ms: u64,
}

impl State {
    /// The state beside a configuration; `None` where there is none that can be read, or
    /// that is of another log.
    pub(crate) fn read(path: &Path, log: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let state: Self = serde_json::from_slice(&bytes).ok()?;
        (state.log == log).then_some(state)
    }

    /// Replaces the state at a path, whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        let beside = with_suffix(path, ".new");
        let mut file = File::create(&beside)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_data()?;
        fs::rename(&beside, path)
    }
}

/// The path of the state beside a configuration.
pub(crate) fn path_beside(config: &Path) -> PathBuf {
    with_suffix(config, ".state")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    PathBuf::from(path)
}
