//! The keys that a list counts by, and how the users of each key are counted.

use super::people::People;

/// The keys of a tally.
pub(super) struct Keys<'a> {
    /// The number of keys.
    pub(super) count: usize,
    pub(super) users: Users,
    /// The words with the bits of each key's persons; empty if there are none.
    pub(super) spans: Vec<Span>,
    /// The number of words for all keys.
    pub(super) words: usize,
    /// The bits of the persons whose user is known.
    pub(super) known: &'a [u64],
}

/// How the users of each key are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Users {
    /// Each key is a person.
    Themselves,
    /// By bits.
    Seen,
}

/// The words with the bits of a key's persons.
#[derive(Clone, Copy)]
pub(super) struct Span {
    /// The index of its first word among those of all keys.
    pub(super) first_word: usize,
    /// The index of that word among those of all persons.
    pub(super) person_word: usize,
    pub(super) words: usize,
    /// The person of the first bit.
    pub(super) first_person: u32,
}

impl Span {
    /// The index of a person's bit among those of all persons.
    pub(super) fn bit(&self, person: u32) -> usize {
        self.person_word * 64 + person.saturating_sub(self.first_person) as usize
    }
}

impl<'a> Keys<'a> {
    /// Keys that any person can have.
    pub(super) fn of_anyone(count: usize, people: &'a People) -> Self {
        let words = people.known.len();
        let span = |key: usize| Span {
            first_word: key * words,
            person_word: 0,
            words,
            first_person: 0,
        };
        Self {
            count,
            users: Users::Seen,
            spans: (0..count).map(span).collect(),
            words: count.saturating_mul(words),
            known: &people.known,
        }
    }

    /// Keys that belong to one account each, given for each key.
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
        let spans: Vec<Span> = spans.collect();
        Self {
            count: spans.len(),
            users: Users::Seen,
            spans,
            words,
            known: &people.known_by_account,
        }
    }

    /// The persons themselves.
    pub(super) fn of_persons(people: &'a People) -> Self {
        Self {
            count: people.count,
            users: Users::Themselves,
            spans: Vec::new(),
            words: 0,
            known: &people.known,
        }
    }
}
