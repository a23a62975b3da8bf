//! The frame: every attempt as packed, dictionary-coded columns in time order.
//!
//! The server holds the frame of the whole record; the browser holds a slice of it.
//! [`report`](crate::report::report) computes every number from either.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use enum_map::EnumMap;

use crate::column::Column;
use crate::derived::Derived;
use crate::dimension::{Dictionary, Dimension, FilterKey, Names};
use crate::event::{Second, Source};
use crate::names::{AccountId, ServerId, UserId};
use crate::status::Category;
use crate::zone::Days;
use crate::zone::ZoneOffsets;

/// A gap that is longer than any window, since nothing follows.
pub const NEVER_S: u32 = u32::MAX;

/// A license server and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server {
    /// The account it belongs to.
    pub account: AccountId,
    /// Its name.
    pub name: Box<str>,
}

/// A status with what is shown of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Status {
    /// The code space.
    pub space: Box<str>,
    /// The code within it, as text with its sign.
    pub code: Box<str>,
    /// The catalogue's text, else the first logged one.
    pub description: Box<str>,
    /// The reason category.
    pub category: Category,
}

impl Status {
    /// The status as a filter names it.
    pub fn value(&self) -> String {
        format!("{}:{}", self.space, self.code)
    }
}

/// A user of one account: what *affected users* counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The user's name; the unknown one is listed but not counted.
    pub user: UserId,
}

/// What the ids of a frame's columns point to. An id is a place in its dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dictionaries {
    /// Plain names.
    pub names: EnumMap<Names, Vec<Box<str>>>,
    /// Servers.
    pub servers: Vec<Server>,
    /// Statuses, those of most attempts in the record first.
    pub statuses: Vec<Status>,
}

impl Dictionaries {
    /// How many ids a dimension may have.
    pub fn len(&self, dimension: Dimension) -> usize {
        match dimension.declaration().dictionary {
            Dictionary::Names(names) => self.names[names].len(),
            Dictionary::Servers => self.servers.len(),
            Dictionary::Statuses => self.statuses.len(),
            Dictionary::Sources => Source::ALL.len(),
        }
    }

    /// The value of a key that an id of the key's dimension has; empty where there is no
    /// such id.
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

/// A word of a dictionary; empty where there is none.
pub fn word(words: &[Box<str>], id: u32) -> &str {
    words.get(id as usize).map_or("", |word| word)
}

/// Every denied request, a row each, in time order and within one second in arrival
/// order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attempts {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: Vec<u32>,
    /// The ids of each dimension.
    pub ids: EnumMap<Dimension, Column>,
    /// The requested count: a place in [`Frame::counts`].
    pub count: Column,
    /// 1 where the log does not say that the client tries elsewhere.
    pub is_final: Column,
    /// Seconds to the next identical final attempt; [`NEVER_S`] where none follows.
    pub next_repeat_s: Vec<u32>,
    /// Seconds to the next grant of the feature to the user on the device;
    /// [`NEVER_S`] where none follows.
    pub next_grant_s: Vec<u32>,
    /// A place in [`Frame::persons`], derived from server and user.
    pub person: Column,
}

/// Licenses that were granted, or that were given back, a row each, in time order and
/// within one second in arrival order: for the denial rate and the usage visuals. A slice
/// for the browser has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Licenses {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: Vec<u32>,
    /// The ids of the dimensions that are declared to be kept; no row of the others.
    pub ids: EnumMap<Dimension, Column>,
}

impl Attempts {
    /// Every column that is packed.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        let others = [&self.count, &self.is_final, &self.person];
        self.ids.values().chain(others)
    }
}

impl Licenses {
    /// Every column that is packed.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        Dimension::in_grants().map(|dimension| &self.ids[dimension])
    }
}

/// One attempt, its ids read from the columns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attempt {
    /// When.
    pub at: Second,
    /// The account.
    pub account: AccountId,
    /// The id of each dimension.
    pub ids: EnumMap<Dimension, u32>,
    /// How many, or how much.
    pub count: f64,
    /// Whether the attempt was final.
    pub is_final: bool,
    /// See [`Attempts::next_repeat_s`].
    pub next_repeat_s: u32,
    /// See [`Attempts::next_grant_s`].
    pub next_grant_s: u32,
}

/// The packed columns of a record, or of a scope's part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// The data version: it grows with every event that is stored. A frame that was cut
    /// for a reader has its [fingerprint](Self::fingerprint) instead.
    pub version: u64,
    /// The words behind the ids.
    pub dictionaries: Dictionaries,
    /// The distinct requested counts.
    pub counts: Vec<f64>,
    /// The distinct (account, user) of the attempts, those of an account side by side.
    pub persons: Vec<Person>,
    /// The denied requests.
    pub attempts: Attempts,
    /// The granted requests.
    pub grants: Licenses,
    /// The returned licenses.
    pub returns: Licenses,
    /// What was derived from it when it was first asked for.
    pub derived: Derived,
}

impl Frame {
    /// The number of attempts.
    pub fn len(&self) -> usize {
        self.attempts.at.len()
    }

    /// A number of what the frame holds, whatever its version: frames that differ have
    /// different ones, as far as 53 bits can tell. It is never 0.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.dictionaries.hash(&mut hasher);
        for count in &self.counts {
            count.to_bits().hash(&mut hasher);
        }
        (&self.attempts, &self.grants, &self.returns).hash(&mut hasher);
        (hasher.finish() >> 11).max(1)
    }

    /// Whether there is no attempt.
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

    /// The first and the last local day with an attempt. Clocks that go back over
    /// midnight put a later attempt on an earlier day, so the ends of every run of
    /// attempts between two changes are looked at.
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

    /// How many attempts lie between two seconds, both inclusive.
    pub fn attempts_between(&self, from: Second, to: Second) -> usize {
        let at = &self.attempts.at;
        let before = at.partition_point(|&row| i64::from(row) < from.0);
        let through = at.partition_point(|&row| i64::from(row) <= to.0);
        through.saturating_sub(before)
    }

    /// One attempt; `None` where there is no such row.
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

/// The source of a number in a column; local for a number that is none.
pub fn source_of(number: u32) -> Source {
    Source::ALL
        .into_iter()
        .find(|source| *source as u32 == number)
        .unwrap_or(Source::Local)
}
