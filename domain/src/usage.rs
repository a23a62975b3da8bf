//! Usage: what was granted and returned beside what was denied. It needs the grants and
//! returns of the frame, which only the server has.

mod clients;
mod licenses;

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::event::Second;
use crate::frame::Frame;
use crate::names::{AccountId, DeviceId, FeatureId, ProductId, ServerId, UserId};
use crate::period::Period;
use crate::report::RowMask;
use crate::view::View;
use crate::zone::{DAY_S, ZoneOffsets};

use clients::Clients;
use licenses::{License, Licenses};

/// An account and its events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveAccount {
    /// The account's name.
    pub account: String,
    /// Requests that were granted.
    pub granted: u64,
    /// Requests that were denied.
    pub denied: u64,
    /// Licenses that were given back.
    pub returned: u64,
}

impl ActiveAccount {
    /// All its events.
    pub fn events(&self) -> u64 {
        self.granted + self.denied + self.returned
    }
}

/// A name and how many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The name.
    pub name: String,
    /// How many.
    pub count: u64,
}

/// The first rows of a list of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedList {
    /// Of everything, rows that were cut off included. For clients it is less than the
    /// sum of the rows, since one client can use several features.
    pub total: u64,
    /// The first rows, by count descending, then by name.
    pub rows: Vec<Counted>,
    /// How many rows there are before the list was cut.
    pub rows_total: u64,
}

/// Usage in a period under a view's filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Requests that were granted.
    pub granted: u64,
    /// Licenses that were given back.
    pub returned: u64,
    /// Accounts by number of events, descending, then by name: the first rows.
    pub active_accounts: Vec<ActiveAccount>,
    /// How many accounts have any event.
    pub accounts_total: u64,
    /// Distinct clients (a user on a device of an account) with a grant, by feature.
    pub served_clients: CountedList,
    /// Grants that were not returned by the end of the period, by product.
    pub activations: CountedList,
}

/// Computes the usage of a period. The filters that grants know hold: account, product,
/// feature, user, device, server, source, model and the text; a grant has no status and
/// no category, so those two filters are ignored for grants and returns, and hold for
/// what was denied. `top` cuts every list to its first rows.
///
/// Everything is counted within the period but the activations: they follow every grant
/// and return from the record's beginning to the period's end. A return gives back the
/// earliest open grant of its account, server, user, device, product and feature,
/// whatever source and model the two name, and even if a filter holds that grant back.
/// One that finds no open grant changes nothing. Within one second grants come before
/// returns, so that a return finds a grant of its second.
///
/// A period without days has no usage.
pub fn usage(frame: &Frame, view: &View, zone: &ZoneOffsets, period: Period, top: usize) -> Usage {
    if period.days.is_empty() {
        return Usage::default();
    }
    let mask = RowMask::new(frame, view, zone, period.days);
    let mut tally = Tally::new(frame, zone, period);
    for row in mask.rows() {
        tally.take_denied(row as usize);
    }
    let (grant_failed, return_failed) = (mask.grants(), mask.returns());
    let mut returns = (0..).zip(&frame.returns.at).peekable();
    for (row, at) in (0..).zip(&frame.grants.at) {
        while let Some((row, _)) = returns.next_if(|(_, returned_at)| *returned_at < at) {
            tally.take_returned(row, return_failed(row));
        }
        tally.take_granted(row, grant_failed(row));
    }
    for (row, _) in returns {
        tally.take_returned(row, return_failed(row));
    }
    tally.usage(top)
}

/// When an event lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Before,
    Within,
    After,
}

/// What was counted so far.
struct Tally<'a> {
    frame: &'a Frame,
    zone: &'a ZoneOffsets,
    /// The first and the last local second of the period.
    from_local_s: i64,
    until_local_s: i64,
    /// By account, not named yet.
    accounts: Vec<ActiveAccount>,
    licenses: Licenses,
}

impl<'a> Tally<'a> {
    fn new(frame: &'a Frame, zone: &'a ZoneOffsets, period: Period) -> Self {
        let after_last_s = (i64::from(period.days.last) + 1) * DAY_S;
        Self {
            frame,
            zone,
            from_local_s: i64::from(period.days.first) * DAY_S,
            until_local_s: period.until_local_s.min(after_last_s - 1),
            accounts: vec![ActiveAccount::default(); frame.dictionaries.accounts.len()],
            licenses: Licenses::default(),
        }
    }

    fn when(&self, at: Option<&u32>) -> When {
        let local_s = at.map_or(i64::MAX, |&at| self.zone.local_s(Second(i64::from(at))));
        if local_s > self.until_local_s {
            When::After
        } else if local_s < self.from_local_s {
            When::Before
        } else {
            When::Within
        }
    }

    fn take_denied(&mut self, row: usize) {
        let attempts = &self.frame.attempts;
        if self.when(attempts.at.get(row)) != When::Within {
            return;
        }
        let server = ServerId(attempts.server.get(row));
        if let Some(account) = self.account(server) {
            account.denied += 1;
        }
    }

    fn take_granted(&mut self, row: usize, failed: u16) {
        let grants = &self.frame.grants;
        let when = self.when(grants.at.get(row));
        if when == When::After || failed & !RowMask::BESIDE_THE_LICENSE != 0 {
            return;
        }
        let license = License {
            server: ServerId(grants.server.get(row)),
            user: UserId(grants.user.get(row)),
            device: DeviceId(grants.device.get(row)),
            product: ProductId(grants.product.get(row)),
            feature: FeatureId(grants.feature.get(row)),
        };
        let (is_counted, is_within) = (failed == 0, when == When::Within);
        self.licenses.grant(license, is_counted, is_within);
        if is_counted
            && is_within
            && let Some(account) = self.account(license.server)
        {
            account.granted += 1;
        }
    }

    fn take_returned(&mut self, row: usize, failed: u16) {
        let returns = &self.frame.returns;
        let when = self.when(returns.at.get(row));
        if when == When::After || failed & !RowMask::BESIDE_THE_LICENSE != 0 {
            return;
        }
        let license = License {
            server: ServerId(returns.server.get(row)),
            user: UserId(returns.user.get(row)),
            device: DeviceId(returns.device.get(row)),
            product: ProductId(returns.product.get(row)),
            feature: FeatureId(returns.feature.get(row)),
        };
        self.licenses.give_back(license);
        if failed == 0
            && when == When::Within
            && let Some(account) = self.account(license.server)
        {
            account.returned += 1;
        }
    }

    fn account(&mut self, server: ServerId) -> Option<&mut ActiveAccount> {
        let AccountId(account) = self.frame.dictionaries.account_of(server);
        self.accounts.get_mut(account as usize)
    }

    fn usage(self, top: usize) -> Usage {
        let words = &self.frame.dictionaries;
        let mut accounts = self.accounts;
        for (account, name) in accounts.iter_mut().zip(&words.accounts) {
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
        let products = self.licenses.open_by_product(words.products.len());
        let clients = Clients::of(words, self.licenses.served());
        let features = clients.by_feature(words.features.len());
        Usage {
            granted,
            returned,
            active_accounts: accounts,
            accounts_total,
            served_clients: counted(clients.total(), &features, &words.features, top),
            activations: counted(products.iter().sum(), &products, &words.products, top),
        }
    }
}

/// The list of counts by the ids of some words; words that count nothing are left out.
fn counted(total: u64, counts: &[u64], words: &[Box<str>], top: usize) -> CountedList {
    let counts = counts.iter().copied().zip(words);
    let mut rows: Vec<(u64, &Box<str>)> = counts.filter(|(count, _)| *count > 0).collect();
    rows.sort_unstable_by_key(|&(count, name)| (Reverse(count), name));
    CountedList {
        total,
        rows_total: rows.len() as u64,
        rows: rows
            .into_iter()
            .take(top)
            .map(|(count, name)| Counted {
                name: name.to_string(),
                count,
            })
            .collect(),
    }
}
