//! A file of little-endian numbers with a stamp before them and a checksum after them.

use std::fs::{self, File};
use std::hash::Hasher as _;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use twox_hash::XxHash3_64;

use super::{Stamp, with_suffix};
use crate::private_file::create_private;

/// Bytes that are read or written at a time.
const PIECE_BYTES: usize = 256 * 1024;

/// The header: the format, and the three numbers of the stamp.
const HEAD_BYTES: u64 = 8 * 4;

/// The checksum.
const FOOT_BYTES: u64 = 8;

/// Bytes on their way into a file.
pub(crate) struct Output {
    file: File,
    hash: XxHash3_64,
    piece: Vec<u8>,
}

impl Output {
    /// Writes a file in place of the one that is there, which stays whole until the new
    /// one is. That it is on the disk is not waited for: a torn one is noticed.
    pub(crate) fn write(
        path: &Path,
        format: [u8; 8],
        stamp: Stamp,
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let new = with_suffix(path, "-new");
        let written = create_private(&new).and_then(|file| {
            let mut output = Self {
                file,
                hash: XxHash3_64::new(),
                piece: Vec::with_capacity(PIECE_BYTES),
            };
            output.bytes(&format)?;
            output.number(stamp.database.cast_unsigned())?;
            output.number(stamp.version)?;
            output.number(stamp.proof)?;
            content(&mut output)?;
            output.flush()?;
            let checksum = output.hash.finish();
            output.file.write_all(&checksum.to_le_bytes())?;
            fs::rename(&new, path)
        });
        if written.is_err() {
            // An incomplete file only takes room.
            let _ = fs::remove_file(&new);
        }
        written
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        for bytes in bytes.chunks(PIECE_BYTES) {
            self.piece.extend_from_slice(bytes);
            self.flush_when_full()?;
        }
        Ok(())
    }

    pub(crate) fn number(&mut self, number: u64) -> io::Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    /// Numbers of `N` bytes each.
    pub(crate) fn numbers<T: Copy, const N: usize>(
        &mut self,
        numbers: impl IntoIterator<Item = T>,
        bytes: impl Fn(T) -> [u8; N],
    ) -> io::Result<()> {
        for number in numbers {
            self.piece.extend_from_slice(&bytes(number));
            self.flush_when_full()?;
        }
        Ok(())
    }

    fn flush_when_full(&mut self) -> io::Result<()> {
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hash.write(&self.piece);
        self.file.write_all(&self.piece)?;
        self.piece.clear();
        Ok(())
    }
}

/// A file being read. Nothing of it may be used before [`Input::finish`] has said that
/// the whole of it is sound.
pub(crate) struct Input {
    file: File,
    hash: XxHash3_64,
    piece: Vec<u8>,
    /// Bytes before the checksum that were not read yet.
    left: u64,
    /// Whose the file is.
    pub(crate) stamp: Stamp,
}

/// The error of a file that is not what it should be.
pub(crate) fn unfit() -> io::Error {
    io::Error::from(io::ErrorKind::InvalidData)
}

impl Input {
    pub(crate) fn open(path: &Path, format: [u8; 8]) -> io::Result<Self> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut input = Self {
            file,
            hash: XxHash3_64::new(),
            piece: Vec::new(),
            left: bytes.checked_sub(FOOT_BYTES).ok_or_else(unfit)?,
            stamp: Stamp {
                database: 0,
                version: 0,
                proof: 0,
            },
        };
        if input.left < HEAD_BYTES || input.number()?.to_le_bytes() != format {
            return Err(unfit());
        }
        input.stamp = Stamp {
            database: input.number()?.cast_signed(),
            version: input.number()?,
            proof: input.number()?,
        };
        Ok(input)
    }

    pub(crate) fn number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.read(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// How many numbers of `bytes_each` bytes follow: never more than the file holds, so that
    /// a damaged number does not become a large allocation.
    pub(crate) fn length(&mut self, bytes_each: u64) -> io::Result<usize> {
        let length = self.number()?;
        let fits = length
            .checked_mul(bytes_each)
            .is_some_and(|bytes| bytes <= self.left);
        match usize::try_from(length) {
            Ok(length) if fits => Ok(length),
            _ => Err(unfit()),
        }
    }

    pub(crate) fn bytes(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        for piece in bytes.chunks_mut(PIECE_BYTES) {
            self.read(piece)?;
        }
        Ok(bytes)
    }

    /// Gives numbers of `N` bytes each to `take`, some at a time.
    pub(crate) fn numbers<const N: usize>(
        &mut self,
        length: usize,
        mut take: impl FnMut(&[[u8; N]]),
    ) -> io::Result<()> {
        let mut left = length;
        let mut piece = std::mem::take(&mut self.piece);
        while left > 0 {
            let numbers = left.min(PIECE_BYTES / N);
            piece.resize(numbers * N, 0);
            self.read(&mut piece)?;
            let (numbers_read, _) = piece.as_chunks::<N>();
            take(numbers_read);
            left -= numbers;
        }
        self.piece = piece;
        Ok(())
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<()> {
        self.left = self.left.checked_sub(into.len() as u64).ok_or_else(unfit)?;
        self.file.read_exact(into)?;
        self.hash.write(into);
        Ok(())
    }

    /// Whether everything was read, and is what was written.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let mut checksum = [0; 8];
        self.file.read_exact(&mut checksum)?;
        if self.left == 0 && u64::from_le_bytes(checksum) == self.hash.finish() {
            Ok(())
        } else {
            Err(unfit())
        }
    }
}
