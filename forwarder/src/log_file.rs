//! A log on the disk, which may be renamed, copied or cut off while it is read.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Bytes of a file's beginning by which it is known again.
const HEAD_BYTES: usize = 1024;

/// Bytes before the place up to which it was read, by which it is known again too.
const TAIL_BYTES: usize = 256;

/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 256 * 1024;

/// What a file is known by when it has another name, or another file has its name.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Identity {
    /// The number of the file on its disk; 0 where there is none.
    pub number: u64,
    /// How many bytes of its beginning are known, and their hash.
    head_bytes: usize,
    head_hash: u64,
    /// How many bytes were read of it, and the hash of the last of them.
    pub read_bytes: u64,
    tail_hash: u64,
}

/// A file that is read from front to back.
pub(crate) struct LogFile {
    file: File,
    position: u64,
    /// Its first bytes, and the last before the position, as they were.
    head: Vec<u8>,
    tail: Vec<u8>,
    /// As what it was opened, until it was read so far that it is known to be that.
    expected: Option<Identity>,
    /// When it was last written to before it was last read: nanoseconds since 1970.
    modified_ns: u64,
}

impl LogFile {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::new(File::open(path)?)
    }

    pub(crate) fn new(mut file: File) -> io::Result<Self> {
        Ok(Self {
            // At once: a file that is cut off before it is read is not taken for a new one.
            head: head(&mut file, HEAD_BYTES)?,
            file,
            position: 0,
            tail: Vec::new(),
            expected: None,
            modified_ns: 0,
        })
    }

    /// The same file, which must turn out to be the one that is known.
    pub(crate) fn expected(self, expected: Option<Identity>) -> Self {
        Self { expected, ..self }
    }

    /// Goes back to its beginning.
    pub(crate) fn restart(&mut self) {
        self.position = 0;
        self.tail.clear();
    }

    /// The next bytes; none at the end. `None` where the file is no longer the one that was
    /// begun, since it was cut off and may have grown again.
    pub(crate) fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        // Before the reading: what rotation puts aside later is no older than this.
        self.modified_ns = modified_ns(&self.file.metadata()?);
        self.file.seek(SeekFrom::Start(self.position))?;
        let mut next = (&mut self.file).take(CHUNK_BYTES as u64);
        next.read_to_end(&mut bytes)?;
        // After the reading, so that what was read is known to be of this file.
        if self.is_cut_off()? {
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

    fn is_cut_off(&mut self) -> io::Result<bool> {
        Ok(head(&mut self.file, self.head.len())? != self.head
            || tail(&mut self.file, self.position)? != self.tail)
    }

    /// Whether the file may still be what it was opened as: between the look by which it was
    /// known and the reading it may have been cut off.
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

    /// What the file is known by, as far as it was read; `None` while nothing was read, or
    /// not yet as much as was known of it.
    pub(crate) fn identity(&self) -> io::Result<Option<Identity>> {
        if self.position == 0 || self.expected.is_some() {
            return Ok(None);
        }
        Ok(Some(Identity {
            number: number(&self.file.metadata()?),
            head_bytes: self.head.len(),
            head_hash: hash(&self.head),
            read_bytes: self.position,
            tail_hash: hash(&self.tail),
        }))
    }

    /// When the file was written to, as far as it was read: nanoseconds since 1970.
    pub(crate) fn modified_ns(&self) -> u64 {
        self.modified_ns
    }

    /// The file itself, to be looked at beside its siblings.
    pub(crate) fn try_clone(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Whether anything of it was read.
    pub(crate) fn is_begun(&self) -> bool {
        self.position > 0
    }

    /// Whether there is more of it than was read, now or before it was opened.
    pub(crate) fn has_grown(&self) -> io::Result<bool> {
        let known = self.expected.as_ref().map_or(0, |known| known.read_bytes);
        Ok(self.file.metadata()?.len() > self.position.max(known))
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
    pub(crate) fn begins(&self, file: &mut File) -> io::Result<bool> {
        let head = head(file, self.head_bytes)?;
        Ok(head.len() == self.head_bytes
            && hash(&head) == self.head_hash
            && hash(&tail(file, self.read_bytes)?) == self.tail_hash)
    }
}

/// The first bytes of a file, at most so many.
pub(crate) fn head(file: &mut File, bytes: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(bytes);
    file.seek(SeekFrom::Start(0))?;
    file.take(bytes as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether a file holds nothing but the first bytes of another one.
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

/// The number of a file on its disk.
#[cfg(unix)]
pub(crate) fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// Without a number, a file is known by its age.
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
