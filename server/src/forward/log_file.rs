//! A log on the disk, which may be renamed, copied or cut off while it is read.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::state::State;

/// Bytes of a file's beginning by which it is known again.
const HEAD_BYTES: usize = 1024;

/// Bytes before the place up to which it was read, by which it is known again too.
const TAIL_BYTES: usize = 256;

/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 256 * 1024;

/// Endings of files that rotation has packed.
const PACKED: [&str; 5] = [".gz", ".zst", ".bz2", ".xz", ".zip"];

/// What a file is known by when it has another name, or another file has its name.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Identity {
    /// The number of the file on its disk; 0 where there is none.
    number: u64,
    /// How many bytes of its beginning are known, and their hash.
    head_bytes: usize,
    head_hash: u64,
    /// How many bytes were read of it, and the hash of the last of them.
    read_bytes: u64,
    tail_hash: u64,
}

/// A file that is read from front to back.
pub(crate) struct LogFile {
    file: File,
    position: u64,
    /// Its first bytes, and the last before the position, as they were read.
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl LogFile {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::open(path)?,
            position: 0,
            head: Vec::new(),
            tail: Vec::new(),
        })
    }

    /// The next bytes; none at the end. `None` where the file is no longer the one that was
    /// begun, since it was cut off and may have grown again.
    pub(crate) fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(self.position))?;
        let mut next = (&mut self.file).take(CHUNK_BYTES as u64);
        next.read_to_end(&mut bytes)?;
        // After the reading, so that what was read is known to be of this file.
        if self.is_cut_off()? {
            return Ok(None);
        }
        let missing = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(missing));
        self.position += bytes.len() as u64;
        self.tail.extend_from_slice(&bytes);
        let known = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..known);
        Ok(Some(bytes))
    }

    fn is_cut_off(&mut self) -> io::Result<bool> {
        Ok(head(&mut self.file, self.head.len())? != self.head
            || tail(&mut self.file, self.position)? != self.tail)
    }

    /// What the file is known by, as far as it was read.
    pub(crate) fn identity(&self) -> io::Result<Identity> {
        Ok(Identity {
            number: number(&self.file.metadata()?),
            head_bytes: self.head.len(),
            head_hash: hash(&self.head),
            read_bytes: self.position,
            tail_hash: hash(&self.tail),
        })
    }

    pub(crate) fn modified_ms(&self) -> u64 {
        self.file.metadata().map_or(0, |metadata| ms(&metadata))
    }

    /// Whether the path names another file now.
    pub(crate) fn was_replaced(&self, path: &Path) -> io::Result<bool> {
        let now = match fs::metadata(path) {
            Ok(now) => now,
            // Rotation has taken it away, and a new one is not there yet.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        Ok(number(&now) != number(&self.file.metadata()?))
    }
}

impl Identity {
    /// Whether a file is this one as far as it was read, or a copy of it.
    fn begins(&self, path: &Path) -> io::Result<bool> {
        let mut file = File::open(path)?;
        let head = head(&mut file, self.head_bytes)?;
        Ok(head.len() == self.head_bytes
            && hash(&head) == self.head_hash
            && hash(&tail(&mut file, self.read_bytes)?) == self.tail_hash)
    }

    /// Whether the path still names this very file.
    pub(crate) fn is_at(&self, path: &Path) -> io::Result<bool> {
        Ok(number(&fs::metadata(path)?) == self.number && self.begins(path)?)
    }
}

/// Files that rotation has put aside since a state was written, in the order in which they
/// were, and how many events of each are acknowledged.
pub(crate) fn put_aside(state: &State) -> io::Result<Vec<(PathBuf, u64)>> {
    let folder = state
        .log
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let name = state.log.file_name().unwrap_or_default().to_string_lossy();
    let mut rest = None;
    let mut later = Vec::new();
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))? {
        let entry = entry?;
        let entry_name = entry.file_name().to_string_lossy().into_owned();
        let is_packed = PACKED.iter().any(|ending| entry_name.ends_with(ending));
        let metadata = entry.metadata()?;
        let is_sibling = entry_name.starts_with(&*name) && entry_name != *name;
        if !is_sibling || is_packed || !metadata.is_file() {
            continue;
        }
        let path = entry.path();
        if state.file.begins(&path)? {
            rest = Some(path);
        } else if ms(&metadata) >= state.modified_ms {
            later.push((ms(&metadata), path));
        }
    }
    later.sort();
    let later = later.into_iter().map(|(_, path)| (path, 0));
    let rest = rest.filter(|_| !state.is_finished);
    Ok(rest
        .map(|path| (path, state.acknowledged))
        .into_iter()
        .chain(later)
        .collect())
}

fn head(file: &mut File, bytes: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(bytes);
    file.seek(SeekFrom::Start(0))?;
    file.take(bytes as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The last bytes before a position.
fn tail(file: &mut File, position: u64) -> io::Result<Vec<u8>> {
    let bytes = position.min(TAIL_BYTES as u64);
    let mut tail = Vec::with_capacity(TAIL_BYTES);
    file.seek(SeekFrom::Start(position - bytes))?;
    file.take(bytes).read_to_end(&mut tail)?;
    Ok(tail)
}

/// FNV-1a: the same on every machine and in every version.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// Without a number, a file is known by its age.
#[cfg(not(unix))]
fn number(metadata: &Metadata) -> u64 {
    let created = metadata.created().unwrap_or(UNIX_EPOCH);
    since_1970_ms(created)
}

fn ms(metadata: &Metadata) -> u64 {
    since_1970_ms(metadata.modified().unwrap_or(UNIX_EPOCH))
}

fn since_1970_ms(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis() as u64
}
