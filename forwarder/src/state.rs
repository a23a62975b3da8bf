//! What is saved between two runs: how far each file was read.
//!
//! Without it, everything in the log is sent again, with the same identities.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use domain::log_format::LogFormat;
use domain::parse::PARSER_VERSION;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::log_file::FileFingerprint;

/// The most files in the state. The oldest is dropped first.
const FILES_MAX: usize = 8;

/// How far a log was forwarded.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct State {
    /// The path of the log.
    pub log: PathBuf,
    /// When the log was last written to before it was last read, in nanoseconds since 1970.
    /// Files that were rotated since are no older.
    pub since_ns: u64,
    /// The files that were read, the oldest first.
    pub files: Vec<FileState>,
}

/// A file that was read, or is being read.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct FileState {
    /// Its number among the files of the log.
    pub serial: u64,
    /// How the file is recognized.
    pub file: FileFingerprint,
    /// The [`PARSER_VERSION`] of the version that has read it.
    #[serde(default)]
    pub read_as: u32,
    /// How many of its events are acknowledged, in the order in which they are parsed.
    pub acknowledged: u64,
    /// Whether it was read to its end after it was rotated away.
    pub is_finished: bool,
    /// How its first line was read.
    pub begin: FirstLine,
    /// How the first line of the file after it is read.
    pub next: FirstLine,
}

/// Context that the first line of a file needs.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct FirstLine {
    /// Another file came before it: the `date` of the configuration does not apply.
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

impl FileState {
    /// Another version may have found more or fewer events in the file, so that its count of
    /// acknowledged events does not apply. The file is sent again, which stores nothing twice.
    fn reset_if_read_otherwise(&mut self) {
        if self.read_as != PARSER_VERSION {
            self.acknowledged = 0;
            self.is_finished = false;
        }
    }
}

impl FirstLine {
    /// The format of the previous file, where it was detected.
    pub(crate) fn format(&self) -> Option<LogFormat> {
        LogFormat::from_word(self.format.as_deref()?)
    }
}

impl State {
    /// Reads the state of this log; an empty one where there is none.
    pub(crate) fn read(path: &Path, log: &Path) -> Self {
        let bytes = fs::read(path).unwrap_or_default();
        let state: Option<Self> = serde_json::from_slice(&bytes).ok();
        let mut state = state.filter(|state| state.log == log);
        for known in state.iter_mut().flat_map(|state| &mut state.files) {
            known.reset_if_read_otherwise();
        }
        state.unwrap_or_else(|| Self {
            log: log.to_owned(),
            ..Self::default()
        })
    }

    /// Replaces the state at a path, whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        let new = with_suffix(path, ".new");
        // It holds names from the log.
        let mut file = create_private(&new)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_data()?;
        fs::rename(&new, path)
    }

    /// Updates how far a file was read.
    pub(crate) fn put(&mut self, known: FileState) {
        self.files.retain(|other| other.serial != known.serial);
        self.files.push(known);
        self.files.sort_by_key(|known| known.serial);
        let too_many = self.files.len().saturating_sub(FILES_MAX);
        self.files.drain(..too_many);
    }

    /// How the first line of a file after all known ones is read.
    pub(crate) fn next(&self) -> FirstLine {
        let last = self.files.last().map(|last| last.next.clone());
        last.unwrap_or_default()
    }

    /// The number of such a file.
    pub(crate) fn next_serial(&self) -> u64 {
        self.files.last().map_or(0, |last| last.serial + 1)
    }
}

/// Creates a file that only its owner can read, in place of a leftover one.
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

/// The path of the state, in the folder of the configuration.
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

    fn known(serial: u64) -> FileState {
        FileState {
            serial,
            file: FileFingerprint::default(),
            read_as: PARSER_VERSION,
            acknowledged: 7,
            is_finished: true,
            begin: FirstLine::default(),
            next: FirstLine {
                is_later: true,
                after: Some("2025-08-29T14:05:00".to_owned().try_into().unwrap()),
                format: Some("flexnet-debug".to_owned()),
            },
        }
    }

    #[test]
    fn state_is_written_and_read_and_the_oldest_files_are_dropped() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state");
        let mut state = State::read(&path, Path::new("debug.log"));
        assert_eq!(
            (state.next_serial(), state.next()),
            (0, FirstLine::default())
        );
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
        let is_sent_again =
            |known: &FileState| (known.acknowledged, known.is_finished) == (0, false);
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
