//! Future events, by hour.

use std::collections::VecDeque;

use crate::event::{Event, Outcome, Second, StatusLines};
use crate::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
    VersionName,
};
use crate::status::LoggedStatus;

use super::accounts::{Account, Server};
use super::products::Product;

/// A future event. It borrows every name, so that it is cheap to copy and sort.
#[derive(Clone, Copy)]
pub(super) struct FutureEvent<'w> {
    /// Seconds since the demo's first midnight.
    pub(super) at: i64,
    pub(super) outcome: Outcome,
    pub(super) account: &'w Account,
    pub(super) server: &'w Server,
    pub(super) user: &'w str,
    pub(super) device: &'w str,
    pub(super) product: &'static Product,
    pub(super) feature: &'static str,
    pub(super) version: &'w str,
    pub(super) model: &'static str,
    pub(super) count: f64,
    pub(super) status: Option<&'static LoggedStatus<'static>>,
    pub(super) is_final: bool,
}

impl FutureEvent<'_> {
    /// The event, if the demo's first midnight is `start`.
    pub(super) fn event(&self, start: Second) -> Event<'_> {
        Event {
            at: Second(start.0 + self.at),
            outcome: self.outcome,
            account: AccountName(self.account.name),
            server: ServerName(&self.server.name),
            source: Some(self.server.technology.source()),
            user: UserName(self.user),
            device: DeviceName(self.device),
            product: ProductName(self.product.name),
            feature: FeatureName(self.feature),
            version: VersionName(self.version),
            model: LicenseModel(self.model),
            count: self.count,
            status: self.status.copied(),
            is_final: self.is_final,
            id: None,
            rest: "",
            former: None,
            unfinished: None,
            status_lines: StatusLines::Own,
            line: None,
        }
    }
}

/// Seconds in an hour.
pub(super) const HOUR_S: i64 = 3_600;

/// The hours from the current one on, each with its events.
#[derive(Default)]
pub(super) struct Agenda<'w> {
    hour: i64,
    ahead: VecDeque<Vec<FutureEvent<'w>>>,
}

impl<'w> Agenda<'w> {
    /// Adds an event. One before the current hour is moved to that hour.
    pub(super) fn note(&mut self, draft: FutureEvent<'w>) {
        let ahead = usize::try_from(draft.at / HOUR_S - self.hour).unwrap_or_default();
        while self.ahead.len() <= ahead {
            self.ahead.push_back(Vec::new());
        }
        if let Some(drafts) = self.ahead.get_mut(ahead) {
            drafts.push(draft);
        }
    }

    /// Passes the hour's events to `event` in time order, and advances to the next hour.
    /// Events of one second keep the order in which they were added.
    pub(super) fn end_hour(&mut self, mut event: impl FnMut(&FutureEvent<'w>)) {
        self.hour += 1;
        let drafts = self.ahead.pop_front().unwrap_or_default();
        // References are sorted, not drafts: moving drafts took a third of the time.
        let mut order: Vec<&FutureEvent<'w>> = drafts.iter().collect();
        order.sort_by_key(|draft| draft.at);
        order.into_iter().for_each(&mut event);
    }
}
