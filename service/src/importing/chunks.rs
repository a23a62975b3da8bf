//! Reads a file in chunks that end at line ends.

use std::io::{self, Read};

use domain::parse::LINE_BYTES_MAX;

use super::input::Input;

/// Bytes per parsed chunk.
const CHUNK_BYTES: usize = 256 * 1024;

/// Bytes used to detect the format.
const HEAD_BYTES: usize = 1024 * 1024;

/// The content of a file, in chunks that end at line ends. If the file breaks off, its last
/// partial line is left out: parsed as a whole line, it could be an event that never happened,
/// and it would stay next to the real one once the whole file is imported.
pub(crate) struct Chunks {
    input: Input,
    bytes: Vec<u8>,
    /// Bytes already returned.
    given: usize,
    end: End,
}

/// Whether there is more to read.
enum End {
    Open,
    Reached,
    BrokenOff(io::Error),
}

impl Chunks {
    /// Reads the beginning of a file.
    pub(crate) fn new(input: Input) -> Self {
        let mut chunks = Self {
            input,
            bytes: Vec::new(),
            given: 0,
            end: End::Open,
        };
        chunks.read(HEAD_BYTES);
        chunks
    }

    /// The beginning of the file, for detecting its format.
    pub(crate) fn head(&self) -> &[u8] {
        &self.bytes
    }

    /// The next bytes; `None` at the end, or where the file breaks off.
    pub(crate) fn next(&mut self) -> Option<&[u8]> {
        self.bytes.drain(..self.given);
        self.given = 0;
        loop {
            let line_end = self.bytes.iter().rposition(|byte| *byte == b'\n');
            let whole = line_end.map_or(0, |place| place + 1);
            self.given = match self.end {
                End::Reached => self.bytes.len(),
                // A line this long exceeds every parser's limit, so it need not stay whole.
                End::Open if whole == 0 && self.bytes.len() > LINE_BYTES_MAX => self.bytes.len(),
                End::Open if whole == 0 => {
                    self.read(CHUNK_BYTES);
                    continue;
                }
                End::Open | End::BrokenOff(_) => whole,
            };
            return self
                .bytes
                .get(..self.given)
                .filter(|chunk| !chunk.is_empty());
        }
    }

    /// Bytes of the file read so far, before decompression.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.input.bytes_read()
    }

    /// Why the file broke off, if it did.
    pub(crate) fn into_broken_off(self) -> Option<io::Error> {
        match self.end {
            End::BrokenOff(error) => Some(error),
            End::Open | End::Reached => None,
        }
    }

    /// Reads up to this many more bytes.
    fn read(&mut self, bytes: usize) {
        let mut next = (&mut self.input).take(bytes as u64);
        // Bytes read before an error are kept.
        match next.read_to_end(&mut self.bytes) {
            Ok(read) if read < bytes => self.end = End::Reached,
            Ok(_) => {}
            Err(error) => self.end = End::BrokenOff(error),
        }
    }
}
