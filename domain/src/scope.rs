//! The scope: what a reader may see. A frame is cut to it, dictionaries included, so that
//! nothing computed from the cut frame can reveal the rest.

mod masking;

use std::collections::BTreeSet;

pub use masking::{Masking, MaskingKey};

use enum_map::EnumMap;

use crate::column::Column;
use crate::derived::DerivedCache;
use crate::dimension::{Dictionary, Dimension, Names};
use crate::event::{Second, Source};
use crate::frame::{Attempts, Dictionaries, Frame, Licenses, Person, Server};
use crate::frame_builder::{by_frequency, persons};
use crate::names::AccountId;
use crate::report::RowMask;
use crate::view::{FilterKey, Filters, View};
use crate::zone::Days;
use crate::zone::{DAY_S, ZoneOffsets};

/// What a reader may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Only these accounts, by name; all if `None`.
    pub accounts: Option<BTreeSet<String>>,
    /// Nothing before this second.
    pub earliest: Option<Second>,
    /// Nothing after this second.
    pub latest: Option<Second>,
    /// Filters that cannot be removed. Their values are the real names, even if names are
    /// masked.
    pub filters: Filters,
    /// Which names are shown as pseudonyms; none if `None`.
    pub masking: Option<Masking>,
}

impl Scope {
    /// Everything.
    pub fn all() -> Self {
        Self::default()
    }

    /// Whether the scope shows everything.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }
}

impl Frame {
    /// The part of the frame that a scope shows. Gaps stay as computed from the whole
    /// dataset. Grants and returns are only kept if no filter is locked, since a locked
    /// filter may be on a dimension that they do not have. Names are masked last.
    #[must_use]
    pub fn cut(&self, scope: &Scope) -> Self {
        let mut frame = self.keep(&Kept {
            attempts: self.attempts_of(scope),
            grants: self.unlocked_of(scope, &self.grants.at, &self.grants.ids[Dimension::Server]),
            returns: self.unlocked_of(
                scope,
                &self.returns.at,
                &self.returns.ids[Dimension::Server],
            ),
        });
        if scope.hides_rows() {
            frame = frame.with_statuses_in_own_order();
        }
        if let Some(masking) = &scope.masking {
            masking.mask(&mut frame.dictionaries);
        }
        frame
    }

    /// The frame with statuses ordered by its own attempts: the order of a wider frame would
    /// reveal what is frequent there.
    fn with_statuses_in_own_order(mut self) -> Self {
        let mut counts = vec![0; self.dictionaries.statuses.len()];
        for id in self.attempts.ids[Dimension::Status].iter() {
            if let Some(count) = counts.get_mut(id as usize) {
                *count += 1;
            }
        }
        let (dictionaries, places) = by_frequency(self.dictionaries, &counts);
        let place = |id: u32| places.get(id as usize).copied().unwrap_or(0);
        let status: Vec<u32> = self.attempts.ids[Dimension::Status]
            .iter()
            .map(place)
            .collect();
        self.attempts.ids[Dimension::Status] = Column::pack(&status);
        self.dictionaries = dictionaries;
        self
    }

    /// The frame without its grants and returns, as the browser gets it.
    #[must_use]
    pub fn without_grants(&self) -> Self {
        self.keep(&Kept {
            attempts: (0..self.len() as u32).collect(),
            grants: Vec::new(),
            returns: Vec::new(),
        })
    }

    /// The frame of some rows, with the dictionary entries that they use.
    fn keep(&self, rows: &Kept) -> Self {
        let ids = KeptIds::of(self, rows);
        let dictionaries = ids.dictionaries(&self.dictionaries);
        let (persons, attempts) = ids.attempts(&self.attempts, &rows.attempts, &dictionaries);
        Self {
            version: self.version,
            counts: ids.counts.pick(&self.counts),
            persons,
            attempts,
            grants: ids.licenses(&self.grants, &rows.grants),
            returns: ids.licenses(&self.returns, &rows.returns),
            dictionaries,
            derived: DerivedCache::default(),
        }
    }

    /// The attempts that a scope shows.
    fn attempts_of(&self, scope: &Scope) -> Vec<u32> {
        let view = View {
            filters: scope.filters.clone(),
            ..View::default()
        };
        let view = match &scope.accounts {
            Some(accounts) => {
                let mut view = view;
                let filter = view.filters.get_mut(FilterKey::Account);
                filter.only = if filter.only.is_empty() {
                    accounts.clone()
                } else {
                    filter.only.intersection(accounts).cloned().collect()
                };
                if filter.only.is_empty() {
                    return Vec::new();
                }
                view
            }
            None => view,
        };
        let days = Days {
            first: 0,
            last: (Second::MAX.0 / DAY_S) as i32,
        };
        let utc = ZoneOffsets::utc();
        let mask = RowMask::new(self, &view, &utc, days);
        let at = |row: u32| self.attempts.at.get(row as usize);
        mask.rows().filter(|row| scope.shows(at(*row))).collect()
    }

    /// The grants or returns that a scope without locked filters shows.
    fn unlocked_of(&self, scope: &Scope, at: &[u32], server: &Column) -> Vec<u32> {
        if scope.filters.set().next().is_some() {
            return Vec::new();
        }
        let dictionaries = &self.dictionaries;
        let shown: Vec<bool> = dictionaries
            .servers
            .iter()
            .map(|server| match &scope.accounts {
                Some(accounts) => {
                    let name = dictionaries.names[Names::Accounts].get(server.account.index());
                    name.is_some_and(|name| accounts.contains(&**name))
                }
                None => true,
            })
            .collect();
        (0..at.len())
            .filter(|&row| {
                scope.shows(at.get(row)) && shown.get(server.get(row) as usize) == Some(&true)
            })
            .map(|row| row as u32)
            .collect()
    }
}

impl Scope {
    /// Whether it hides anything besides time ranges. A cut by time is for the same reader as
    /// the frame, so its statuses keep their order.
    fn hides_rows(&self) -> bool {
        self.accounts.is_some() || self.filters.set().next().is_some()
    }

    fn shows(&self, at: Option<&u32>) -> bool {
        let Some(at) = at.map(|&at| Second(i64::from(at))) else {
            return false;
        };
        self.earliest.is_none_or(|earliest| at >= earliest)
            && self.latest.is_none_or(|latest| at <= latest)
    }
}

/// The rows of a frame that a cut keeps.
struct Kept {
    attempts: Vec<u32>,
    grants: Vec<u32>,
    returns: Vec<u32>,
}

/// The ids that the kept rows use.
struct KeptIds {
    accounts: Renumbering,
    ids: EnumMap<Dimension, Renumbering>,
    counts: Renumbering,
}

impl KeptIds {
    fn of(frame: &Frame, rows: &Kept) -> Self {
        let (attempts, grants, returns) = (&frame.attempts, &frame.grants, &frame.returns);
        let ids = EnumMap::from_fn(|dimension: Dimension| {
            let of_attempts = (&attempts.ids[dimension], &rows.attempts);
            let dimension_of = dimension.declaration();
            match dimension_of.dictionary {
                Dictionary::Sources => Renumbering::all(Source::ALL.len()),
                _ if dimension_of.in_grants => Renumbering::used(&[
                    of_attempts,
                    (&grants.ids[dimension], &rows.grants),
                    (&returns.ids[dimension], &rows.returns),
                ]),
                _ => Renumbering::used(&[of_attempts]),
            }
        });
        let owners = ids[Dimension::Server].pick(&frame.dictionaries.servers);
        Self {
            accounts: Renumbering::of(owners.iter().map(|server| server.account.0)),
            ids,
            counts: Renumbering::used(&[(&attempts.count, &rows.attempts)]),
        }
    }

    fn dictionaries(&self, old: &Dictionaries) -> Dictionaries {
        let mut new = Dictionaries::default();
        new.names[Names::Accounts] = self.accounts.pick(&old.names[Names::Accounts]);
        for (dimension, ids) in &self.ids {
            match dimension.declaration().dictionary {
                Dictionary::Names(names) => new.names[names] = ids.pick(&old.names[names]),
                Dictionary::Servers => {
                    let renumbered = ids.pick(&old.servers).into_iter().map(|server| Server {
                        account: AccountId(self.accounts.new_id(server.account.0)),
                        name: server.name,
                    });
                    new.servers = renumbered.collect();
                }
                Dictionary::Statuses => new.statuses = ids.pick(&old.statuses),
                Dictionary::Sources => {}
            }
        }
        new
    }

    /// The attempts of some rows and their persons, with ids of the new dictionaries.
    fn attempts(
        &self,
        attempts: &Attempts,
        rows: &[u32],
        dictionaries: &Dictionaries,
    ) -> (Vec<Person>, Attempts) {
        let new_ids = |dimension| self.ids[dimension].map(&attempts.ids[dimension], rows);
        let all: Vec<u32> = (0..rows.len() as u32).collect();
        let (server, user) = (new_ids(Dimension::Server), new_ids(Dimension::User));
        let (persons, person) = persons(dictionaries, &server, &user, &all);
        let attempts = Attempts {
            at: pick_seconds(&attempts.at, rows),
            ids: EnumMap::from_fn(|dimension| match dimension {
                Dimension::Server => Column::pack(&server),
                Dimension::User => Column::pack(&user),
                _ => Column::pack(&new_ids(dimension)),
            }),
            count: self.counts.column(&attempts.count, rows),
            is_final: pick_column(&attempts.is_final, rows),
            next_repeat_s: pick_seconds(&attempts.next_repeat_s, rows),
            next_grant_s: pick_seconds(&attempts.next_grant_s, rows),
            person,
        };
        (persons, attempts)
    }

    fn licenses(&self, licenses: &Licenses, rows: &[u32]) -> Licenses {
        let mut kept = Licenses {
            at: pick_seconds(&licenses.at, rows),
            ..Licenses::default()
        };
        for dimension in Dimension::in_grants() {
            kept.ids[dimension] = self.ids[dimension].column(&licenses.ids[dimension], rows);
        }
        kept
    }
}

/// A subset of ids, renumbered in their old order.
struct Renumbering {
    old: Vec<u32>,
    new: Vec<u32>,
}

impl Renumbering {
    /// The first `count` ids, unchanged.
    fn all(count: usize) -> Self {
        Self::of(0..count as u32)
    }

    /// The ids that the given rows of each column use.
    fn used(columns: &[(&Column, &Vec<u32>)]) -> Self {
        let columns = columns.iter();
        Self::of(columns.flat_map(|&(column, rows)| {
            let id = |&row: &u32| column.get(row as usize);
            rows.iter().map(id)
        }))
    }

    fn of(ids: impl Iterator<Item = u32>) -> Self {
        let mut is_used: Vec<bool> = Vec::new();
        for id in ids {
            let id = id as usize;
            if id >= is_used.len() {
                is_used.resize(id + 1, false);
            }
            if let Some(used) = is_used.get_mut(id) {
                *used = true;
            }
        }
        let mut old = Vec::new();
        let new = is_used
            .iter()
            .enumerate()
            .map(|(id, used)| {
                let next = old.len() as u32;
                if *used {
                    old.push(id as u32);
                }
                next
            })
            .collect();
        Self { old, new }
    }

    fn new_id(&self, old: u32) -> u32 {
        self.new.get(old as usize).copied().unwrap_or(0)
    }

    /// The new ids of some rows of a column.
    fn map(&self, column: &Column, rows: &[u32]) -> Vec<u32> {
        let new = |row: &u32| self.new_id(column.get(*row as usize));
        rows.iter().map(new).collect()
    }

    fn column(&self, column: &Column, rows: &[u32]) -> Column {
        Column::pack(&self.map(column, rows))
    }

    fn pick<T: Clone>(&self, entries: &[T]) -> Vec<T> {
        let entry = |old: &u32| entries.get(*old as usize).cloned();
        self.old.iter().filter_map(entry).collect()
    }
}

fn pick_seconds(seconds: &[u32], rows: &[u32]) -> Vec<u32> {
    let value = |row: &u32| seconds.get(*row as usize).copied();
    rows.iter().filter_map(value).collect()
}

fn pick_column(column: &Column, rows: &[u32]) -> Column {
    let values: Vec<u32> = rows.iter().map(|row| column.get(*row as usize)).collect();
    Column::pack(&values)
}
