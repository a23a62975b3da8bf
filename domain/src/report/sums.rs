//! Sums the measures by key from a tally.

use super::keys::Span;
use super::list::ByKey;
use super::marks::attempts_and_true_denials;

/// Accumulates the measures by key.
pub(super) struct Sums<'a> {
    pub(super) by_key: ByKey,
    /// The bits of the persons whose user is known.
    known: &'a [u64],
}

impl<'a> Sums<'a> {
    /// All sums are zero.
    pub(super) fn new(keys: usize, known: &'a [u64]) -> Self {
        Self {
            by_key: ByKey::new(keys),
            known,
        }
    }

    /// Adds marks to a key.
    pub(super) fn add(&mut self, key: u32, marks: u64) {
        let (attempts, true_denials) = attempts_and_true_denials(marks);
        let Some(measures) = self.by_key.get_mut(key) else {
            return;
        };
        measures.attempts += attempts;
        measures.true_denials += true_denials;
        let totals = &mut self.by_key.totals;
        totals.attempts += attempts;
        totals.true_denials += true_denials;
    }

    /// Adds persons, given as pairs of a key and a person.
    pub(super) fn add_persons(&mut self, persons: &[(u32, u32)]) {
        for (key, person) in persons {
            if self.knows(*person as usize) {
                self.add_users(*key, 1);
                self.by_key.totals.affected_users += 1;
            }
        }
    }

    /// Adds persons given as bits: `ids` has pairs of a key and a span that belongs to it.
    pub(super) fn add_bits(&mut self, spans: &[Span], words: &[u64], ids: &[(u32, u32)]) {
        let span = |&(key, id): &(u32, u32)| Some((key, spans.get(id as usize)?));
        let mut spans: Vec<(u32, &Span)> = ids.iter().filter_map(span).collect();
        // Groups the spans of one key with the same persons. Accounts have no persons in
        // common, so each account's persons of a key are counted separately.
        spans.sort_unstable_by_key(|(key, span)| (*key, span.person_word));
        let mut anyone = vec![0; self.known.len()];
        let mut with_key = Vec::new();
        let is_same =
            |a: &(u32, &Span), b: &(u32, &Span)| (a.0, a.1.person_word) == (b.0, b.1.person_word);
        for spans in spans.chunk_by(is_same) {
            let Some((key, first)) = spans.first() else {
                continue;
            };
            with_key.clear();
            with_key.resize(first.words, 0);
            for (_, span) in spans {
                or(&mut with_key, words, span.first_word);
            }
            for (word, known) in with_key
                .iter_mut()
                .zip(self.known.iter().skip(first.person_word))
            {
                *word &= known;
            }
            or_at(&mut anyone, first.person_word, &with_key);
            self.add_users(*key, ones(&with_key));
        }
        self.by_key.totals.affected_users += ones(&anyone);
    }

    /// Adds persons given as pairs of a key and a person's bit.
    pub(super) fn add_pairs(&mut self, mut pairs: Vec<(u32, usize)>) {
        pairs.retain(|(_, bit)| self.knows(*bit));
        pairs.sort_unstable();
        pairs.dedup();
        for (key, _) in &pairs {
            self.add_users(*key, 1);
        }
        pairs.sort_unstable_by_key(|(_, bit)| *bit);
        pairs.dedup_by_key(|(_, bit)| *bit);
        self.by_key.totals.affected_users += pairs.len() as u64;
    }

    fn knows(&self, bit: usize) -> bool {
        let word = self.known.get(bit / 64);
        word.is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    fn add_users(&mut self, key: u32, users: u64) {
        if let Some(measures) = self.by_key.get_mut(key) {
            measures.affected_users += users;
        }
    }
}

/// Ors `words`, from an index on, into other words.
fn or(into: &mut [u64], words: &[u64], place: usize) {
    for (into, word) in into.iter_mut().zip(words.iter().skip(place)) {
        *into |= word;
    }
}

/// Ors `words` into other words, from an index of those on.
fn or_at(into: &mut [u64], place: usize, words: &[u64]) {
    for (into, word) in into.iter_mut().skip(place).zip(words) {
        *into |= word;
    }
}

fn ones(words: &[u64]) -> u64 {
    words.iter().map(|word| u64::from(word.count_ones())).sum()
}
