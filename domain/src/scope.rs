//! The scope: what a reader may see. A frame is cut to it at the source, dictionaries
//! included, so that nothing computed from the cut frame can tell of the rest.

use std::collections::BTreeSet;

use crate::column::Column;
use crate::event::Second;
use crate::frame::{Attempts, Dictionaries, Frame, Grants, Person, Returns, Server};
use crate::report::RowMask;
use crate::view::{Days, FilterKey, Filters, View};
use crate::zone::{DAY_S, ZoneOffsets};

/// What a reader may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only these accounts, by name; `None`: all.
    pub accounts: Option<BTreeSet<String>>,
    /// Nothing before this second.
    pub earliest: Option<Second>,
    /// Nothing after this second.
    pub latest: Option<Second>,
    /// Filters that cannot be removed.
    pub filters: Filters,
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
    /// grants are kept only where no filter is locked, since a locked filter may name
    /// what a grant does not have.
    #[must_use]
    pub fn cut(&self, scope: &Scope) -> Self {
        let rows = self.rows_of(scope);
        let grants = self.grants_of(scope);
        let attempts = &self.attempts;
        let mut cut = Cut::default();
        let dictionaries = &self.dictionaries;
        let server = cut.servers(
            dictionaries,
            [&attempts.server, &self.grants.server],
            [&rows, &grants],
        );
        let [server, grant_server] = server;
        let ids = |columns: [&Column; 2]| Ids::used(columns, [&rows, &grants]);
        let users = ids([&attempts.user, &self.grants.user]);
        let devices = ids([&attempts.device, &self.grants.device]);
        let products = ids([&attempts.product, &self.grants.product]);
        let features = ids([&attempts.feature, &self.grants.feature]);
        let models = ids([&attempts.model, &self.grants.model]);
        let versions = ids([&attempts.version, &Column::default()]);
        let statuses = ids([&attempts.status, &Column::default()]);
        let counts = ids([&attempts.count, &Column::default()]);
        let words = Dictionaries {
            accounts: cut.accounts,
            servers: cut.servers,
            users: users.pick(&dictionaries.users),
            devices: devices.pick(&dictionaries.devices),
            products: products.pick(&dictionaries.products),
            features: features.pick(&dictionaries.features),
            versions: versions.pick(&dictionaries.versions),
            models: models.pick(&dictionaries.models),
            statuses: statuses.pick(&dictionaries.statuses),
        };
        let user = users.map(&attempts.user, &rows);
        let (persons, person) = persons_of(&words, &server, &user);
        let seconds = |column: &[u32], rows: &[u32]| -> Vec<u32> {
            let value = |row: &u32| column.get(*row as usize).copied();
            rows.iter().filter_map(value).collect()
        };
        Self {
            version: self.version,
            counts: counts.pick(&self.counts),
            persons,
            attempts: Attempts {
                at: seconds(&attempts.at, &rows),
                server: Column::pack(&server),
                user: Column::pack(&user),
                device: Column::pack(&devices.map(&attempts.device, &rows)),
                product: Column::pack(&products.map(&attempts.product, &rows)),
                feature: Column::pack(&features.map(&attempts.feature, &rows)),
                version: Column::pack(&versions.map(&attempts.version, &rows)),
                model: Column::pack(&models.map(&attempts.model, &rows)),
                status: Column::pack(&statuses.map(&attempts.status, &rows)),
                source: pick_column(&attempts.source, &rows),
                count: Column::pack(&counts.map(&attempts.count, &rows)),
                is_final: pick_column(&attempts.is_final, &rows),
                next_repeat_s: seconds(&attempts.next_repeat_s, &rows),
                next_grant_s: seconds(&attempts.next_grant_s, &rows),
                person,
            },
            grants: Grants {
                at: seconds(&self.grants.at, &grants),
                server: Column::pack(&grant_server),
                user: Column::pack(&users.map(&self.grants.user, &grants)),
                device: Column::pack(&devices.map(&self.grants.device, &grants)),
                product: Column::pack(&products.map(&self.grants.product, &grants)),
                feature: Column::pack(&features.map(&self.grants.feature, &grants)),
                model: Column::pack(&models.map(&self.grants.model, &grants)),
                source: pick_column(&self.grants.source, &grants),
            },
            returns: Returns::default(),
            dictionaries: words,
        }
    }

    /// The attempts that a scope shows.
    fn rows_of(&self, scope: &Scope) -> Vec<u32> {
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
        mask.rows()
            .filter(|(row, _, failed)| *failed == 0 && scope.shows(self.attempts.at.get(*row)))
            .map(|(row, ..)| row as u32)
            .collect()
    }

    /// The grants that a scope shows.
    fn grants_of(&self, scope: &Scope) -> Vec<u32> {
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
        let grants = &self.grants;
        (0..grants.at.len())
            .filter(|&row| {
                scope.shows(grants.at.get(row))
                    && shown.get(grants.server.get(row) as usize) == Some(&true)
            })
            .map(|row| row as u32)
            .collect()
    }

    /// The frame without its grants, as the browser gets it.
    #[must_use]
    pub fn without_grants(&self) -> Self {
        let bare = Self {
            grants: Grants::default(),
            ..self.clone()
        };
        bare.cut(&Scope::all())
    }
}

impl Scope {
    fn shows(&self, at: Option<&u32>) -> bool {
        let Some(at) = at.map(|&at| Second(i64::from(at))) else {
            return false;
        };
        self.earliest.is_none_or(|earliest| at >= earliest)
            && self.latest.is_none_or(|latest| at <= latest)
    }
}

/// The accounts and servers of a cut.
#[derive(Default)]
struct Cut {
    accounts: Vec<Box<str>>,
    servers: Vec<Server>,
}

impl Cut {
    fn servers(
        &mut self,
        dictionaries: &Dictionaries,
        columns: [&Column; 2],
        rows: [&[u32]; 2],
    ) -> [Vec<u32>; 2] {
        let servers = Ids::used(columns, rows);
        let kept = servers.pick(&dictionaries.servers);
        let accounts_of: Vec<u32> = kept.iter().map(|server| server.account.0).collect();
        let accounts_of = Column::pack(&accounts_of);
        let all: Vec<u32> = (0..kept.len() as u32).collect();
        let accounts = Ids::used([&accounts_of, &Column::default()], [&all, &[]]);
        self.accounts = accounts.pick(&dictionaries.accounts);
        self.servers = kept
            .into_iter()
            .map(|server| Server {
                account: crate::names::AccountId(accounts.new_id(server.account.0)),
                name: server.name,
            })
            .collect();
        let [first, second] = columns;
        let [first_rows, second_rows] = rows;
        [
            servers.map(first, first_rows),
            servers.map(second, second_rows),
        ]
    }
}

/// The ids that some rows use, renumbered in their old order.
struct Ids {
    old: Vec<u32>,
    new: Vec<u32>,
}

impl Ids {
    fn used(columns: [&Column; 2], rows: [&[u32]; 2]) -> Self {
        let mut is_used: Vec<bool> = Vec::new();
        for (column, rows) in columns.into_iter().zip(rows) {
            for &row in rows.iter().filter(|_| !column.is_empty()) {
                let id = column.get(row as usize) as usize;
                if id >= is_used.len() {
                    is_used.resize(id + 1, false);
                }
                if let Some(used) = is_used.get_mut(id) {
                    *used = true;
                }
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

    fn map(&self, column: &Column, rows: &[u32]) -> Vec<u32> {
        let new = |row: &u32| self.new_id(column.get(*row as usize));
        rows.iter().map(new).collect()
    }

    fn pick<T: Clone>(&self, words: &[T]) -> Vec<T> {
        let word = |old: &u32| words.get(*old as usize).cloned();
        self.old.iter().filter_map(word).collect()
    }
}

fn pick_column(column: &Column, rows: &[u32]) -> Column {
    let values: Vec<u32> = rows.iter().map(|row| column.get(*row as usize)).collect();
    Column::pack(&values)
}

fn persons_of(words: &Dictionaries, server: &[u32], user: &[u32]) -> (Vec<Person>, Column) {
    let rows: Vec<u32> = (0..server.len() as u32).collect();
    crate::frame_builder::persons(words, server, user, &rows)
}
