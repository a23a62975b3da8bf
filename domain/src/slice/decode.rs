//! Bytes → frame.

use std::sync::Arc;

use enum_map::EnumMap;

use super::gap_prediction::{GapPrediction, old_grants};
use super::reader::{Reader, SliceError};
use super::row_encoding::{LastSeenWith, all, own};
use super::runs::{NOT_KEPT, Runs};
use super::{COLUMNS, MAGIC, NOTHING, NewIds, Slice, beside, columns, id_counts, renumbered};
use crate::column::Column;
use crate::derived::DerivedCache;
use crate::dimension::{Dimension, Names};
use crate::frame::{Attempts, Dictionaries, Frame, Licenses, NEVER_S, Person, Server, Status};
use crate::frame_builder::persons;
use crate::gaps::Gaps;
use crate::names::AccountId;
use crate::status::Category;

/// The number of rows between two pauses, which takes some milliseconds.
const STEP_ROWS: usize = 16_384;

/// Applies the bytes of a slice to `base`, in steps of some milliseconds with a pause after
/// each. The bytes of a whole slice need no base.
pub async fn decode_in_steps(
    bytes: &[u8],
    base: &Slice,
    mut pause: impl AsyncFnMut(),
) -> Result<Slice, SliceError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(SliceError::Foreign)?;
    let mut bytes = Reader(rest);
    // A whole slice does not depend on the base.
    let nothing = Slice::default();
    let base = match bytes.fixed()? {
        NOTHING => &nothing,
        mark if mark == base.mark => base,
        _ => return Err(SliceError::OtherBase),
    };
    let mark = bytes.fixed()?;
    let version = bytes.varint()?;
    let old = &*base.frame;
    let decoded = bytes.dictionaries(old)?;
    pause().await;
    let (persons, attempts) = bytes.rows(old, &decoded, &mut pause).await?;
    if !bytes.0.is_empty() {
        return Err(SliceError::Long);
    }
    let frame = Frame {
        version,
        dictionaries: decoded.dictionaries,
        counts: decoded.counts,
        persons,
        attempts,
        grants: Licenses::default(),
        returns: Licenses::default(),
        derived: DerivedCache::default(),
    };
    Ok(Slice {
        mark,
        frame: Arc::new(frame),
    })
}

/// Merges an old column and the values of new rows.
fn merged(
    runs: &Runs,
    old: &Column,
    places: &[u32],
    added: Vec<u32>,
) -> Result<Column, SliceError> {
    let new_id = |row: usize| places.get(old.get(row) as usize).copied();
    let ids = runs.merged(|row| new_id(row).unwrap_or(NOT_KEPT), added);
    // A kept row cannot use an entry that is not kept.
    if ids.contains(&NOT_KEPT) {
        return Err(SliceError::Damaged);
    }
    Ok(Column::pack(&ids))
}

/// The dictionaries of a frame, and the new id of each old one.
struct DecodedDictionaries {
    dictionaries: Dictionaries,
    counts: Vec<f64>,
    places: NewIds,
}

impl Reader<'_> {
    fn dictionaries(&mut self, old: &Frame) -> Result<DecodedDictionaries, SliceError> {
        let known = &old.dictionaries;
        let mut dictionaries = Dictionaries::default();
        let mut places = NewIds::default();
        for names in Names::ALL {
            let (list, new) = self.names(&known.names[names])?;
            if names == Names::Accounts {
                let old_servers = renumbered(&known.servers, &new);
                let (servers, new_servers) = self.servers(&old_servers, list.len())?;
                dictionaries.servers = servers;
                places.servers = new_servers;
            }
            dictionaries.names[names] = list;
            places.names[names] = new;
        }
        (dictionaries.statuses, places.statuses) = self.list(&known.statuses, 4, Self::status)?;
        let (counts, new_counts) = self.list(&old.counts, 8, |bytes| {
            let count = f64::from_bits(bytes.fixed()?);
            count
                .is_finite()
                .then_some(count)
                .ok_or(SliceError::Damaged)
        })?;
        places.counts = new_counts;
        Ok(DecodedDictionaries {
            dictionaries,
            counts,
            places,
        })
    }

    /// Servers, each of one of `accounts` accounts.
    fn servers(
        &mut self,
        old: &[Server],
        accounts: usize,
    ) -> Result<(Vec<Server>, Vec<u32>), SliceError> {
        let (servers, places) = self.list(old, 2, |bytes| {
            let account = AccountId(bytes.small()?);
            let name = bytes.text()?;
            Ok(Server { account, name })
        })?;
        let is_owned = |server: &Server| server.account.index() < accounts;
        if servers.iter().all(is_owned) {
            Ok((servers, places))
        } else {
            Err(SliceError::Damaged)
        }
    }

    fn names(&mut self, old: &[Box<str>]) -> Result<(Vec<Box<str>>, Vec<u32>), SliceError> {
        self.list(old, 1, Self::text)
    }

    fn status(&mut self) -> Result<Status, SliceError> {
        Ok(Status {
            space: self.text()?,
            code: self.text()?,
            description: self.text()?,
            category: Category::from_index(self.byte()?).ok_or(SliceError::Damaged)?,
        })
    }

    /// A list as a delta to an old one, and the new index of each old entry.
    fn list<T: Clone>(
        &mut self,
        old: &[T],
        bytes_min: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, SliceError>,
    ) -> Result<(Vec<T>, Vec<u32>), SliceError> {
        let runs = self.runs(old.len(), bytes_min)?;
        let added = (0..runs.added()).map(|_| read(self));
        let added: Vec<T> = added.collect::<Result<_, _>>()?;
        let list = runs.merged(|place| old.get(place).cloned(), added.into_iter().map(Some));
        let list: Option<Vec<T>> = list.into_iter().collect();
        let places = runs.new_places(old.len());
        Ok((list.ok_or(SliceError::Damaged)?, places))
    }

    /// The rows and their persons.
    async fn rows(
        &mut self,
        old: &Frame,
        decoded: &DecodedDictionaries,
        pause: &mut impl AsyncFnMut(),
    ) -> Result<(Vec<Person>, Attempts), SliceError> {
        let dictionaries = &decoded.dictionaries;
        // The time, the final flag and the back reference take at least a byte each.
        let runs = self.runs(old.len(), 3)?;
        let at = self.times(&runs, &old.attempts.at)?;
        let is_final = self.is_final(&runs, &old.attempts.is_final)?;
        pause().await;
        let ids = id_counts(dictionaries, decoded.counts.len());
        let added = self.columns(&ids, runs.added(), pause).await?;
        let old_columns = columns(&old.attempts)
            .into_iter()
            .zip(decoded.places.of_columns());
        let mut whole = Vec::with_capacity(COLUMNS);
        for ((old, places), added) in old_columns.zip(added) {
            whole.push(merged(&runs, old, places, added)?);
            pause().await;
        }
        let count = whole.pop().ok_or(SliceError::Damaged)?;
        let mut whole = whole.into_iter();
        let ids: EnumMap<Dimension, Column> =
            EnumMap::from_fn(|_| whole.next().unwrap_or_default());
        let all: Vec<u32> = (0..at.len() as u32).collect();
        let servers: Vec<u32> = ids[Dimension::Server].iter().collect();
        let users: Vec<u32> = ids[Dimension::User].iter().collect();
        let (persons, person) = persons(dictionaries, &servers, &users, &all);
        pause().await;
        let mut attempts = Attempts {
            at,
            ids,
            count,
            is_final,
            next_repeat_s: Vec::new(),
            next_grant_s: Vec::new(),
            person,
        };
        let known_grants = old_grants(&runs, &old.attempts);
        self.gaps(&mut attempts, dictionaries, &known_grants, pause)
            .await?;
        Ok((persons, attempts))
    }

    fn times(&mut self, runs: &Runs, old: &[u32]) -> Result<Vec<u32>, SliceError> {
        let mut at: u32 = 0;
        let added = (0..runs.added()).map(|_| {
            at = at.checked_add(self.small()?).ok_or(SliceError::Damaged)?;
            Ok(at)
        });
        let added: Vec<u32> = added.collect::<Result<_, _>>()?;
        let at = runs.merged(|row| old.get(row).copied().unwrap_or(0), added);
        if at.is_sorted() {
            Ok(at)
        } else {
            Err(SliceError::Damaged)
        }
    }

    fn is_final(&mut self, runs: &Runs, old: &Column) -> Result<Column, SliceError> {
        let added = self.take(runs.added())?.iter().map(|&byte| u32::from(byte));
        let is_final = runs.merged(|row| old.get(row), added);
        if is_final.iter().any(|&value| value > 1) {
            return Err(SliceError::Damaged);
        }
        Ok(Column::pack(&is_final))
    }

    /// The columns of the new rows; every id is less than the column's number of ids.
    async fn columns(
        &mut self,
        ids: &[usize; COLUMNS],
        rows: usize,
        pause: &mut impl AsyncFnMut(),
    ) -> Result<Vec<Vec<u32>>, SliceError> {
        let backs = self.take(rows)?;
        let own_rows = own(backs, backs).count();
        let mut columns: Vec<Vec<u32>> = Vec::with_capacity(COLUMNS);
        for (place, &count) in ids.iter().enumerate() {
            let mut values = self.numbers(own_rows)?;
            let other =
                beside(place).and_then(|beside| Some((columns.get(beside)?, ids.get(beside)?)));
            if let Some((other, ids)) = other {
                LastSeenWith::new(other, *ids).decode_followers(&mut values)?;
            }
            if values.iter().any(|&id| id as usize >= count) {
                return Err(SliceError::Damaged);
            }
            columns.push(values);
            pause().await;
        }
        columns.iter().map(|own| all(backs, own)).collect()
    }

    async fn gaps(
        &mut self,
        attempts: &mut Attempts,
        dictionaries: &Dictionaries,
        known_grants: &[Option<u32>],
        pause: &mut impl AsyncFnMut(),
    ) -> Result<(), SliceError> {
        let rows = attempts.at.len();
        let mut repeats = self.unexpected(rows)?;
        let mut grants = self.unexpected(rows)?;
        let mut gap_prediction = GapPrediction::new(dictionaries);
        attempts.next_repeat_s = vec![NEVER_S; rows];
        attempts.next_grant_s = vec![NEVER_S; rows];
        for row in (0..rows).rev() {
            let old_grant_s = known_grants.get(row).copied().flatten();
            let gaps = gap_prediction.take(attempts, row, old_grant_s, |expected| Gaps {
                next_repeat_s: repeats.next(expected.next_repeat_s),
                next_grant_s: grants.next(expected.next_grant_s),
            });
            if let Some(repeat_s) = attempts.next_repeat_s.get_mut(row) {
                *repeat_s = gaps.next_repeat_s;
            }
            if let Some(grant_s) = attempts.next_grant_s.get_mut(row) {
                *grant_s = gaps.next_grant_s;
            }
            if row % STEP_ROWS == 0 {
                pause().await;
            }
        }
        Ok(())
    }

    /// Gaps that are not as predicted, latest first.
    fn unexpected(&mut self, rows: usize) -> Result<Unexpected, SliceError> {
        let length = self.length(2)?;
        let mut left = rows;
        let expected = (0..length).map(|_| {
            let expected = self.small()?;
            let taken = (expected as usize).saturating_add(1);
            left = left.checked_sub(taken).ok_or(SliceError::Damaged)?;
            Ok(expected)
        });
        let expected: Vec<u32> = expected.collect::<Result<_, _>>()?;
        let gaps = (0..length).map(|_| Ok(self.small()?.checked_sub(1).unwrap_or(NEVER_S)));
        let gaps: Vec<u32> = gaps.collect::<Result<_, SliceError>>()?;
        let encoded: Vec<(u32, u32)> = expected.into_iter().zip(gaps).collect();
        Ok(Unexpected {
            encoded: encoded.into_iter(),
            next: None,
        }
        .started())
    }
}

/// Gaps that are not as predicted, each with the number of predicted ones before it.
struct Unexpected {
    encoded: std::vec::IntoIter<(u32, u32)>,
    next: Option<(u32, u32)>,
}

impl Unexpected {
    fn started(mut self) -> Self {
        self.next = self.encoded.next();
        self
    }

    /// The next gap, given the predicted one.
    fn next(&mut self, expected: u32) -> u32 {
        match &mut self.next {
            None => expected,
            Some((0, gap)) => {
                let gap = *gap;
                self.next = self.encoded.next();
                gap
            }
            Some((before, _)) => {
                *before -= 1;
                expected
            }
        }
    }
}
