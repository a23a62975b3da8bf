//! Counts by key, filled from the selected rows of many blocks.

use super::block::Selected;
use super::distinct::Distinct;
use super::keys::{Keys, Users};
use super::list::ByKey;
use super::sums::Sums;
use crate::column::Packed;

/// The counts of each key.
pub(super) struct Tally<'a> {
    keys: &'a Keys<'a>,
    /// By key, the sum of its rows' marks.
    marks: Vec<u64>,
    /// By key, the index of the bit that person 0 would have; below 0 it wraps. Empty if keys
    /// have no bits.
    first_bits: Vec<usize>,
    seen: Distinct,
}

impl<'a> Tally<'a> {
    /// All counts are zero.
    pub(super) fn new(keys: &'a Keys<'a>) -> Self {
        let first_bits = keys.spans.iter().map(|span| {
            let first_person = span.first_person as usize;
            (span.first_word * 64).wrapping_sub(first_person)
        });
        Self {
            keys,
            marks: vec![0; keys.count],
            first_bits: first_bits.collect(),
            seen: Distinct::new(keys.words),
        }
    }

    /// Counts rows. Invalid keys are not counted.
    pub(super) fn take(&mut self, rows: Selected<'_>) {
        match rows.keys {
            Packed::U8(keys) => self.take_keys(keys, rows),
            Packed::U16(keys) => self.take_keys(keys, rows),
            Packed::U32(keys) => self.take_keys(keys, rows),
        }
    }

    fn take_keys<K: Copy + Into<u32>>(&mut self, keys: &[K], rows: Selected<'_>) {
        let keys = keys.iter().map(|&key| key.into());
        // As slices, since vectors would be dereferenced again for each row.
        let sums = self.marks.as_mut_slice();
        if self.keys.users == Users::Themselves {
            for (key, &marks) in keys.zip(rows.marks) {
                if let Some(sum) = sums.get_mut(key as usize) {
                    *sum += u64::from(marks);
                }
            }
            return;
        }
        let keys = keys.zip(rows.persons).zip(rows.marks);
        match &mut self.seen {
            Distinct::Bits(words) => {
                let words = words.as_mut_slice();
                let first_bits = self.first_bits.as_slice();
                for ((key, &person), &marks) in keys {
                    if let Some(sum) = sums.get_mut(key as usize)
                        && let Some(first_bit) = first_bits.get(key as usize)
                    {
                        *sum += u64::from(marks);
                        see(words, *first_bit, person, marks);
                    }
                }
            }
            Distinct::Pairs(pairs) => {
                for ((key, &person), &marks) in keys {
                    if let Some(sum) = sums.get_mut(key as usize)
                        && marks != 0
                    {
                        *sum += u64::from(marks);
                        pairs.insert((key, person));
                    }
                }
            }
        }
    }

    /// Counts rows under one key instead of their own keys.
    pub(super) fn take_as(&mut self, key: u32, rows: Selected<'_>) {
        let Some(sum) = self.marks.get_mut(key as usize) else {
            return;
        };
        *sum += rows
            .marks
            .iter()
            .map(|&marks| u64::from(marks))
            .sum::<u64>();
        let persons = rows.persons.iter().zip(rows.marks);
        match &mut self.seen {
            Distinct::Bits(words) => {
                let first_bit = self.first_bits.get(key as usize).copied();
                let (words, first_bit) = (words.as_mut_slice(), first_bit.unwrap_or(0));
                for (&person, &marks) in persons {
                    see(words, first_bit, person, marks);
                }
            }
            Distinct::Pairs(pairs) => {
                let persons = persons.filter(|(_, marks)| **marks != 0);
                pairs.extend(persons.map(|(person, _)| (key, *person)));
            }
        }
    }

    /// Adds the counts of another tally of the same keys.
    pub(super) fn join(&mut self, other: Self) {
        for (marks, other) in self.marks.iter_mut().zip(other.marks) {
            *marks += other;
        }
        self.seen.join(other.seen);
    }

    /// The measures by `key`, which can map several of the tally's keys to one, or leave some
    /// out by returning `None`.
    pub(super) fn by(&self, keys: usize, key: &dyn Fn(u32) -> Option<u32>) -> ByKey {
        let mut sums = Sums::new(keys, self.keys.known);
        let mut ids: Vec<(u32, u32)> = Vec::new();
        for (id, &marks) in (0..).zip(&self.marks).filter(|(_, marks)| **marks != 0) {
            if let Some(key) = key(id) {
                sums.add(key, marks);
                ids.push((key, id));
            }
        }
        match (self.keys.users, &self.seen) {
            (Users::Themselves, _) => sums.add_persons(&ids),
            (Users::Seen, Distinct::Bits(words)) => {
                sums.add_bits(&self.keys.spans, words, &ids);
            }
            (Users::Seen, Distinct::Pairs(pairs)) => {
                let pairs = pairs.iter();
                let person = |&(id, person): &(u32, u32)| {
                    let span = self.keys.spans.get(id as usize)?;
                    Some((key(id)?, span.bit(person)))
                };
                sums.add_pairs(pairs.filter_map(person).collect());
            }
        }
        sums.by_key
    }
}

/// Sets the bit of an affected person, relative to that of person 0, if the marks contain an
/// attempt.
fn see(words: &mut [u64], first_bit: usize, person: u32, marks: u32) {
    let bit = first_bit.wrapping_add(person as usize);
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= u64::from(marks & 1) << (bit % 64);
    }
}
