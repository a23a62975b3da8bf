//! What a link shows, and for how long.

use std::collections::BTreeSet;

use domain::event::Second;
use domain::view::{Filter, FilterKey, Filters, VALUES_MAX, View};

use super::link::{LINK_DAYS_MAX, LinkRefusal, NOTE_CHARS_MAX};
use crate::accounts::password::Password;

/// How long a link works unless something else is asked for, in days.
pub const LINK_DAYS_DEFAULT: u32 = 30;

/// The most accounts of a link.
const ACCOUNTS_MAX: usize = 1000;

/// Bytes of the query string of a link's filters.
const FILTERS_BYTES_MAX: usize = 16_384;

/// A link to be made: what it shows, for how long, and to whom.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The accounts that it shows, by name: at least one.
    pub accounts: BTreeSet<String>,
    /// Filters that its reader cannot remove. That on accounts is left out, since the
    /// accounts are named.
    pub filters: Filters,
    /// Nothing before this second.
    pub earliest: Option<Second>,
    /// User names are masked.
    pub masks_users: bool,
    /// Device names are masked.
    pub masks_devices: bool,
    /// The owner's note to the reader.
    pub note: String,
    /// What the reader has to type, if anything.
    pub password: Option<Password>,
    /// How many days it works, from 1 to [`LINK_DAYS_MAX`].
    pub days: u32,
}

impl NewLink {
    /// The link as it is stored, or why it cannot be made.
    pub(super) fn checked(mut self) -> Result<Self, LinkRefusal> {
        if self.accounts.is_empty() {
            return Err(LinkRefusal::NoAccount);
        }
        if self.accounts.len() > ACCOUNTS_MAX {
            return Err(LinkRefusal::TooManyAccounts);
        }
        if !(1..=LINK_DAYS_MAX).contains(&self.days) {
            return Err(LinkRefusal::Days);
        }
        self.note = checked_note(&self.note)?;
        *self.filters.get_mut(FilterKey::Account) = Filter::default();
        let is_long = |(_, filter): (_, &Filter)| {
            filter.only.len() > VALUES_MAX || filter.not.len() > VALUES_MAX
        };
        if query(&self.filters).len() > FILTERS_BYTES_MAX || self.filters.set().any(is_long) {
            return Err(LinkRefusal::TooManyFilters);
        }
        Ok(self)
    }
}

/// A note as it is stored, or why it cannot be one.
pub(super) fn checked_note(typed: &str) -> Result<String, LinkRefusal> {
    let note = typed.replace("\r\n", "\n");
    let note = note.trim();
    let is_text = |letter: char| letter == '\n' || !letter.is_control();
    if note.chars().count() > NOTE_CHARS_MAX || !note.chars().all(is_text) {
        return Err(LinkRefusal::Note);
    }
    Ok(note.to_owned())
}

/// Filters as a view's query string.
pub(super) fn query(filters: &Filters) -> String {
    let view = View {
        filters: filters.clone(),
        ..View::default()
    };
    view.to_query()
}
