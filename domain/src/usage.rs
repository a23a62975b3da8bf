//! Usage: grants and returns in addition to denials. It needs the grants and returns of the
//! frame, which only the server has.

mod clients;
mod licenses;

use std::cmp::Reverse;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dimension::{Dimension, Names};
use crate::event::Second;
use crate::frame::Frame;
use crate::names::{AccountId, ServerId};
use crate::period::Period;
use crate::report::{FilterBits, RowMask, on_every_core};
use crate::view::View;
use crate::zone::{DAY_S, ZoneOffsets};

use clients::Clients;
use licenses::{GrantReturns, licenses_of};

pub use licenses::find_licenses;

/// An account and its events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveAccount {
    /// The account's name.
    pub account: String,
    /// Requests that were granted.
    pub granted: u64,
    /// Requests that were denied.
    pub denied: u64,
    /// Licenses that were returned.
    pub returned: u64,
}

impl ActiveAccount {
    /// All its events.
    pub fn events(&self) -> u64 {
        self.granted + self.denied + self.returned
    }
}

/// A name and its count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameCount {
    /// The name.
    pub name: String,
    /// The count.
    pub count: u64,
}

/// The first rows of a list of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameCounts {
    /// The total, including rows that were cut off. For clients it is less than the sum of
    /// the rows, since one client can use several features.
    pub total: u64,
    /// The first rows, by count descending, then by name.
    pub rows: Vec<NameCount>,
    /// The number of rows before the list was cut.
    pub rows_total: u64,
}

/// Usage in a period under a view's filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Requests that were granted.
    pub granted: u64,
    /// Licenses that were returned.
    pub returned: u64,
    /// Accounts by number of events, descending, then by name: the first rows.
    pub active_accounts: Vec<ActiveAccount>,
    /// The number of accounts with an event.
    pub accounts_total: u64,
    /// Distinct clients (a user on a device of an account) with a grant, by feature.
    pub served_clients: NameCounts,
    /// Grants that were not returned by the end of the period, by product.
    pub activations: NameCounts,
}

/// Computes the usage of a period. Filters on dimensions that grants have apply to grants and
/// returns: account, product, feature, user, device, server, source, model and the text.
/// Those on status, category and version apply to denials only. Every list is cut to its
/// first `top` rows.
///
/// Everything is counted within the period, except activations: they follow every grant
/// and return from the first event to the period's end. A return closes the
/// earliest open grant of its account, server, user, device, product and feature,
/// whatever source and model the two name, and even if a filter excludes that grant.
/// A return without an open grant changes nothing. Within one second grants come before
/// returns, so that a return can close a grant of the same second.
///
/// A period without days has no usage.
pub fn usage(frame: &Frame, view: &View, zone: &ZoneOffsets, period: Period, top: usize) -> Usage {
    if period.days.is_empty() {
        return Usage::default();
    }
    let mask = RowMask::new(frame, view, zone, period.days);
    let time = Time::of(zone, period);
    // If clocks go back, an event after the period's end can come before one within it.
    let licenses = if time.is_ending_twice() {
        Arc::new(GrantReturns::of(frame, |at| {
            time.when(at) == PositionInPeriod::After
        }))
    } else {
        licenses_of(frame)
    };
    let parts = frame.grants.at.len().div_ceil(PART_ROWS);
    let tallies = on_every_core(parts, |parts| {
        let mut tally = Tally::new(frame, &time, &licenses);
        let failed = mask.grants();
        for part in parts {
            let first = part * PART_ROWS;
            let at = frame.grants.at.iter().skip(first).take(PART_ROWS);
            for (row, at) in (first..).zip(at) {
                tally.take_granted(row, *at, &failed);
            }
        }
        tally
    });
    let mut tally = Tally::new(frame, &time, &licenses);
    for other in tallies {
        tally.add(&other);
    }
    for row in mask.rows() {
        tally.take_denied(row as usize);
    }
    let failed = mask.returns();
    for (row, at) in frame.returns.at.iter().enumerate() {
        tally.take_returned(row, *at, &failed);
    }
    tally.usage(top)
}

/// The number of grants that a thread counts at a time.
const PART_ROWS: usize = 65_536;

/// The position of an event relative to the period.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PositionInPeriod {
    Before,
    Within,
    After,
}

/// The first and the last local second of a period.
struct Time<'a> {
    zone: &'a ZoneOffsets,
    from_local_s: i64,
    until_local_s: i64,
}

impl<'a> Time<'a> {
    fn of(zone: &'a ZoneOffsets, period: Period) -> Self {
        let after_last_s = (i64::from(period.days.last) + 1) * DAY_S;
        Self {
            zone,
            from_local_s: i64::from(period.days.first) * DAY_S,
            until_local_s: period.until_local_s.min(after_last_s - 1),
        }
    }

    fn when(&self, at: u32) -> PositionInPeriod {
        let local_s = self.zone.local_s(Second(i64::from(at)));
        if local_s > self.until_local_s {
            PositionInPeriod::After
        } else if local_s < self.from_local_s {
            PositionInPeriod::Before
        } else {
            PositionInPeriod::Within
        }
    }

    /// Whether clocks go back over the period's end, which then occurs twice.
    fn is_ending_twice(&self) -> bool {
        let mut offset_s = self.zone.before_s;
        self.zone.changes.iter().any(|&(at, changed_s)| {
            let before = std::mem::replace(&mut offset_s, changed_s);
            let last = at.saturating_add(i64::from(before)) - 1;
            let first = at.saturating_add(i64::from(changed_s));
            first <= self.until_local_s && self.until_local_s < last
        })
    }
}

/// The counts so far.
struct Tally<'a> {
    frame: &'a Frame,
    time: &'a Time<'a>,
    licenses: &'a GrantReturns,
    /// By account id; the names are still empty.
    accounts: Vec<ActiveAccount>,
    /// By product: the counted grants that are open at the period's end.
    open: Vec<u64>,
    /// By license: whether it has a counted grant in the period.
    is_served: Vec<bool>,
}

impl<'a> Tally<'a> {
    fn new(frame: &'a Frame, time: &'a Time<'a>, licenses: &'a GrantReturns) -> Self {
        Self {
            frame,
            time,
            licenses,
            accounts: vec![
                ActiveAccount::default();
                frame.dictionaries.names[Names::Accounts].len()
            ],
            open: vec![0; frame.dictionaries.names[Names::Products].len()],
            is_served: vec![false; licenses.len()],
        }
    }

    /// Adds the counts of another tally.
    fn add(&mut self, other: &Self) {
        for (account, more) in self.accounts.iter_mut().zip(&other.accounts) {
            account.granted += more.granted;
            account.denied += more.denied;
            account.returned += more.returned;
        }
        for (open, more) in self.open.iter_mut().zip(&other.open) {
            *open += more;
        }
        for (is_served, also) in self.is_served.iter_mut().zip(&other.is_served) {
            *is_served |= also;
        }
    }

    fn take_denied(&mut self, row: usize) {
        let attempts = &self.frame.attempts;
        let when = attempts.at.get(row).map(|&at| self.time.when(at));
        if when != Some(PositionInPeriod::Within) {
            return;
        }
        let server = ServerId(attempts.ids[Dimension::Server].get(row));
        if let Some(account) = self.account(server) {
            account.denied += 1;
        }
    }

    fn take_granted(&mut self, row: usize, at: u32, failed: &impl Fn(usize) -> FilterBits) {
        let when = self.time.when(at);
        if when == PositionInPeriod::After || failed(row) != 0 {
            return;
        }
        let grants = &self.frame.grants;
        let returned = self.licenses.returned_at(row);
        if returned.is_none_or(|at| self.time.when(at) == PositionInPeriod::After)
            && let Some(open) = self
                .open
                .get_mut(grants.ids[Dimension::Product].get(row) as usize)
        {
            *open += 1;
        }
        if when == PositionInPeriod::Within {
            if let Some(is_served) = self.is_served.get_mut(self.licenses.of_grant(row)) {
                *is_served = true;
            }
            if let Some(account) = self.account(ServerId(grants.ids[Dimension::Server].get(row))) {
                account.granted += 1;
            }
        }
    }

    fn take_returned(&mut self, row: usize, at: u32, failed: &impl Fn(usize) -> FilterBits) {
        if self.time.when(at) == PositionInPeriod::Within
            && failed(row) == 0
            && let Some(account) =
                self.account(ServerId(self.frame.returns.ids[Dimension::Server].get(row)))
        {
            account.returned += 1;
        }
    }

    fn account(&mut self, server: ServerId) -> Option<&mut ActiveAccount> {
        let AccountId(account) = self.frame.dictionaries.account_of(server);
        self.accounts.get_mut(account as usize)
    }

    fn usage(self, top: usize) -> Usage {
        let dictionaries = &self.frame.dictionaries;
        let mut accounts = self.accounts;
        for (account, name) in accounts
            .iter_mut()
            .zip(&dictionaries.names[Names::Accounts])
        {
            account.account = name.to_string();
        }
        accounts.retain(|account| account.events() > 0);
        accounts.sort_unstable_by(|a, b| {
            let events = b.events().cmp(&a.events());
            events.then_with(|| a.account.cmp(&b.account))
        });
        let accounts_total = accounts.len() as u64;
        let granted = accounts.iter().map(|account| account.granted).sum();
        let returned = accounts.iter().map(|account| account.returned).sum();
        accounts.truncate(top);
        let products = self.open;
        let clients = Clients::of(dictionaries, self.licenses.marked(&self.is_served));
        let features = clients.by_feature(dictionaries.names[Names::Features].len());
        Usage {
            granted,
            returned,
            active_accounts: accounts,
            accounts_total,
            served_clients: counted(
                clients.total(),
                &features,
                &dictionaries.names[Names::Features],
                top,
            ),
            activations: counted(
                products.iter().sum(),
                &products,
                &dictionaries.names[Names::Products],
                top,
            ),
        }
    }
}

/// The list of counts by dictionary id; entries with a count of zero are left out.
fn counted(total: u64, counts: &[u64], names: &[Box<str>], top: usize) -> NameCounts {
    let counts = counts.iter().copied().zip(names);
    let mut rows: Vec<(u64, &Box<str>)> = counts.filter(|(count, _)| *count > 0).collect();
    rows.sort_unstable_by_key(|&(count, name)| (Reverse(count), name));
    NameCounts {
        total,
        rows_total: rows.len() as u64,
        rows: rows
            .into_iter()
            .take(top)
            .map(|(count, name)| NameCount {
                name: name.to_string(),
                count,
            })
            .collect(),
    }
}
