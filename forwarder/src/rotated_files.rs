//! Finds the rotated files of a log in its folder.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use domain::log_format::LogFormat;
use domain::parse::detect;

use crate::log_file::{LogFile, head, is_beginning, modified_ns, number};
use crate::reading::DETECT_BYTES_MAX;
use crate::state::{FileState, State};

/// Suffixes of compressed files.
const COMPRESSED: [&str; 5] = [".gz", ".zst", ".bz2", ".xz", ".zip"];

/// The files of a log.
pub(crate) struct LogFiles {
    /// The saved state of the file that has the log's name.
    pub log: Option<FileState>,
    /// The rotated files, the oldest first.
    pub rotated: Vec<RotatedFile>,
    /// Files that are named like rotated ones and are not, and why.
    pub skipped: Vec<(PathBuf, &'static str)>,
}

/// A rotated file.
pub(crate) struct RotatedFile {
    pub file: LogFile,
    /// `None` where nothing of it was read yet.
    pub known: Option<FileState>,
}

struct Sibling {
    path: PathBuf,
    file: File,
    number: u64,
    bytes: u64,
    modified_ns: u64,
}

/// Finds the files of the saved state, and those that were written and rotated since.
///
/// A file of the state is recognized by what was read of it, under any name. A new one must be
/// named as rotation names files, have the format of the log, be at least as new as what was
/// read, and not be a copy.
pub(crate) fn find(
    state: &State,
    log: &LogFile,
    format: Option<LogFormat>,
) -> io::Result<LogFiles> {
    let mut log = log.try_clone()?;
    let log_number = number(&log.metadata()?);
    let mut siblings = siblings(&state.log, log_number)?;
    let mut found = LogFiles {
        log: None,
        rotated: Vec::new(),
        skipped: Vec::new(),
    };
    let mut known_files = Vec::new();
    for known in &state.files {
        let is_log = known.file.begins(&mut log)?;
        let matching = best_match(known, &mut siblings)?;
        let by_number = matching.filter(|at| {
            let sibling = siblings.get(*at);
            sibling.is_some_and(|sibling| sibling.number == known.file.number)
        });
        match (is_log, matching) {
            // A copy of the log is in the same folder.
            (true, _) if by_number.is_none() || log_number == known.file.number => {
                found.log = Some(known.clone());
            }
            (_, Some(at)) => known_files.push((known, siblings.swap_remove(at))),
            (_, None) => {}
        }
    }
    siblings.sort_by_key(|sibling| sibling.modified_ns);
    let mut new = Vec::new();
    for mut sibling in siblings {
        let is_later = sibling.modified_ns >= state.since_ns && !state.files.is_empty();
        if !is_later || sibling.bytes == 0 || !is_named_by_rotation(&sibling.path, &state.log) {
            continue;
        }
        if is_copy(&mut sibling.file, &mut log, &mut known_files)? {
            continue;
        }
        let wanted = format.or_else(|| state.next().format());
        match mismatch(&mut sibling.file, wanted, format.is_some())? {
            Some(why) => found.skipped.push((sibling.path, why)),
            None => new.push(RotatedFile {
                file: LogFile::new(sibling.file)?,
                known: None,
            }),
        }
    }
    for (known, sibling) in known_files {
        found.rotated.push(RotatedFile {
            file: LogFile::new(sibling.file)?.expected(Some(known.file.clone())),
            known: Some(known.clone()),
        });
    }
    found.rotated.append(&mut new);
    Ok(found)
}

/// The readable files in the folder of a log whose names begin with its name.
fn siblings(log: &Path, log_number: u64) -> io::Result<Vec<Sibling>> {
    let folder = log.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = log.file_name().unwrap_or_default().to_string_lossy();
    let mut siblings = Vec::new();
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))? {
        let path = entry?.path();
        let entry_name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_compressed = COMPRESSED.iter().any(|ending| entry_name.ends_with(ending));
        if !entry_name.starts_with(&*name) || entry_name == name || is_compressed {
            continue;
        }
        // One that was deleted meanwhile or cannot be opened is skipped. A pipe is not even opened:
        // that would block.
        if !fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
            continue;
        }
        let Ok(file) = File::open(&path) else {
            continue;
        };
        let metadata = file.metadata()?;
        if number(&metadata) != log_number {
            siblings.push(Sibling {
                path,
                file,
                number: number(&metadata),
                bytes: metadata.len(),
                modified_ns: modified_ns(&metadata),
            });
        }
    }
    Ok(siblings)
}

/// The index of the file that the state describes: the same file, or else its longest copy.
fn best_match(known: &FileState, siblings: &mut [Sibling]) -> io::Result<Option<usize>> {
    let mut best: Option<(bool, u64, usize)> = None;
    for (at, sibling) in siblings.iter_mut().enumerate() {
        if known.file.begins(&mut sibling.file)? {
            let this = (sibling.number == known.file.number, sibling.bytes, at);
            best = best.max(Some(this));
        }
    }
    Ok(best.map(|(_, _, at)| at))
}

/// Whether a number or a time follows the log's name, as rotation writes them:
/// `debug.log.1`, `debug.log-20250829`, `debug.log.2025-08-29T140500Z`.
fn is_named_by_rotation(path: &Path, log: &Path) -> bool {
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let (Some(path), Some(log)) = (name(path), name(log)) else {
        return false;
    };
    let rest = path.strip_prefix(&*log).unwrap_or_default();
    let is_of_time = |letter| matches!(letter, '0'..='9' | '.' | '-' | '_' | ':' | '+' | 'T' | 'Z');
    rest.contains(|letter: char| letter.is_ascii_digit()) && rest.chars().all(is_of_time)
}

/// Whether a file is an earlier copy of the log or of a known file.
fn is_copy(
    file: &mut File,
    log: &mut File,
    known: &mut [(&FileState, Sibling)],
) -> io::Result<bool> {
    if is_beginning(file, log)? {
        return Ok(true);
    }
    for (_, sibling) in known {
        if is_beginning(file, &mut sibling.file)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Why the format shows that a file is not of this log. Where the configuration names the
/// format (`is_named`), a file that is not recognized counts as having it.
fn mismatch(
    file: &mut File,
    wanted: Option<LogFormat>,
    is_named: bool,
) -> io::Result<Option<&'static str>> {
    Ok(match (detect(&head(file, DETECT_BYTES_MAX)?), wanted) {
        (None, _) if !is_named => Some("its format is not recognized"),
        (Some(format), Some(wanted)) if format != wanted => Some("it has another format"),
        _ => None,
    })
}
