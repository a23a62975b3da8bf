//! The keys that each list of a report counts by.

use super::filter_tables::{FilterBits, bit};
use crate::column::Column;
use crate::dimension::{Dictionary, Dimension};
use crate::frame::Frame;
use crate::view::FilterKey;

/// The keys of one count: the ids of a dimension, or of two combined. Lists are made of the
/// counts afterwards.
#[derive(Clone, Copy)]
pub(super) struct ListKeys<'a> {
    pub(super) dimension: Dimension,
    /// Its ids; for users, the persons.
    pub(super) column: &'a Column,
    /// The dimension that is counted together with it.
    pub(super) outer: Option<Outer<'a>>,
    /// The number of keys.
    pub(super) count: usize,
    /// The bits of the filters that the keys determine: the counts ignore them.
    pub(super) told: FilterBits,
}

/// A dimension that is counted together with another one, the inner one.
#[derive(Clone, Copy)]
pub(super) struct Outer<'a> {
    pub(super) dimension: Dimension,
    pub(super) column: &'a Column,
    /// The number of inner ids: a key is the outer id times this, plus the inner id.
    pub(super) inner_ids: u32,
}

/// The most words of persons' bits for two combined dimensions; above it they are counted
/// separately.
const TOGETHER_WORDS_MAX: usize = 1 << 19;

/// Up to this number of pairs of ids, dimensions are combined even if there are fewer
/// attempts: each pair takes memory.
const TOGETHER_FEW: usize = 4_096;

/// The keys of a dimension: its own, and the one that follows from it.
pub(super) fn keys_of(dimension: Dimension) -> impl Iterator<Item = FilterKey> {
    let of = dimension.declaration();
    of.key.into_iter().chain(of.implies)
}

fn is_listed(dimension: Dimension) -> bool {
    keys_of(dimension).any(|key| key.declaration().list.is_some())
}

/// The keys of all lists of a report, except the days.
pub(super) fn list_keys(frame: &Frame) -> Vec<ListKeys<'_>> {
    let listed = || Dimension::ALL.into_iter().filter(|it| is_listed(*it));
    let inner_of = |outer: Dimension| {
        let inner = outer.declaration().counted_with?;
        are_together(frame, inner, outer).then_some(inner)
    };
    let alone = listed().filter(|dimension| inner_of(*dimension).is_none());
    alone
        .map(|dimension| {
            let outer = listed().find(|outer| inner_of(*outer) == Some(dimension));
            keys(frame, dimension, outer)
        })
        .collect()
}

fn keys(frame: &Frame, dimension: Dimension, outer: Option<Dimension>) -> ListKeys<'_> {
    let (attempts, dictionaries) = (&frame.attempts, &frame.dictionaries);
    let (column, ids) = match dimension {
        Dimension::User => (&attempts.person, frame.persons.len()),
        _ => (&attempts.ids[dimension], dictionaries.len(dimension)),
    };
    let told = keys_of(dimension).chain(outer.into_iter().flat_map(keys_of));
    ListKeys {
        dimension,
        column,
        outer: outer.map(|outer| Outer {
            dimension: outer,
            column: &attempts.ids[outer],
            inner_ids: ids as u32,
        }),
        count: ids.saturating_mul(outer.map_or(1, |outer| dictionaries.len(outer))),
        told: told.fold(0, |bits, key| bits | bit(key)),
    }
}

/// Whether two dimensions are counted together.
fn are_together(frame: &Frame, inner: Dimension, outer: Dimension) -> bool {
    if outer.declaration().dictionary == Dictionary::Sources {
        return true;
    }
    let ids = |dimension| frame.dictionaries.len(dimension);
    let pairs = ids(inner).saturating_mul(ids(outer));
    let words_of_a_key = frame.persons.len().div_ceil(64).max(1);
    pairs <= frame.len().max(TOGETHER_FEW)
        && pairs.saturating_mul(words_of_a_key) <= TOGETHER_WORDS_MAX
}
