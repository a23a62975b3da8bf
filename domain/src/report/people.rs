//! The persons of a frame as bits, in two numberings.

use crate::dimension::Names;
use crate::frame::{Frame, word};

/// The persons of a frame. A list by account or server needs no more bits per key than the
/// account has persons, so each account's persons have their own words of bits.
pub(super) struct People {
    pub(super) count: usize,
    /// By person: whether the user is known. Unknown users are not counted.
    pub(super) known: Vec<u64>,
    /// The same, with each account's persons starting at a new word.
    pub(super) known_by_account: Vec<u64>,
    /// By account: its persons.
    pub(super) accounts: Vec<AccountPeople>,
}

/// The persons of one account.
#[derive(Clone, Copy, Default)]
pub(super) struct AccountPeople {
    /// The first of them.
    pub(super) first: u32,
    /// The index of their first word.
    pub(super) first_word: usize,
    /// The number of their words.
    pub(super) words: usize,
}

impl People {
    pub(super) fn of(frame: &Frame) -> Self {
        let persons = &frame.persons;
        let mut bounds = vec![(u32::MAX, 0); frame.dictionaries.names[Names::Accounts].len()];
        for (person, who) in (0_u32..).zip(persons) {
            if let Some((first, end)) = bounds.get_mut(who.account.index()) {
                *first = person.min(*first);
                *end = person + 1;
            }
        }
        let mut first_word = 0;
        let accounts = bounds.into_iter().map(|(first, end)| {
            let words = (end.saturating_sub(first) as usize).div_ceil(64);
            let account = AccountPeople {
                first,
                first_word,
                words,
            };
            first_word += words;
            account
        });
        let accounts: Vec<AccountPeople> = accounts.collect();
        let mut known = vec![0; persons.len().div_ceil(64)];
        let mut known_by_account = vec![0; first_word];
        for (person, who) in (0_u32..).zip(persons) {
            if word(&frame.dictionaries.names[Names::Users], who.user.0).is_empty() {
                continue;
            }
            set(&mut known, person as usize);
            if let Some(account) = accounts.get(who.account.index()) {
                let place = person.saturating_sub(account.first) as usize;
                set(&mut known_by_account, account.first_word * 64 + place);
            }
        }
        Self {
            count: persons.len(),
            known,
            known_by_account,
            accounts,
        }
    }
}

fn set(bits: &mut [u64], place: usize) {
    if let Some(word) = bits.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}
