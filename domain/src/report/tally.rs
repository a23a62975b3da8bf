//! Counts by key, filled from the selected rows of many blocks.

use super::block::Selected;
use super::distinct::Distinct;
use super::list::ByKey;
use super::people::People;
use super::sums::Sums;

/// The keys of a tally, and where each has its persons' bits.
pub(super) struct Keys<'a> {
    spans: Vec<Span>,
    /// Whether each key is a person of its own and needs no bits.
    are_persons: bool,
    /// How many words of bits all keys have.
    words: usize,
    known: &'a [u64],
}

/// Where a key has its persons' bits.
#[derive(Clone, Copy)]
pub(super) struct Span {
    /// The place of its first word among those of all keys.
    pub(super) first_word: usize,
    /// Which word of all persons that is.
    pub(super) person_word: usize,
    pub(super) words: usize,
    /// The person whose bit is the first.
    first_person: u32,
}

impl Span {
    /// The place of a person's bit among those of all persons.
    fn bit(&self, person: u32) -> usize {
        self.person_word * 64 + person.saturating_sub(self.first_person) as usize
    }
}

impl<'a> Keys<'a> {
    /// Keys each of which any person can have.
    pub(super) fn of_anyone(keys: usize, people: &'a People) -> Self {
        let words = people.known.len();
        let span = |key: usize| Span {
            first_word: key * words,
            person_word: 0,
            words,
            first_person: 0,
        };
        Self {
            spans: (0..keys).map(span).collect(),
            are_persons: false,
            words: keys.saturating_mul(words),
            known: &people.known,
        }
    }

    /// Keys that are each of one account, given for each key.
    pub(super) fn of_accounts(keys: impl Iterator<Item = usize>, people: &'a People) -> Self {
        let mut words = 0;
        let spans = keys.map(|account| {
            let account = people.accounts.get(account).copied().unwrap_or_default();
            let span = Span {
                first_word: words,
                person_word: account.first_word,
                words: account.words,
                first_person: account.first,
            };
            words += account.words;
            span
        });
        let spans = spans.collect();
        Self {
            spans,
            are_persons: false,
            words,
            known: &people.known_by_account,
        }
    }

    /// The persons themselves.
    pub(super) fn of_persons(people: &'a People) -> Self {
        Self {
            are_persons: true,
            words: 0,
            ..Self::of_anyone(people.count, people)
        }
    }
}

/// What was counted of each key.
pub(super) struct Tally<'a> {
    keys: &'a Keys<'a>,
    slots: Vec<Slot>,
    seen: Distinct,
}

/// What was counted of one key.
#[derive(Clone, Copy)]
struct Slot {
    /// The sum of its rows' marks.
    marks: u64,
    /// The place of the bit that person 0 would have; below 0 it wraps.
    first_bit: usize,
}

impl<'a> Tally<'a> {
    /// Nothing counted yet.
    pub(super) fn new(keys: &'a Keys<'a>) -> Self {
        let slot = |span: &Span| Slot {
            marks: 0,
            first_bit: (span.first_word * 64).wrapping_sub(span.first_person as usize),
        };
        Self {
            keys,
            slots: keys.spans.iter().map(slot).collect(),
            seen: Distinct::new(keys.words),
        }
    }

    /// Counts rows. A key that is none is not counted.
    pub(super) fn take(&mut self, rows: Selected<'_>) {
        let keys = rows.keys.iter().zip(rows.persons).zip(rows.marks);
        // Slices of their own, since vectors would be looked up again for each row.
        let slots = self.slots.as_mut_slice();
        if self.keys.are_persons {
            for ((&key, _), &marks) in keys {
                if let Some(slot) = slots.get_mut(key as usize) {
                    slot.marks += marks;
                }
            }
            return;
        }
        match &mut self.seen {
            Distinct::Bits(words) => {
                let words = words.as_mut_slice();
                for ((&key, &person), &marks) in keys {
                    if let Some(slot) = slots.get_mut(key as usize) {
                        slot.marks += marks;
                        see(words, slot.first_bit, person, marks);
                    }
                }
            }
            Distinct::Pairs(pairs) => {
                for ((&key, &person), &marks) in keys {
                    if let Some(slot) = slots.get_mut(key as usize)
                        && marks != 0
                    {
                        slot.marks += marks;
                        pairs.insert((key, person));
                    }
                }
            }
        }
    }

    /// Counts rows that have one key, whatever the keys that they were given.
    pub(super) fn take_as(&mut self, key: u32, rows: Selected<'_>) {
        let Some(slot) = self.slots.get_mut(key as usize) else {
            return;
        };
        slot.marks += rows.marks.iter().sum::<u64>();
        let persons = rows.persons.iter().zip(rows.marks);
        match &mut self.seen {
            Distinct::Bits(words) => {
                let (words, first_bit) = (words.as_mut_slice(), slot.first_bit);
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

    /// Adds what another tally of the same keys counted.
    pub(super) fn join(&mut self, other: Self) {
        for (slot, other) in self.slots.iter_mut().zip(other.slots) {
            slot.marks += other.marks;
        }
        self.seen.join(other.seen);
    }

    /// The measures by `key`, which can make one of several of the tally's keys, and
    /// leaves out those that it gives `None`.
    pub(super) fn by(&self, keys: usize, key: &dyn Fn(u32) -> Option<u32>) -> ByKey {
        let mut sums = Sums::new(keys, self.keys.known);
        let mut ids: Vec<(u32, u32)> = Vec::new();
        for (id, slot) in (0..).zip(&self.slots).filter(|(_, slot)| slot.marks != 0) {
            if let Some(key) = key(id) {
                sums.add(key, slot.marks);
                ids.push((key, id));
            }
        }
        if self.keys.are_persons {
            sums.add_persons(&ids);
        } else {
            match &self.seen {
                Distinct::Bits(words) => sums.add_bits(&self.keys.spans, words, &ids),
                Distinct::Pairs(pairs) => {
                    let pairs = pairs.iter();
                    let person = |&(id, person): &(u32, u32)| {
                        let span = self.keys.spans.get(id as usize)?;
                        Some((key(id)?, span.bit(person)))
                    };
                    sums.add_pairs(pairs.filter_map(person).collect());
                }
            }
        }
        sums.by_key
    }
}

/// Sets the bit of a person who was affected, counted from the bit of person 0, if there
/// is an attempt in the marks.
fn see(words: &mut [u64], first_bit: usize, person: u32, marks: u64) {
    let bit = first_bit.wrapping_add(person as usize);
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= (marks & 1) << (bit % 64);
    }
}
