//! A file to import: plain, gzip, zstd, or standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::event::Second;
use jiff::Timestamp;

/// The magic bytes of gzip and zstd files.
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The size of a read from a file, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// A file's content, decompressed.
pub struct Input {
    content: Box<dyn Read + Send>,
    bytes_total: Option<u64>,
    bytes_read: Arc<AtomicU64>,
    modified: Option<Second>,
}

impl Input {
    /// Opens a file. The compression is detected from its first bytes, not its name.
    pub fn open(path: &Path) -> io::Result<Self> {
        let (raw, bytes_total, modified): (Box<dyn Read + Send>, _, _) = if is_standard_input(path)
        {
            (Box::new(io::stdin()), None, None)
        } else {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                return Err(io::Error::new(
                    io::ErrorKind::IsADirectory,
                    "it is a folder",
                ));
            }
            let modified = metadata.modified().ok();
            let modified = modified.and_then(|time| Timestamp::try_from(time).ok());
            let bytes_total = metadata.is_file().then_some(metadata.len());
            let modified = modified.map(|time| Second(time.as_second()));
            (Box::new(file), bytes_total, modified)
        };
        Self::of(raw, bytes_total, modified)
    }

    /// Content from another source, with its size if known and its modification time.
    pub fn of(
        raw: Box<dyn Read + Send>,
        bytes_total: Option<u64>,
        modified: Option<Second>,
    ) -> io::Result<Self> {
        let bytes_read = Arc::new(AtomicU64::new(0));
        let counted = Counted {
            raw,
            bytes: Arc::clone(&bytes_read),
        };
        let mut raw = BufReader::with_capacity(BUFFER_BYTES, counted);
        let start = raw.fill_buf()?;
        let content: Box<dyn Read + Send> = if start.starts_with(GZIP) {
            Box::new(flate2::bufread::MultiGzDecoder::new(raw))
        } else if start.starts_with(ZSTD) {
            Box::new(zstd::stream::read::Decoder::with_buffer(raw)?)
        } else {
            Box::new(raw)
        };
        Ok(Self {
            content,
            bytes_total,
            bytes_read,
            modified,
        })
    }

    /// The file's compressed size; `None` for a stream.
    pub fn bytes_total(&self) -> Option<u64> {
        self.bytes_total
    }

    /// Compressed bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// When the file was last modified.
    pub fn modified(&self) -> Option<Second> {
        self.modified
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.content.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }
}

struct Counted {
    raw: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.raw.read(buffer)?;
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}

/// Whether the path means standard input.
fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
