//! Reads a file in chunks that end where a line ends.

use std::io::{self, Read};

use domain::parse::LINE_BYTES_MAX;

use super::input::Input;

/// Bytes that are parsed at a time.
const CHUNK_BYTES: usize = 256 * 1024;

/// Bytes from which a format is told.
const HEAD_BYTES: usize = 1024 * 1024;

/// The content of a file, in chunks that end where a line ends. The half line at which a
/// file breaks off is left out: taken for a whole one, it could be an event that never
/// happened, and would stay beside the true one once the whole file is imported.
pub(crate) struct Chunks {
    input: Input,
    bytes: Vec<u8>,
    /// How many of the bytes were given out.
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

    /// The beginning of the file, from which its format is told.
    pub(crate) fn head(&self) -> &[u8] {
        &self.bytes
    }

    /// The next bytes; `None` at the end, and where the file breaks off.
    pub(crate) fn next(&mut self) -> Option<&[u8]> {
        self.bytes.drain(..self.given);
        self.given = 0;
        loop {
            let line_end = self.bytes.iter().rposition(|byte| *byte == b'\n');
            let whole = line_end.map_or(0, |place| place + 1);
            self.given = match self.end {
                End::Reached => self.bytes.len(),
                // Such a line is too long for any parser, so it need not be kept whole.
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

    /// How much of the file was read, in bytes as it is packed.
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

    /// Reads so many bytes more, or what there is.
    fn read(&mut self, bytes: usize) {
        let mut next = (&mut self.input).take(bytes as u64);
        // What was read before an error is kept.
        match next.read_to_end(&mut self.bytes) {
            Ok(read) if read < bytes => self.end = End::Reached,
            Ok(_) => {}
            Err(error) => self.end = End::BrokenOff(error),
        }
    }
}
