//! The texts that were logged with statuses. A status shows the first text of the whole
//! record, which another account's server may have written, with a name in it.

use hashbrown::HashMap;

use crate::catalogue::Catalogue;
use crate::frame::{Dictionaries, Status};

/// What stands in place of a text that may name somebody whom the reader does not see.
pub(super) const TEXT_NOT_SHOWN: &str = "logged text that is not shown, since it may name somebody";

/// A longer text is not searched for names but left out, in words.
const WORDS_MAX: usize = 40;

/// The most texts that are searched for names; those after them are left out.
const TEXTS_MAX: usize = 200;

/// Whether a status has the text that the built-in catalogue has for it.
pub(super) fn is_catalogue_text(catalogue: &Catalogue, status: &Status) -> bool {
    let (description, _) = catalogue.describe(&status.space, &status.code, "");
    catalogue.has(&status.space, &status.code) && *description == *status.description
}

/// Leaves out the logged texts among some words that hold a name which only the whole
/// record has: a user, device, account or server.
pub(super) fn hide_foreign(words: &mut Dictionaries, whole: &Dictionaries) {
    let catalogue = Catalogue::built_in();
    let is_logged = |status: &Status| {
        !is_catalogue_text(&catalogue, status) && status.description != status.code
    };
    let mut parts: HashMap<String, Vec<usize>> = HashMap::new();
    let mut hidden: Vec<usize> = Vec::new();
    let logged = (0..).zip(&words.statuses);
    let logged = logged.filter(|(_, status)| is_logged(status));
    for (nth, (place, status)) in logged.enumerate() {
        match parts_of(&status.description) {
            Some(found) if nth < TEXTS_MAX => {
                for part in found {
                    parts.entry(part).or_default().push(place);
                }
            }
            _ => hidden.push(place),
        }
    }
    if !parts.is_empty() {
        for name in names(whole) {
            let Some(places) = parts.get(&bare(name)) else {
                continue;
            };
            if !names(words).any(|shown| shown == name) {
                hidden.extend(places);
            }
        }
    }
    for place in hidden {
        if let Some(status) = words.statuses.get_mut(place) {
            status.description = TEXT_NOT_SHOWN.into();
        }
    }
}

/// The names of everybody and every machine.
fn names(words: &Dictionaries) -> impl Iterator<Item = &str> {
    let servers = words.servers.iter().map(|server| &server.name);
    let lists = [&words.users, &words.devices, &words.accounts];
    lists
        .into_iter()
        .flatten()
        .chain(servers)
        .map(|name| &**name)
}

/// A name as it is looked for: lower case, without signs around it.
fn bare(name: &str) -> String {
    name.trim_matches(|letter: char| !letter.is_alphanumeric())
        .to_lowercase()
}

/// Every run of whole words of a text, lower case; `None` where there are too many.
fn parts_of(text: &str) -> Option<Vec<String>> {
    let text = text.to_lowercase();
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut is_within = false;
    for (start, letter) in text.char_indices() {
        let end = start + letter.len_utf8();
        match words.last_mut() {
            Some(word) if is_within && letter.is_alphanumeric() => word.1 = end,
            _ if letter.is_alphanumeric() => words.push((start, end)),
            _ => {}
        }
        is_within = letter.is_alphanumeric();
    }
    if words.len() > WORDS_MAX {
        return None;
    }
    let runs =
        (0..words.len()).flat_map(|first| (first..words.len()).map(move |last| (first, last)));
    let part = |(first, last): (usize, usize)| {
        let (start, _) = words.get(first)?;
        let (_, end) = words.get(last)?;
        text.get(*start..*end).map(str::to_owned)
    };
    Some(runs.filter_map(part).collect())
}

#[cfg(test)]
#[path = "logged_text_tests.rs"]
mod tests;
