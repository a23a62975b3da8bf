//! Bytes → numbers and texts.

use super::runs::{Run, Runs};

/// Why bytes are not a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SliceError {
    /// The bytes start differently: another file, or another format version.
    #[error("the data is from another version of Turnaway: reload the page")]
    Foreign,
    /// The bytes are a delta to a slice other than `base`.
    #[error("the data does not fit the page's: reload the page")]
    OtherBase,
    /// The bytes end too early.
    #[error("the data is incomplete: reload the page")]
    Short,
    /// There are bytes after the end.
    #[error("the data is too long: reload the page")]
    Long,
    /// A number, text or id is invalid.
    #[error("the data is damaged: reload the page")]
    Damaged,
}

/// The bytes that are left to read.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], SliceError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(SliceError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SliceError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| SliceError::Short)
    }

    pub(super) fn byte(&mut self) -> Result<u8, SliceError> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    pub(super) fn fixed(&mut self) -> Result<u64, SliceError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn varint(&mut self) -> Result<u64, SliceError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return Err(SliceError::Damaged);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(SliceError::Damaged)
    }

    pub(super) fn small(&mut self) -> Result<u32, SliceError> {
        u32::try_from(self.varint()?).map_err(|_| SliceError::Damaged)
    }

    /// A number of entries that take at least `bytes_min` each: more than fit into what is
    /// left is damage, and must not become a large allocation.
    pub(super) fn length(&mut self, bytes_min: usize) -> Result<usize, SliceError> {
        let length = self.small()? as usize;
        self.room_for(length, bytes_min)?;
        Ok(length)
    }

    fn room_for(&self, things: usize, bytes_min: usize) -> Result<(), SliceError> {
        if things.saturating_mul(bytes_min) > self.0.len() {
            return Err(SliceError::Short);
        }
        Ok(())
    }

    pub(super) fn text(&mut self) -> Result<Box<str>, SliceError> {
        let length = self.length(1)?;
        let text = std::str::from_utf8(self.take(length)?);
        text.map(Box::from).map_err(|_| SliceError::Damaged)
    }

    /// The runs of a list as a delta to one of length `old`. New entries take at least
    /// `bytes_min` each, and no more old entries are kept than there are.
    pub(super) fn runs(&mut self, old: usize, bytes_min: usize) -> Result<Runs, SliceError> {
        let length = self.small()? as usize;
        if length > old.saturating_add(self.0.len()) {
            return Err(SliceError::Short);
        }
        let mut runs = Vec::new();
        let (mut kept, mut added): (usize, usize) = (0, 0);
        while kept.saturating_add(added) < length {
            let run = Run {
                from: self.small()? as usize,
                kept: self.small()? as usize,
                added: self.small()? as usize,
            };
            let is_there = run.from.saturating_add(run.kept) <= old;
            if !is_there || run.kept.saturating_add(run.added) == 0 {
                return Err(SliceError::Damaged);
            }
            kept = kept.saturating_add(run.kept);
            added = added.saturating_add(run.added);
            runs.push(run);
        }
        if kept.saturating_add(added) != length || kept > old {
            return Err(SliceError::Damaged);
        }
        self.room_for(added, bytes_min)?;
        Ok(Runs(runs))
    }

    /// `count` numbers, preceded by a byte with their width.
    pub(super) fn numbers(&mut self, count: usize) -> Result<Vec<u32>, SliceError> {
        let width = self.byte()?;
        let bytes = self.take(count.saturating_mul(usize::from(width)))?;
        let numbers = match width {
            1 => bytes.iter().map(|&byte| u32::from(byte)).collect(),
            2 => {
                let pairs = bytes.as_chunks::<2>().0.iter();
                pairs
                    .map(|&pair| u32::from(u16::from_le_bytes(pair)))
                    .collect()
            }
            4 => {
                let fours = bytes.as_chunks::<4>().0.iter();
                fours.map(|&four| u32::from_le_bytes(four)).collect()
            }
            _ => return Err(SliceError::Damaged),
        };
        Ok(numbers)
    }
}
