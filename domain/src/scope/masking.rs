//! Masking: pseudonyms instead of the names of users and devices. A frame is masked when
//! it is cut, so that searches, sorting, filters and files only have pseudonyms.

use std::fmt;

use hashbrown::HashMap;
use sha2::{Digest as _, Sha256};

use crate::catalogue::Catalogue;
use crate::dimension::Names;
use crate::frame::{Dictionaries, Status};

/// Replaces a text that may contain the name of a person.
const TEXT_NOT_SHOWN: &str = "text hidden, since it may contain names";

/// The letters of a pseudonym, 5 bits each, without letters that are easily confused.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters between two hyphens.
const GROUP: usize = 4;

/// The number of letters in a pseudonym; it increases if two names of a frame would have the
/// same.
const LENGTHS: [usize; 4] = [8, 16, 32, 51];

/// A longer code, in bytes, is not a number.
const NUMBER_BYTES_MAX: usize = 12;

/// The key of pseudonyms. With it one can check which name a pseudonym stands for, so it
/// stays on the server. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MaskingKey(pub [u8; 32]);

impl fmt::Debug for MaskingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MaskingKey(…)")
    }
}

/// Which names a reader sees as pseudonyms. With the same key a name always has the same
/// pseudonym, with another key a different one. The unknown name stays unknown.
///
/// A text that was logged with a status can contain any name. So with any masking only the
/// texts of the built-in catalogue are shown, and a code that is not a number becomes a
/// pseudonym too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Masking {
    /// User names are masked.
    pub users: bool,
    /// Device names are masked.
    pub devices: bool,
    /// The key of the pseudonyms.
    pub key: MaskingKey,
}

impl Masking {
    /// Replaces names in the dictionaries of a frame by pseudonyms, which are unique per kind.
    pub(super) fn mask(&self, dictionaries: &mut Dictionaries) {
        if self.users {
            self.mask_names("user", &mut dictionaries.names[Names::Users]);
        }
        if self.devices {
            self.mask_names("device", &mut dictionaries.names[Names::Devices]);
        }
        if self.users || self.devices {
            self.mask_texts(&mut dictionaries.statuses);
        }
    }

    fn mask_names(&self, kind: &str, names: &mut [Box<str>]) {
        let hashes: Vec<Option<[u8; 32]>> = names
            .iter()
            .map(|name| (!name.is_empty()).then(|| self.hash(kind, name)))
            .collect();
        for (name, pseudonym) in names.iter_mut().zip(distinct(kind, &hashes)) {
            *name = pseudonym;
        }
    }

    fn mask_texts(&self, statuses: &mut [Status]) {
        let catalogue = Catalogue::built_in();
        let shows = |status: &Status| is_catalogue_text(&catalogue, status);
        let hashes: Vec<Option<[u8; 32]>> = statuses
            .iter()
            .map(|status| {
                let is_plain = shows(status) || is_number(&status.code);
                (!is_plain).then(|| self.hash("status", &status.value()))
            })
            .collect();
        for (status, code) in statuses.iter_mut().zip(distinct("text", &hashes)) {
            if !shows(status) {
                status.description = TEXT_NOT_SHOWN.into();
            }
            if !code.is_empty() {
                status.code = code;
            }
        }
    }

    /// 256 bits that cannot be computed without the key. The hash is hashed again with the
    /// same key, against length extension.
    fn hash(&self, kind: &str, name: &str) -> [u8; 32] {
        let MaskingKey(key) = &self.key;
        let inner = Sha256::new()
            .chain_update(key)
            .chain_update(kind)
            .chain_update([0])
            .chain_update(name)
            .finalize();
        Sha256::new()
            .chain_update(key)
            .chain_update(inner)
            .finalize()
            .into()
    }
}

/// A pseudonym for each hash, such as `user 7K3Q-9X2M`, or the empty text for `None`. If two
/// would be the same, both are made longer.
fn distinct(kind: &str, hashes: &[Option<[u8; 32]>]) -> Vec<Box<str>> {
    let mut lengths = LENGTHS.iter();
    let Some(&shortest) = lengths.next() else {
        return Vec::new();
    };
    let of_hash = |hash: &Option<[u8; 32]>, letters: usize| match hash {
        Some(hash) => pseudonym(kind, hash, letters),
        None => Box::default(),
    };
    let mut pseudonyms: Vec<Box<str>> = hashes.iter().map(|hash| of_hash(hash, shortest)).collect();
    for &letters in lengths {
        let shared = shared_places(&pseudonyms);
        if shared.is_empty() {
            break;
        }
        for place in shared {
            if let (Some(old), Some(hash)) = (pseudonyms.get_mut(place), hashes.get(place)) {
                *old = of_hash(hash, letters);
            }
        }
    }
    pseudonyms
}

/// The indexes of the pseudonyms that occur more than once.
fn shared_places(pseudonyms: &[Box<str>]) -> Vec<usize> {
    let mut times: HashMap<&str, u32> = HashMap::new();
    for pseudonym in pseudonyms.iter().filter(|text| !text.is_empty()) {
        *times.entry(pseudonym).or_default() += 1;
    }
    let placed = pseudonyms.iter().enumerate();
    placed
        .filter(|(_, pseudonym)| times.get(&***pseudonym).is_some_and(|&times| times > 1))
        .map(|(place, _)| place)
        .collect()
}

fn pseudonym(kind: &str, hash: &[u8; 32], letters: usize) -> Box<str> {
    let mut text = format!("{kind} ");
    for place in 0..letters {
        if place > 0 && place % GROUP == 0 {
            text.push('-');
        }
        text.push(letter(hash, place));
    }
    text.into()
}

/// The letter of five bits of a hash.
fn letter(hash: &[u8; 32], place: usize) -> char {
    let bits = (0..5).map(|bit| place * 5 + bit);
    let number = bits.fold(0_usize, |number, bit| {
        let byte = hash.get(bit / 8).copied().unwrap_or(0);
        number << 1 | usize::from(byte >> (7 - bit % 8) & 1)
    });
    LETTERS.get(number).copied().map_or('0', char::from)
}

/// Whether a status has the text that the built-in catalogue has for it.
fn is_catalogue_text(catalogue: &Catalogue, status: &Status) -> bool {
    let (description, _) = catalogue.describe(&status.space, &status.code, "");
    catalogue.has(&status.space, &status.code) && *description == *status.description
}

/// Whether a code is a number, which cannot be a name.
fn is_number(code: &str) -> bool {
    let digits = code.strip_prefix('-').unwrap_or(code);
    let is_short = !digits.is_empty() && code.len() <= NUMBER_BYTES_MAX;
    is_short && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
#[path = "masking_tests.rs"]
mod tests;
