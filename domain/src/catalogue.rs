//! The catalogue: the description and the reason category of each status code.
//!
//! The built-in catalogue is data, one file per code space in `domain/data`, with the
//! columns `code,category,name,description`. A code may have several rows: the first
//! has the description that is shown, the others have further texts that servers log
//! for it. A row without a code is a status whose number is not public: it is found
//! by its description, which is then its code.
//!
//! An installation can extend or override the catalogue with its own file.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::status::{
    ANSYS_LICENSING, CODE_CHARS_MAX, Category, DSLS, ELASTIC_ACCESS, FLEXNET_EMBEDDED,
    FLEXNET_PUBLISHER, LoggedStatus, RLM, SENTINEL_RMS,
};

mod table;

pub use table::CatalogueError;
use table::{BUILT_IN_COLUMNS, OWN_COLUMNS, Record, Table};

/// The data files, each with its code space.
const BUILT_IN: [(&str, &str); 7] = [
    (
        FLEXNET_PUBLISHER,
        include_str!("../data/flexnet-publisher.csv"),
    ),
    (RLM, include_str!("../data/rlm.csv")),
    (
        FLEXNET_EMBEDDED,
        include_str!("../data/flexnet-embedded.csv"),
    ),
    (ELASTIC_ACCESS, include_str!("../data/elastic-access.csv")),
    (DSLS, include_str!("../data/dsls.csv")),
    (ANSYS_LICENSING, include_str!("../data/ansys-licensing.csv")),
    (SENTINEL_RMS, include_str!("../data/sentinel-rms.csv")),
];

/// Texts that contain a name which is not part of their code: the code space, the text
/// before and after the name, and the text without it.
const TEXTS_WITH_NAMES: [(&str, &str, &str, &str); 2] = [
    (DSLS, "", " not authorized", "not authorized"),
    (
        ANSYS_LICENSING,
        "request name ",
        " does not exist in the licensing pool",
        "request name does not exist in the licensing pool",
    ),
];

/// One status of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code space.
    pub space: String,
    /// The code, or the description if the number is not public.
    pub code: String,
    /// The reason category.
    pub category: Category,
    /// The vendor's own name for the code, such as `RLM_EL_ALLINUSE`; often empty.
    pub name: String,
    /// The description that is shown, without a final full stop.
    pub description: String,
}

/// The indexes of one code space.
#[derive(Clone, Debug, Default)]
struct Space {
    by_code: HashMap<String, usize>,
    /// By the [`text_key`] of the description.
    by_text: HashMap<String, usize>,
}

/// Descriptions and reason categories of status codes.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: Vec<Entry>,
    spaces: BTreeMap<String, Space>,
}

impl Catalogue {
    /// The built-in catalogue. This parses its data files, so keep the result rather than
    /// calling it for each status.
    pub fn built_in() -> Self {
        let mut catalogue = Self::default();
        for (space, csv) in BUILT_IN {
            // A test checks that each file can be read; an unreadable one would only
            // leave its descriptions out.
            for record in Table::read(csv, &BUILT_IN_COLUMNS, Some(space))
                .unwrap_or_default()
                .records
            {
                catalogue.add_built_in(record);
            }
        }
        catalogue
    }

    /// Adds the statuses of an installation's own file, and overrides existing ones.
    ///
    /// The file is CSV with a header row that names the columns `space`, `code`,
    /// `category` and `description` in any order. A row without a code is found by
    /// its description; a row without a description keeps the one that its code has.
    ///
    /// # Errors
    /// [`CatalogueError`] says on which line and what to change. The catalogue is then
    /// unchanged.
    pub fn extend_from_csv(&mut self, csv: &str) -> Result<(), CatalogueError> {
        for record in Table::read(csv, &OWN_COLUMNS, None)?.records {
            self.add_own(record);
        }
        Ok(())
    }

    /// The code under which a status is stored: the logged code; otherwise the code whose
    /// text in the same space matches the logged text, regardless of case, blanks, a final
    /// full stop and typographic quotes; otherwise the first [`CODE_CHARS_MAX`] characters
    /// of the logged text. Empty if nothing was logged.
    pub fn resolve_code<'a>(&'a self, status: &LoggedStatus<'a>) -> &'a str {
        if !status.code.is_empty() {
            return status.code;
        }
        match self.by_text(status.space, status.description) {
            Some(entry) => &entry.code,
            None => first_chars(status.description.trim()),
        }
    }

    /// The description that is shown for a stored code, and its category.
    ///
    /// The description is the catalogue's, otherwise `first_logged_text`, otherwise the code.
    /// The category is that of (space, code) in the catalogue, otherwise that of the
    /// catalogue's status in the space with this description, otherwise
    /// [`Category::Other`].
    pub fn describe<'a>(
        &'a self,
        space: &str,
        code: &'a str,
        first_logged_text: &'a str,
    ) -> (&'a str, Category) {
        if let Some(entry) = self.by_code(space, code) {
            return (&entry.description, entry.category);
        }
        let text = first_logged_text.trim();
        let description = if text.is_empty() { code } else { text };
        let category = self
            .by_text(space, description)
            .map_or(Category::Other, |e| e.category);
        (description, category)
    }

    /// Whether the catalogue has a code in a space.
    pub fn has(&self, space: &str, code: &str) -> bool {
        self.by_code(space, code).is_some()
    }

    fn by_code(&self, space: &str, code: &str) -> Option<&Entry> {
        self.entries
            .get(*self.spaces.get(space)?.by_code.get(code)?)
    }

    fn by_text(&self, space: &str, text: &str) -> Option<&Entry> {
        let index = self
            .spaces
            .get(space)?
            .by_text
            .get(&text_key(space, text))?;
        self.entries.get(*index)
    }

    /// Adds a row of a built-in file. Later rows of a code are further texts for it, and a
    /// text keeps its first code.
    fn add_built_in(&mut self, record: Record) {
        let text = text_key(&record.space, &record.description);
        let index = match self.index(&record) {
            Some(index) => index,
            None => self.push(record.clone()),
        };
        self.spaces
            .entry(record.space)
            .or_default()
            .by_text
            .entry(text)
            .or_insert(index);
    }

    /// Adds a row of an installation's file. Later rows override earlier ones.
    fn add_own(&mut self, record: Record) {
        let text = text_key(&record.space, &record.description);
        let index = match self.index(&record) {
            None => self.push(record.clone()),
            Some(index) => {
                if let Some(entry) = self.entries.get_mut(index) {
                    entry.category = record.category;
                    if !record.description.is_empty() {
                        entry.description.clone_from(&record.description);
                    }
                }
                index
            }
        };
        if !text.is_empty() {
            self.spaces
                .entry(record.space)
                .or_default()
                .by_text
                .insert(text, index);
        }
    }

    /// The index of the status of a record, if it is in the catalogue.
    fn index(&self, record: &Record) -> Option<usize> {
        let space = self.spaces.get(&record.space)?;
        let index = if record.code.is_empty() {
            space
                .by_text
                .get(&text_key(&record.space, &record.description))
        } else {
            space.by_code.get(&record.code)
        };
        index.copied()
    }

    fn push(&mut self, record: Record) -> usize {
        let index = self.entries.len();
        let shown = |text: String| {
            if text.is_empty() {
                record.code.clone()
            } else {
                text
            }
        };
        let description = shown(record.description);
        let code = if record.code.is_empty() {
            first_chars(&description).to_owned()
        } else {
            record.code
        };
        let space = self.spaces.entry(record.space.clone()).or_default();
        space.by_code.insert(code.clone(), index);
        self.entries.push(Entry {
            space: record.space,
            code,
            category: record.category,
            name: record.name,
            description,
        });
        index
    }
}

/// The beginning of a text, short enough to be a code.
fn first_chars(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(CODE_CHARS_MAX)
        .map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text).trim_end()
}

/// Normalizes a text for comparison: lower case, single blanks, plain quotes, no final
/// full stop, and without the name of a user or feature that it may contain.
fn text_key(space: &str, text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase).map(plain));
    }
    if key.ends_with('.') {
        key.pop();
        key.truncate(key.trim_end().len());
    }
    let nameless = TEXTS_WITH_NAMES.iter().find(|(of, start, end, _)| {
        let name = key
            .strip_prefix(start)
            .and_then(|key| key.strip_suffix(end));
        *of == space && name.is_some()
    });
    match nameless {
        Some((_, _, _, nameless)) => (*nameless).to_owned(),
        None => key,
    }
}

/// Replaces a typographic quote by the plain one.
fn plain(character: char) -> char {
    match character {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        other => other,
    }
}

#[cfg(test)]
mod tests;
