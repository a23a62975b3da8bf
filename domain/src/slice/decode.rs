//! Bytes → frame.

use super::MAGIC;
use crate::column::Column;
use crate::event::Source;
use crate::frame::{Attempts, Dictionaries, Frame, Grants, NEVER_S, Returns, Server, Status};
use crate::frame_builder::persons;
use crate::names::AccountId;
use crate::report::RunningCounts;
use crate::status::Category;

/// Why bytes are no slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SliceError {
    /// The bytes begin differently: another file, or another form of slice.
    #[error("this is no slice of this version of Turnaway: reload the page")]
    Foreign,
    /// The bytes end too early.
    #[error("the slice ends too early: reload the page")]
    Short,
    /// The bytes go on after the end.
    #[error("the slice has bytes after its end: reload the page")]
    Long,
    /// A number, text or id is not one that can stand there.
    #[error("the slice is damaged: reload the page")]
    Damaged,
}

/// The frame that some bytes hold.
pub fn decode(bytes: &[u8]) -> Result<Frame, SliceError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(SliceError::Foreign)?;
    let mut bytes = Bytes(rest);
    let version = bytes.varint()?;
    let dictionaries = bytes.dictionaries()?;
    let counts = bytes.list(8, |bytes| {
        let count = f64::from_bits(u64::from_le_bytes(bytes.array()?));
        if count.is_finite() {
            Ok(count)
        } else {
            Err(SliceError::Damaged)
        }
    })?;
    let rows = bytes.length(1)?;
    let at = bytes.times(rows)?;
    let words = &dictionaries;
    let mut column = |ids: usize| bytes.column(rows, ids);
    let server = column(words.servers.len())?;
    let user = column(words.users.len())?;
    let device = column(words.devices.len())?;
    let product = column(words.products.len())?;
    let feature = column(words.features.len())?;
    let version_ids = column(words.versions.len())?;
    let model = column(words.models.len())?;
    let status = column(words.statuses.len())?;
    let source = column(Source::ALL.len())?;
    let count = column(counts.len())?;
    let is_final = column(2)?;
    let next_repeat_s = bytes.gaps(rows)?;
    let next_grant_s = bytes.gaps(rows)?;
    if !bytes.0.is_empty() {
        return Err(SliceError::Long);
    }
    let all: Vec<u32> = (0..rows as u32).collect();
    let servers: Vec<u32> = server.iter().collect();
    let users: Vec<u32> = user.iter().collect();
    let (persons, person) = persons(&dictionaries, &servers, &users, &all);
    Ok(Frame {
        version,
        dictionaries,
        counts,
        persons,
        attempts: Attempts {
            at,
            server,
            user,
            device,
            product,
            feature,
            version: version_ids,
            model,
            status,
            source,
            count,
            is_final,
            next_repeat_s,
            next_grant_s,
            person,
        },
        grants: Grants::default(),
        returns: Returns::default(),
        running_counts: RunningCounts::default(),
    })
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], SliceError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(SliceError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SliceError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| SliceError::Short)
    }

    fn byte(&mut self) -> Result<u8, SliceError> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    fn varint(&mut self) -> Result<u64, SliceError> {
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

    fn small(&mut self) -> Result<u32, SliceError> {
        u32::try_from(self.varint()?).map_err(|_| SliceError::Damaged)
    }

    /// A number of things that take at least `bytes_min` each: more than what is left
    /// could hold is damage, and must not become a large allocation.
    fn length(&mut self, bytes_min: usize) -> Result<usize, SliceError> {
        let length = self.small()? as usize;
        if length.saturating_mul(bytes_min) > self.0.len() {
            return Err(SliceError::Short);
        }
        Ok(length)
    }

    fn list<T>(
        &mut self,
        bytes_min: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, SliceError>,
    ) -> Result<Vec<T>, SliceError> {
        let length = self.length(bytes_min)?;
        (0..length).map(|_| read(self)).collect()
    }

    fn text(&mut self) -> Result<Box<str>, SliceError> {
        let length = self.length(1)?;
        let text = std::str::from_utf8(self.take(length)?);
        text.map(Box::from).map_err(|_| SliceError::Damaged)
    }

    fn words(&mut self) -> Result<Vec<Box<str>>, SliceError> {
        self.list(1, Self::text)
    }

    fn dictionaries(&mut self) -> Result<Dictionaries, SliceError> {
        let accounts = self.words()?;
        let servers = self.list(2, |bytes| {
            let account = AccountId(bytes.small()?);
            if account.index() >= accounts.len() {
                return Err(SliceError::Damaged);
            }
            let name = bytes.text()?;
            Ok(Server { account, name })
        })?;
        Ok(Dictionaries {
            accounts,
            servers,
            users: self.words()?,
            devices: self.words()?,
            products: self.words()?,
            features: self.words()?,
            versions: self.words()?,
            models: self.words()?,
            statuses: self.list(4, |bytes| {
                Ok(Status {
                    space: bytes.text()?,
                    code: bytes.text()?,
                    description: bytes.text()?,
                    category: Category::from_index(bytes.byte()?).ok_or(SliceError::Damaged)?,
                })
            })?,
        })
    }

    fn times(&mut self, rows: usize) -> Result<Vec<u32>, SliceError> {
        let mut at: u32 = 0;
        (0..rows)
            .map(|_| {
                at = at.checked_add(self.small()?).ok_or(SliceError::Damaged)?;
                Ok(at)
            })
            .collect()
    }

    /// A column whose values are all below `ids`.
    fn column(&mut self, rows: usize, ids: usize) -> Result<Column, SliceError> {
        let column = match self.byte()? {
            1 => Column::U8(self.take(rows)?.to_vec()),
            2 => {
                let (pairs, _) = self.take(rows * 2)?.as_chunks::<2>();
                Column::U16(pairs.iter().copied().map(u16::from_le_bytes).collect())
            }
            4 => {
                let (fours, _) = self.take(rows * 4)?.as_chunks::<4>();
                Column::U32(fours.iter().copied().map(u32::from_le_bytes).collect())
            }
            _ => return Err(SliceError::Damaged),
        };
        if column.iter().all(|id| (id as usize) < ids) {
            Ok(column)
        } else {
            Err(SliceError::Damaged)
        }
    }

    fn gaps(&mut self, rows: usize) -> Result<Vec<u32>, SliceError> {
        let gap = |_| Ok(self.small()?.checked_sub(1).unwrap_or(NEVER_S));
        (0..rows).map(gap).collect()
    }
}
