//! A log file, which may be renamed, copied or truncated while it is read.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Bytes at the beginning of a file by which it is recognized.
const HEAD_BYTES: usize = 1024;

/// Bytes before the read position by which it is recognized too.
const TAIL_BYTES: usize = 256;

/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 256 * 1024;

/// How a file is recognized under another name, or when another file has its name.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct FileFingerprint {
    /// The inode number; 0 where there is none.
    pub number: u64,
    /// How many bytes of its beginning are known, and their hash.
    head_bytes: usize,
    head_hash: u64,
    /// How many bytes were read of it, and the hash of the last of them.
    pub read_bytes: u64,
    tail_hash: u64,
}

/// A file that is read sequentially.
pub(crate) struct LogFile {
    file: File,
    position: u64,
    /// Its first bytes, and the last before the position, as they were.
    head: Vec<u8>,
    tail: Vec<u8>,
    /// The file that it must be, until enough was read to confirm it.
    expected: Option<FileFingerprint>,
    /// When it was last written to before it was last read: nanoseconds since 1970.
    modified_ns: u64,
}

impl LogFile {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::new(File::open(path)?)
    }

    pub(crate) fn new(mut file: File) -> io::Result<Self> {
        Ok(Self {
            // At once, so that a file that is truncated before it is read does not look like a new one.
            head: head(&mut file, HEAD_BYTES)?,
            file,
            position: 0,
            tail: Vec::new(),
            expected: None,
            modified_ns: 0,
        })
    }

    /// Sets which file it must turn out to be.
    pub(crate) fn expected(self, expected: Option<FileFingerprint>) -> Self {
        Self { expected, ..self }
    }

    /// Goes back to its beginning.
    pub(crate) fn restart(&mut self) {
        self.position = 0;
        self.tail.clear();
    }

    /// The next bytes; none at the end. `None` where the file was truncated, after which it may
    /// have grown again.
    pub(crate) fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        // Before reading: files that are rotated later are no older than this.
        self.modified_ns = modified_ns(&self.file.metadata()?);
        self.file.seek(SeekFrom::Start(self.position))?;
        let mut next = (&mut self.file).take(CHUNK_BYTES as u64);
        next.read_to_end(&mut bytes)?;
        // After reading, so that the bytes are known to be of this file.
        if self.is_truncated()? {
            return Ok(None);
        }
        let missing = HEAD_BYTES.saturating_sub(self.head.len());
        let known = self.head.len().saturating_sub(self.position as usize);
        self.head.extend(bytes.iter().skip(known).take(missing));
        self.position += bytes.len() as u64;
        self.tail.extend_from_slice(&bytes);
        let known = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..known);
        Ok(self.is_as_expected(bytes.is_empty())?.then_some(bytes))
    }

    fn is_truncated(&mut self) -> io::Result<bool> {
        Ok(head(&mut self.file, self.head.len())? != self.head
            || tail(&mut self.file, self.position)? != self.tail)
    }

    /// Whether the file can still be the expected one: it may have been truncated after it was
    /// recognized and before it was read.
    fn is_as_expected(&mut self, is_end: bool) -> io::Result<bool> {
        let Some(expected) = &self.expected else {
            return Ok(true);
        };
        if self.position < expected.read_bytes {
            return Ok(!is_end);
        }
        let is_it = expected.begins(&mut self.file)?;
        self.expected = None;
        Ok(is_it)
    }

    /// The fingerprint of what was read; `None` while nothing was read, or less than before.
    pub(crate) fn identity(&self) -> io::Result<Option<FileFingerprint>> {
        if self.position == 0 || self.expected.is_some() {
            return Ok(None);
        }
        Ok(Some(FileFingerprint {
            number: number(&self.file.metadata()?),
            head_bytes: self.head.len(),
            head_hash: hash(&self.head),
            read_bytes: self.position,
            tail_hash: hash(&self.tail),
        }))
    }

    /// When the file was last written to before it was last read, in nanoseconds since 1970.
    pub(crate) fn modified_ns(&self) -> u64 {
        self.modified_ns
    }

    /// The file itself, to be compared with others in its folder.
    pub(crate) fn try_clone(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Whether anything of it was read.
    pub(crate) fn is_begun(&self) -> bool {
        self.position > 0
    }

    /// Whether it has more bytes than were read, now or in an earlier run.
    pub(crate) fn has_grown(&self) -> io::Result<bool> {
        let known = self.expected.as_ref().map_or(0, |known| known.read_bytes);
        Ok(self.file.metadata()?.len() > self.position.max(known))
    }

    /// Whether the path names another file now.
    pub(crate) fn was_replaced(&self, path: &Path) -> io::Result<bool> {
        let now = match fs::metadata(path) {
            Ok(now) => now,
            // It was rotated, and the new file does not exist yet.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        Ok(number(&now) != number(&self.file.metadata()?))
    }
}

impl FileFingerprint {
    /// Whether a file begins as this one does up to the read position: the same file or a copy.
    pub(crate) fn begins(&self, file: &mut File) -> io::Result<bool> {
        let head = head(file, self.head_bytes)?;
        Ok(head.len() == self.head_bytes
            && hash(&head) == self.head_hash
            && hash(&tail(file, self.read_bytes)?) == self.tail_hash)
    }
}

/// The first `bytes` bytes of a file, or all.
pub(crate) fn head(file: &mut File, bytes: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(bytes);
    file.seek(SeekFrom::Start(0))?;
    file.take(bytes as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether the whole of a file is the beginning of another one.
pub(crate) fn is_beginning(file: &mut File, of: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() > of.metadata()?.len() {
        return Ok(false);
    }
    let mut at = 0;
    loop {
        let part = chunk(file, at)?;
        let other = chunk(of, at)?;
        if part.is_empty() {
            return Ok(true);
        }
        if !other.starts_with(&part) {
            return Ok(false);
        }
        at += part.len() as u64;
    }
}

fn chunk(file: &mut File, at: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(CHUNK_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
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

/// The inode number of a file.
#[cfg(unix)]
pub(crate) fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// Without inode numbers, the time of creation stands in for one.
#[cfg(not(unix))]
pub(crate) fn number(metadata: &Metadata) -> u64 {
    let created = metadata.created().unwrap_or(UNIX_EPOCH);
    since_1970_ns(created)
}

/// When a file was last written to: nanoseconds since 1970.
pub(crate) fn modified_ns(metadata: &Metadata) -> u64 {
    since_1970_ns(metadata.modified().unwrap_or(UNIX_EPOCH))
}

fn since_1970_ns(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos() as u64
}
