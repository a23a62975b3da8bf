//! What rotation has put aside of a log, among the files beside it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use domain::log_format::LogFormat;
use domain::parse::detect;

use crate::log_file::{LogFile, head, is_beginning, modified_ns, number};
use crate::reading::DETECT_BYTES_MAX;
use crate::state::{Known, State};

/// Endings of files that rotation has packed.
const PACKED: [&str; 5] = [".gz", ".zst", ".bz2", ".xz", ".zip"];

/// The files of a log as they stand on the disk now.
pub(crate) struct Found {
    /// What is known of the file that has the log's name.
    pub log: Option<Known>,
    /// The files that were put aside, in the order in which they were.
    pub aside: Vec<Aside>,
    /// Files that look like the log's own and are not, and why.
    pub skipped: Vec<(PathBuf, &'static str)>,
}

/// A file that was put aside.
pub(crate) struct Aside {
    pub file: LogFile,
    /// `None` where nothing of it was read yet.
    pub known: Option<Known>,
}

struct Sibling {
    path: PathBuf,
    file: File,
    number: u64,
    bytes: u64,
    modified_ns: u64,
}

/// Looks for the files that are known, and for those that were written and put aside since.
///
/// A file is known by what was read of it, whatever it is called. One of which nothing was
/// read is taken where rotation names it so, its format is the log's, it is no older than
/// what was read, and it is no copy.
pub(crate) fn find(state: &State, log: &LogFile, format: Option<LogFormat>) -> io::Result<Found> {
    let mut log = log.try_clone()?;
    let log_number = number(&log.metadata()?);
    let mut siblings = siblings(&state.log, log_number)?;
    let mut found = Found {
        log: None,
        aside: Vec::new(),
        skipped: Vec::new(),
    };
    let mut known_files = Vec::new();
    for known in &state.files {
        let is_log = known.file.begins(&mut log)?;
        let aside = best_of(known, &mut siblings)?;
        let by_number = aside.filter(|at| {
            let sibling = siblings.get(*at);
            sibling.is_some_and(|sibling| sibling.number == known.file.number)
        });
        match (is_log, aside) {
            // A copy of the log stands beside it.
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
        match refusal(&mut sibling.file, wanted, format.is_some())? {
            Some(why) => found.skipped.push((sibling.path, why)),
            None => new.push(Aside {
                file: LogFile::new(sibling.file)?,
                known: None,
            }),
        }
    }
    for (known, sibling) in known_files {
        found.aside.push(Aside {
            file: LogFile::new(sibling.file)?.expected(Some(known.file.clone())),
            known: Some(known.clone()),
        });
    }
    found.aside.append(&mut new);
    Ok(found)
}

/// The files beside a log whose names begin with its name and that can be read.
fn siblings(log: &Path, log_number: u64) -> io::Result<Vec<Sibling>> {
    let folder = log.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = log.file_name().unwrap_or_default().to_string_lossy();
    let mut siblings = Vec::new();
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))? {
        let path = entry?.path();
        let entry_name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_packed = PACKED.iter().any(|ending| entry_name.ends_with(ending));
        if !entry_name.starts_with(&*name) || entry_name == name || is_packed {
            continue;
        }
        // One that is gone meanwhile, or that is somebody else's, is no file of this log. A
        // pipe is not even opened: that would wait.
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

/// The place of the file that is known: the very file, or else its longest copy.
fn best_of(known: &Known, siblings: &mut [Sibling]) -> io::Result<Option<usize>> {
    let mut best: Option<(bool, u64, usize)> = None;
    for (at, sibling) in siblings.iter_mut().enumerate() {
        if known.file.begins(&mut sibling.file)? {
            let this = (sibling.number == known.file.number, sibling.bytes, at);
            best = best.max(Some(this));
        }
    }
    Ok(best.map(|(_, _, at)| at))
}

/// Whether what follows the log's name is a number or a time, as rotation writes them:
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

/// Whether a file is an earlier state of the log or of one that is known.
fn is_copy(file: &mut File, log: &mut File, known: &mut [(&Known, Sibling)]) -> io::Result<bool> {
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

/// Why a file is not the log's, by its format. Where the format `is_named` by the
/// configuration, a file from which none can be told is believed to have it.
fn refusal(
    file: &mut File,
    wanted: Option<LogFormat>,
    is_named: bool,
) -> io::Result<Option<&'static str>> {
    Ok(match (detect(&head(file, DETECT_BYTES_MAX)?), wanted) {
        (None, _) if !is_named => Some("its format cannot be told"),
        (Some(format), Some(wanted)) if format != wanted => Some("it has another format"),
        _ => None,
    })
}
