//! What a forwarder remembers between two runs: how far it has come in which file.
//!
//! No event depends on it. Where it is lost, everything that the log still holds is sent
//! again, under the same ids.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use domain::log_format::LogFormat;
use domain::parse::PARSER_VERSION;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::log_file::Identity;

/// Files that are remembered at most. The oldest is forgotten first.
const FILES_MAX: usize = 8;

/// How far a log was forwarded.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct State {
    /// The path of the log.
    pub log: PathBuf,
    /// When the log was written to, as far as it was read: nanoseconds since 1970. What
    /// rotation has put aside since is no older.
    pub since_ns: u64,
    /// The files that were read, the oldest first.
    pub files: Vec<Known>,
}

/// A file that was read, or is being read.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Known {
    /// Its place among the log's files.
    pub serial: u64,
    /// What it is known by.
    pub file: Identity,
    /// The [`READING`] of the version that has read it.
    #[serde(default)]
    pub read_as: u32,
    /// How many of its events are acknowledged, in the order in which they are parsed.
    pub acknowledged: u64,
    /// Whether it was read to its end after it was rotated away.
    pub is_finished: bool,
    /// How its first line was read.
    pub begin: Begin,
    /// How the first line of the file after it is read.
    pub next: Begin,
}

/// What the first line of a file does not say.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Begin {
    /// Another file came before it: the `date` of the configuration is not meant for it.
    pub is_later: bool,
    /// The civil time that the file before it had reached.
    pub after: Option<Civil>,
    /// The format of the file before it.
    pub format: Option<String>,
}

/// A civil time, as text: `2025-08-29T14:05:00`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Civil(pub DateTime);

impl TryFrom<String> for Civil {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

impl From<Civil> for String {
    fn from(civil: Civil) -> Self {
        civil.0.to_string()
    }
}

impl Known {
    /// Another version may have found more events in the file, or fewer: how many of them were
    /// acknowledged says nothing then. The file is sent again, and nothing is stored twice.
    fn count_again(&mut self) {
        if self.read_as != PARSER_VERSION {
            self.acknowledged = 0;
            self.is_finished = false;
        }
    }
}

impl Begin {
    /// The format of the file before, where it was told.
    pub(crate) fn format(&self) -> Option<LogFormat> {
        LogFormat::from_word(self.format.as_deref()?)
    }
}

impl State {
    /// The state at a path, where it is one of this log; else one that knows nothing.
    pub(crate) fn read(path: &Path, log: &Path) -> Self {
        let bytes = fs::read(path).unwrap_or_default();
        let state: Option<Self> = serde_json::from_slice(&bytes).ok();
        let mut state = state.filter(|state| state.log == log);
        for known in state.iter_mut().flat_map(|state| &mut state.files) {
            known.count_again();
        }
        state.unwrap_or_else(|| Self {
            log: log.to_owned(),
            ..Self::default()
        })
    }

    /// Replaces the state at a path, whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        let beside = with_suffix(path, ".new");
        // It tells names of the log.
        let mut file = create_private(&beside)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_data()?;
        fs::rename(&beside, path)
    }

    /// Takes in how far a file was read.
    pub(crate) fn put(&mut self, known: Known) {
        self.files.retain(|other| other.serial != known.serial);
        self.files.push(known);
        self.files.sort_by_key(|known| known.serial);
        let too_many = self.files.len().saturating_sub(FILES_MAX);
        self.files.drain(..too_many);
    }

    /// How a file begins that comes after all that are known.
    pub(crate) fn next(&self) -> Begin {
        let last = self.files.last().map(|last| last.next.clone());
        last.unwrap_or_default()
    }

    /// The place of such a file.
    pub(crate) fn next_serial(&self) -> u64 {
        self.files.last().map_or(0, |last| last.serial + 1)
    }
}

/// A new file that its owner alone may read, in place of one that a previous attempt has left.
fn create_private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::*;

    fn known(serial: u64) -> Known {
        Known {
            serial,
            file: Identity::default(),
            read_as: PARSER_VERSION,
            acknowledged: 7,
            is_finished: true,
            begin: Begin::default(),
            next: Begin {
                is_later: true,
                after: Some("2025-08-29T14:05:00".to_owned().try_into().unwrap()),
                format: Some("flexnet-debug".to_owned()),
            },
        }
    }

    #[test]
    fn what_is_written_is_read_and_the_oldest_files_are_forgotten() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state");
        let mut state = State::read(&path, Path::new("debug.log"));
        assert_eq!((state.next_serial(), state.next()), (0, Begin::default()));
        for serial in [1, 0, 2, 3, 4, 5, 6, 7, 8, 8] {
            state.put(known(serial));
        }
        state.write(&path).unwrap();
        assert_eq!(State::read(&path, Path::new("debug.log")), state);
        let serials: Vec<u64> = state.files.iter().map(|known| known.serial).collect();
        assert_eq!(serials, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(state.next().format(), Some(LogFormat::FlexnetDebug));
        let mut text = fs::read_to_string(&path).unwrap();
        text = text.replace(&format!("\"read_as\":{PARSER_VERSION},"), "");
        fs::write(&path, text).unwrap();
        let earlier = State::read(&path, Path::new("debug.log"));
        assert_eq!(
            earlier.files.len(),
            8,
            "files of an earlier version are known"
        );
        let is_sent_again = |known: &Known| (known.acknowledged, known.is_finished) == (0, false);
        assert!(earlier.files.iter().all(is_sent_again));
        let other = State::read(&path, Path::new("other.log"));
        assert_eq!(other.files, [], "a state is of one log");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state");
        for _ in 0..2 {
            State::default().write(&path).unwrap();
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            // As an older version has left it.
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        }
    }
}
