//! The scope: what a reader may see. A frame is cut to it at the source, dictionaries
//! included, so that nothing computed from the cut frame can tell of the rest.

mod masking;

use std::collections::BTreeSet;

pub use masking::{Masking, MaskingKey};

use crate::column::Column;
use crate::event::Second;
use crate::frame::{Attempts, Dictionaries, Frame, Licenses, Person, Server};
use crate::frame_builder::{by_frequency, persons};
use crate::names::AccountId;
use crate::report::RowMask;
use crate::usage::GivenBack;
use crate::view::{Days, FilterKey, Filters, View};
use crate::zone::{DAY_S, ZoneOffsets};

/// What a reader may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Only these accounts, by name; `None`: all.
    pub accounts: Option<BTreeSet<String>>,
    /// Nothing before this second.
    pub earliest: Option<Second>,
    /// Nothing after this second.
    pub latest: Option<Second>,
    /// Filters that cannot be removed. They name what the record names, whatever is masked.
    pub filters: Filters,
    /// Names that show as pseudonyms; `None`: every name shows.
    pub masking: Option<Masking>,
}

impl Scope {
    /// Everything.
    pub fn all() -> Self {
        Self::default()
    }

    /// Whether the scope holds nothing back.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }
}

impl Frame {
    /// The frame of what a scope shows. Gaps stay as the whole record gave them. The
    /// grants and returns are kept only where no filter is locked, since a locked filter
    /// may name what they do not have. Names are masked last.
    #[must_use]
    pub fn cut(&self, scope: &Scope) -> Self {
        let mut frame = self.keep(&Kept {
            attempts: self.attempts_of(scope),
            grants: self.unlocked_of(scope, &self.grants.at, &self.grants.server),
            returns: self.unlocked_of(scope, &self.returns.at, &self.returns.server),
        });
        if scope.hides_rows() {
            frame = frame.with_statuses_in_own_order();
        }
        if let Some(masking) = &scope.masking {
            masking.mask(&mut frame.dictionaries);
        }
        frame
    }

    /// The frame with the statuses of most of its own attempts first: in the order of a
    /// wider frame they would tell what is common there.
    fn with_statuses_in_own_order(mut self) -> Self {
        let mut counts = vec![0; self.dictionaries.statuses.len()];
        for id in self.attempts.status.iter() {
            if let Some(count) = counts.get_mut(id as usize) {
                *count += 1;
            }
        }
        let (dictionaries, places) = by_frequency(self.dictionaries, &counts);
        let place = |id: u32| places.get(id as usize).copied().unwrap_or(0);
        let status: Vec<u32> = self.attempts.status.iter().map(place).collect();
        self.attempts.status = Column::pack(&status);
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

    /// The frame of some rows, with those words that they use.
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
            given_back: GivenBack::default(),
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

    /// The grants or the returns that a scope shows, by their seconds and servers.
    fn unlocked_of(&self, scope: &Scope, at: &[u32], server: &Column) -> Vec<u32> {
        if scope.filters.set().next().is_some() {
            return Vec::new();
        }
        let words = &self.dictionaries;
        let shown: Vec<bool> = words
            .servers
            .iter()
            .map(|server| match &scope.accounts {
                Some(accounts) => {
                    let name = words.accounts.get(server.account.index());
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
    /// Whether it holds back more than seconds: a slice of seconds is of the same reader
    /// as the frame, and its statuses keep their places.
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
    accounts: Ids,
    servers: Ids,
    users: Ids,
    devices: Ids,
    products: Ids,
    features: Ids,
    versions: Ids,
    models: Ids,
    statuses: Ids,
    counts: Ids,
}

impl KeptIds {
    fn of(frame: &Frame, rows: &Kept) -> Self {
        let (attempts, grants, returns) = (&frame.attempts, &frame.grants, &frame.returns);
        let of_all = |attempts_column, grants_column, returns_column| {
            Ids::used(&[
                (attempts_column, &rows.attempts),
                (grants_column, &rows.grants),
                (returns_column, &rows.returns),
            ])
        };
        let of_attempts = |column| Ids::used(&[(column, &rows.attempts)]);
        let servers = of_all(&attempts.server, &grants.server, &returns.server);
        let owners = servers.pick(&frame.dictionaries.servers);
        Self {
            accounts: Ids::of(owners.iter().map(|server| server.account.0)),
            servers,
            users: of_all(&attempts.user, &grants.user, &returns.user),
            devices: of_all(&attempts.device, &grants.device, &returns.device),
            products: of_all(&attempts.product, &grants.product, &returns.product),
            features: of_all(&attempts.feature, &grants.feature, &returns.feature),
            models: of_all(&attempts.model, &grants.model, &returns.model),
            versions: of_attempts(&attempts.version),
            statuses: of_attempts(&attempts.status),
            counts: of_attempts(&attempts.count),
        }
    }

    fn dictionaries(&self, words: &Dictionaries) -> Dictionaries {
        let servers = self.servers.pick(&words.servers);
        let renumbered = servers.into_iter().map(|server| Server {
            account: AccountId(self.accounts.new_id(server.account.0)),
            name: server.name,
        });
        Dictionaries {
            accounts: self.accounts.pick(&words.accounts),
            servers: renumbered.collect(),
            users: self.users.pick(&words.users),
            devices: self.devices.pick(&words.devices),
            products: self.products.pick(&words.products),
            features: self.features.pick(&words.features),
            versions: self.versions.pick(&words.versions),
            models: self.models.pick(&words.models),
            statuses: self.statuses.pick(&words.statuses),
        }
    }

    /// The attempts of some rows and their persons, by the new words.
    fn attempts(
        &self,
        attempts: &Attempts,
        rows: &[u32],
        words: &Dictionaries,
    ) -> (Vec<Person>, Attempts) {
        let server = self.servers.map(&attempts.server, rows);
        let user = self.users.map(&attempts.user, rows);
        let all: Vec<u32> = (0..rows.len() as u32).collect();
        let (persons, person) = persons(words, &server, &user, &all);
        let attempts = Attempts {
            at: pick_seconds(&attempts.at, rows),
            server: Column::pack(&server),
            user: Column::pack(&user),
            device: self.devices.column(&attempts.device, rows),
            product: self.products.column(&attempts.product, rows),
            feature: self.features.column(&attempts.feature, rows),
            version: self.versions.column(&attempts.version, rows),
            model: self.models.column(&attempts.model, rows),
            status: self.statuses.column(&attempts.status, rows),
            source: pick_column(&attempts.source, rows),
            count: self.counts.column(&attempts.count, rows),
            is_final: pick_column(&attempts.is_final, rows),
            next_repeat_s: pick_seconds(&attempts.next_repeat_s, rows),
            next_grant_s: pick_seconds(&attempts.next_grant_s, rows),
            person,
        };
        (persons, attempts)
    }

    fn licenses(&self, licenses: &Licenses, rows: &[u32]) -> Licenses {
        Licenses {
            at: pick_seconds(&licenses.at, rows),
            server: self.servers.column(&licenses.server, rows),
            user: self.users.column(&licenses.user, rows),
            device: self.devices.column(&licenses.device, rows),
            product: self.products.column(&licenses.product, rows),
            feature: self.features.column(&licenses.feature, rows),
            model: self.models.column(&licenses.model, rows),
            source: pick_column(&licenses.source, rows),
        }
    }
}

/// Some ids, renumbered in their old order.
struct Ids {
    old: Vec<u32>,
    new: Vec<u32>,
}

impl Ids {
    /// The ids that some rows of some columns use.
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

    fn pick<T: Clone>(&self, words: &[T]) -> Vec<T> {
        let word = |old: &u32| words.get(*old as usize).cloned();
        self.old.iter().filter_map(word).collect()
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
