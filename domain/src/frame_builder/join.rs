//! Adds new requests to a frame.
//!
//! Old rows are copied in long runs, and gaps are only checked for earlier requests like a
//! new one: adding to ten million rows takes as long as copying them. The result is the same
//! as that of [`FrameBuilder::frame`] for all requests together.

mod gaps;
mod merge;

use std::borrow::Cow;

use enum_map::EnumMap;
use hashbrown::HashMap;

use super::{FrameBuilder, at, by_account, by_frequency, pick};
use crate::column::Column;
use crate::derived::Derived;
use crate::dimension::Dimension;
use crate::event::Outcome;
use crate::frame::{Attempts, Dictionaries, Frame, Licenses, Person, Status};
use crate::names::{ServerId, UserId};
use gaps::JoinedGaps;
use merge::Merge;

/// The columns of the new attempts whose ids are the frame's rather than the dataset's.
struct Given {
    status: Vec<u32>,
    count: Vec<u32>,
    person: Vec<u32>,
}

impl FrameBuilder {
    /// The frame of `base`, which has the whole dataset, and of the requests that were added,
    /// all of which were imported later. `dictionaries` starts with the entries of `base`,
    /// except for the order of statuses, followed by the new ones.
    pub fn join(&self, base: &Frame, version: u64, dictionaries: Dictionaries) -> Frame {
        if base.attempts.at.is_empty() && base.grants.at.is_empty() && base.returns.at.is_empty() {
            return self.frame(version, dictionaries);
        }
        let ids = status_ids(&base.dictionaries, &dictionaries);
        let order = self.time_order();
        let gaps = self.gaps_beside(base, &ids, &order, &dictionaries);

        let mut counts = vec![0; dictionaries.statuses.len()];
        for place in base.attempts.ids[Dimension::Status].iter() {
            let id = at(&ids, place);
            if let Some(count) = counts.get_mut(id as usize) {
                *count += 1;
            }
        }
        self.count_statuses(&mut counts);
        let (dictionaries, places) = by_frequency(dictionaries, &counts);
        let moved: Vec<u32> = ids.iter().map(|&id| at(&places, id)).collect();

        let denied = self.rows(&order, Outcome::Denied);
        let mut persons = base.persons.clone();
        let person = self.join_persons(&mut persons, &dictionaries, &denied);
        let (counts, count_ids) = self.join_counts(base);
        let count = denied
            .iter()
            .map(|&row| at(&count_ids, at(&self.count, row)));
        let status = |&row: &u32| at(&places, self.id(Dimension::Status, row));
        let status = denied.iter().map(status);
        let given = Given {
            status: status.collect(),
            count: count.collect(),
            person,
        };
        let old_status = renumbered(&base.attempts.ids[Dimension::Status], &moved);
        let mut attempts = self.join_attempts(&base.attempts, &denied, &old_status, &given, gaps);
        let (persons, person) = ordered(&persons, attempts.person);
        attempts.person = person;
        Frame {
            version,
            dictionaries,
            counts,
            persons,
            attempts,
            grants: self.join_licenses(&base.grants, &order, Outcome::Granted),
            returns: self.join_licenses(&base.returns, &order, Outcome::Returned),
            derived: Derived::default(),
        }
    }

    /// The distinct counts of all requests, and the index of each new request's count.
    fn join_counts(&self, base: &Frame) -> (Vec<f64>, Vec<u32>) {
        let mut values = base.counts.clone();
        let mut ids: HashMap<u64, u32> = (0..)
            .zip(&values)
            .map(|(id, value)| (value.to_bits(), id))
            .collect();
        let places = self.counts.iter().map(|value| {
            *ids.entry(value.to_bits()).or_insert_with(|| {
                values.push(*value);
                values.len() as u32 - 1
            })
        });
        let places = places.collect();
        (values, places)
    }

    fn join_attempts(
        &self,
        old: &Attempts,
        rows: &[u32],
        old_status: &Column,
        given: &Given,
        gaps: JoinedGaps,
    ) -> Attempts {
        let new_at = pick(&self.at, rows);
        let merge = Merge::new(&old.at, &new_at);
        let joined = |old: &Column, new: &[u32]| merge.column(old, &pick(new, rows));
        let new_repeats: Vec<u32> = gaps.new.iter().map(|gaps| gaps.next_repeat_s).collect();
        let new_grants: Vec<u32> = gaps.new.iter().map(|gaps| gaps.next_grant_s).collect();
        let mut next_repeat_s = merge.values(&old.next_repeat_s, &new_repeats);
        let mut next_grant_s = merge.values(&old.next_grant_s, &new_grants);
        for (row, gaps) in gaps.shorter {
            let place = merge.place(row as usize);
            for (column, gap) in [
                (&mut next_repeat_s, gaps.next_repeat_s),
                (&mut next_grant_s, gaps.next_grant_s),
            ] {
                if let Some(old) = column.get_mut(place) {
                    *old = gap.min(*old);
                }
            }
        }
        let ids = EnumMap::from_fn(|dimension| match dimension {
            Dimension::Status => merge.column(old_status, &given.status),
            _ => joined(&old.ids[dimension], &self.ids[dimension]),
        });
        Attempts {
            at: merge.values(&old.at, &new_at),
            ids,
            count: merge.column(&old.count, &given.count),
            is_final: joined(&old.is_final, &self.is_final),
            next_repeat_s,
            next_grant_s,
            person: merge.column(&old.person, &given.person),
        }
    }

    /// The person of each new attempt, as an index into the persons of a frame; new persons
    /// are appended to them.
    fn join_persons(
        &self,
        persons: &mut Vec<Person>,
        dictionaries: &Dictionaries,
        rows: &[u32],
    ) -> Vec<u32> {
        let mut ids: HashMap<Person, u32> = persons.iter().copied().zip(0..).collect();
        let person = |&row: &u32| {
            let person = Person {
                account: dictionaries.account_of(ServerId(self.id(Dimension::Server, row))),
                user: UserId(self.id(Dimension::User, row)),
            };
            *ids.entry(person).or_insert_with(|| {
                persons.push(person);
                persons.len() as u32 - 1
            })
        };
        rows.iter().map(person).collect()
    }

    fn join_licenses(&self, base: &Licenses, order: &[u32], outcome: Outcome) -> Licenses {
        let rows = self.rows(order, outcome);
        let new_at = pick(&self.at, &rows);
        let merge = Merge::new(&base.at, &new_at);
        let mut licenses = Licenses {
            at: merge.values(&base.at, &new_at),
            ..Licenses::default()
        };
        for dimension in Dimension::in_grants() {
            let ids = pick(&self.ids[dimension], &rows);
            licenses.ids[dimension] = merge.column(&base.ids[dimension], &ids);
        }
        licenses
    }
}

/// The id in the whole dataset for each status of a frame.
fn status_ids(base: &Dictionaries, record: &Dictionaries) -> Vec<u32> {
    let name = |status: &Status| (status.space.clone(), status.code.clone());
    let ids: HashMap<_, u32> = record.statuses.iter().map(name).zip(0..).collect();
    let id = |status: &Status| ids.get(&name(status)).copied().unwrap_or(0);
    base.statuses.iter().map(id).collect()
}

/// A column with renumbered values.
fn renumbered<'c>(column: &'c Column, places: &[u32]) -> Cow<'c, Column> {
    if (0..).zip(places).all(|(old, &new)| old == new) {
        return Cow::Borrowed(column);
    }
    let values: Vec<u32> = column.iter().map(|old| at(places, old)).collect();
    Cow::Owned(Column::pack(&values))
}

/// Puts persons in the order that a frame of all requests has.
fn ordered(persons: &[Person], column: Column) -> (Vec<Person>, Column) {
    let mut seen = vec![false; persons.len()];
    let mut order = Vec::with_capacity(persons.len());
    for id in column.iter() {
        if order.len() == persons.len() {
            break;
        }
        let (Some(seen), Some(person)) = (seen.get_mut(id as usize), persons.get(id as usize))
        else {
            continue;
        };
        if !std::mem::replace(seen, true) {
            order.push((id, *person));
        }
    }
    let (persons, places) = by_account(order);
    let column = renumbered(&column, &places).into_owned();
    (persons, column)
}
