//! The frame: every attempt in packed, dictionary-coded columns, in time order.
//!
//! The server has the frame of the whole dataset, the browser a slice of it.
//! [`report`](crate::report::report) computes every number from either.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use enum_map::EnumMap;

use crate::column::Column;
use crate::derived::DerivedCache;
use crate::dimension::{Dictionary, Dimension, FilterKey, Names};
use crate::event::{Second, Source};
use crate::names::{AccountId, ServerId, UserId};
use crate::status::Category;
use crate::zone::Days;
use crate::zone::ZoneOffsets;

/// The gap of an attempt that nothing follows: longer than any window.
pub const NEVER_S: u32 = u32::MAX;

/// A license server and its account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server {
    /// The account it belongs to.
    pub account: AccountId,
    /// Its name.
    pub name: Box<str>,
}

/// A status as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Status {
    /// The code space.
    pub space: Box<str>,
    /// The code within it, as text with its sign.
    pub code: Box<str>,
    /// The catalogue's text, otherwise the first logged one.
    pub description: Box<str>,
    /// The reason category.
    pub category: Category,
}

impl Status {
    /// The status as a filter value.
    pub fn value(&self) -> String {
        format!("{}:{}", self.space, self.code)
    }
}

/// A user of one account, as counted in *affected users*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The user's name; the unknown user is listed but not counted.
    pub user: UserId,
}

/// The dictionaries of a frame. An id in a column is an index into its dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dictionaries {
    /// Plain names.
    pub names: EnumMap<Names, Vec<Box<str>>>,
    /// Servers.
    pub servers: Vec<Server>,
    /// Statuses, the most frequent in the dataset first.
    pub statuses: Vec<Status>,
}

impl Dictionaries {
    /// The number of ids of a dimension.
    pub fn len(&self, dimension: Dimension) -> usize {
        match dimension.declaration().dictionary {
            Dictionary::Names(names) => self.names[names].len(),
            Dictionary::Servers => self.servers.len(),
            Dictionary::Statuses => self.statuses.len(),
            Dictionary::Sources => Source::ALL.len(),
        }
    }

    /// The value of a key for an id of the key's dimension; empty if there is no such id.
    pub fn value(&self, key: FilterKey, id: u32) -> Cow<'_, str> {
        let server = || self.servers.get(id as usize);
        let status = || self.statuses.get(id as usize);
        Cow::Borrowed(match (key, key.dimension().declaration().dictionary) {
            (FilterKey::Account, _) => server().map_or("", |server| self.account(server.account)),
            (FilterKey::Category, _) => status().map_or("", |status| status.category.slug()),
            (_, Dictionary::Names(names)) => word(&self.names[names], id),
            (_, Dictionary::Servers) => server().map_or("", |server| &server.name),
            (_, Dictionary::Statuses) => {
                return Cow::Owned(status().map(Status::value).unwrap_or_default());
            }
            (_, Dictionary::Sources) => source_of(id).word(),
        })
    }

    /// The name of an account.
    pub fn account(&self, id: AccountId) -> &str {
        word(&self.names[Names::Accounts], id.0)
    }

    /// The account of a server.
    pub fn account_of(&self, server: ServerId) -> AccountId {
        self.servers
            .get(server.index())
            .map_or(AccountId(0), |server| server.account)
    }
}

/// An entry of a dictionary; empty if there is no such id.
pub fn word(names: &[Box<str>], id: u32) -> &str {
    names.get(id as usize).map_or("", |name| name)
}

/// The denied requests, one row each, in time order and within one second in import order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attempts {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: Vec<u32>,
    /// The ids of each dimension.
    pub ids: EnumMap<Dimension, Column>,
    /// The requested count: an index into [`Frame::counts`].
    pub count: Column,
    /// 1 unless the log says that the client will try another server.
    pub is_final: Column,
    /// Seconds to the next identical final attempt; [`NEVER_S`] if none follows.
    pub next_repeat_s: Vec<u32>,
    /// Seconds to the next grant of the feature to the user on the device;
    /// [`NEVER_S`] if none follows.
    pub next_grant_s: Vec<u32>,
    /// An index into [`Frame::persons`], derived from server and user.
    pub person: Column,
}

/// Grants, or returns, one row each, in time order and within one second in import order.
/// The denial rate and the usage figures need them. A slice for the browser has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Licenses {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: Vec<u32>,
    /// The ids of the dimensions that are declared to be in grants; other columns are empty.
    pub ids: EnumMap<Dimension, Column>,
}

impl Attempts {
    /// All packed columns.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        let others = [&self.count, &self.is_final, &self.person];
        self.ids.values().chain(others)
    }
}

impl Licenses {
    /// All packed columns.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        Dimension::in_grants().map(|dimension| &self.ids[dimension])
    }
}

/// One attempt, read from the columns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attempt {
    /// When.
    pub at: Second,
    /// The account.
    pub account: AccountId,
    /// The id of each dimension.
    pub ids: EnumMap<Dimension, u32>,
    /// The requested count.
    pub count: f64,
    /// Whether the attempt was final.
    pub is_final: bool,
    /// See [`Attempts::next_repeat_s`].
    pub next_repeat_s: u32,
    /// See [`Attempts::next_grant_s`].
    pub next_grant_s: u32,
}

/// The packed columns of a dataset, or of the part that a scope shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// The data version, which increases with every stored event. A frame that was cut
    /// for a reader has its [fingerprint](Self::fingerprint) instead.
    pub version: u64,
    /// The values of the ids.
    pub dictionaries: Dictionaries,
    /// The distinct requested counts.
    pub counts: Vec<f64>,
    /// The distinct (account, user) of the attempts, grouped by account.
    pub persons: Vec<Person>,
    /// The denied requests.
    pub attempts: Attempts,
    /// The granted requests.
    pub grants: Licenses,
    /// The returned licenses.
    pub returns: Licenses,
    /// A cache of what was derived from the frame.
    pub derived: DerivedCache,
}

impl Frame {
    /// The number of attempts.
    pub fn len(&self) -> usize {
        self.attempts.at.len()
    }

    /// A 53-bit hash of the frame's content, without its version. It is never 0.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.dictionaries.hash(&mut hasher);
        for count in &self.counts {
            count.to_bits().hash(&mut hasher);
        }
        (&self.attempts, &self.grants, &self.returns).hash(&mut hasher);
        (hasher.finish() >> 11).max(1)
    }

    /// Whether there are no attempts.
    pub fn is_empty(&self) -> bool {
        self.attempts.at.is_empty()
    }

    /// The seconds of the first and the last attempt.
    pub fn span(&self) -> Option<(Second, Second)> {
        let first = self.attempts.at.first()?;
        let last = self.attempts.at.last()?;
        Some((Second(i64::from(*first)), Second(i64::from(*last))))
    }

    /// The second of the last event: attempt, grant or return.
    pub fn through(&self) -> Option<Second> {
        let last = [&self.attempts.at, &self.grants.at, &self.returns.at];
        let last = last.into_iter().filter_map(|at| at.last()).max()?;
        Some(Second(i64::from(*last)))
    }

    /// The first and the last local day with an attempt. If clocks go back over midnight,
    /// a later attempt can be on an earlier day, so both ends of every run of attempts
    /// between two offset changes are checked.
    pub fn recorded(&self, zone: &ZoneOffsets) -> Option<Days> {
        let at = &self.attempts.at;
        let day = |row: usize| Some(zone.day(Second(i64::from(*at.get(row)?))));
        let changes = zone
            .changes
            .iter()
            .map(|(from, _)| at.partition_point(|&row| i64::from(row) < *from));
        let starts = std::iter::once(0).chain(changes.clone());
        let ends = changes.chain(std::iter::once(at.len()));
        Some(Days {
            first: starts.filter_map(day).min()?,
            last: ends.filter_map(|end| day(end.checked_sub(1)?)).max()?,
        })
    }

    /// The number of attempts between two seconds, both inclusive.
    pub fn attempts_between(&self, from: Second, to: Second) -> usize {
        let at = &self.attempts.at;
        let before = at.partition_point(|&row| i64::from(row) < from.0);
        let through = at.partition_point(|&row| i64::from(row) <= to.0);
        through.saturating_sub(before)
    }

    /// One attempt; `None` if there is no such row.
    pub fn attempt(&self, row: usize) -> Option<Attempt> {
        let columns = &self.attempts;
        let at = Second(i64::from(*columns.at.get(row)?));
        let ids = EnumMap::from_fn(|dimension| columns.ids[dimension].get(row));
        Some(Attempt {
            at,
            account: self
                .dictionaries
                .account_of(ServerId(ids[Dimension::Server])),
            ids,
            count: *self.counts.get(columns.count.get(row) as usize)?,
            is_final: columns.is_final.get(row) == 1,
            next_repeat_s: *columns.next_repeat_s.get(row)?,
            next_grant_s: *columns.next_grant_s.get(row)?,
        })
    }
}

/// The source of a number in a column; local if the number is unknown.
pub fn source_of(number: u32) -> Source {
    Source::ALL
        .into_iter()
        .find(|source| *source as u32 == number)
        .unwrap_or(Source::Local)
}
