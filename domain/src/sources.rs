//! The servers that events come from, with their number of events and the last event.

use crate::dimension::{Dimension, Names};
use crate::event::{Second, Source};
use crate::frame::{Frame, source_of, word};
use crate::names::ServerId;
use crate::zone::DAY_S;

/// Days without an event after which a server counts as silent.
pub const SILENT_DAYS: i64 = 7;

/// The events of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerEvents {
    /// The account.
    pub account: String,
    /// The server.
    pub server: String,
    /// The source of its last event.
    pub source: Source,
    /// The time of its last event.
    pub last_at: Second,
    /// The total number of denials, grants and returns.
    pub events: u64,
    /// The number in the last 24 hours.
    pub events_of_day: u64,
    /// The number in the last 7 days.
    pub events_of_week: u64,
}

impl ServerEvents {
    /// The number of days without an event, if the server counts as silent.
    pub fn silent_days(&self, now: Second) -> Option<i64> {
        let days = now.0.saturating_sub(self.last_at.0) / DAY_S;
        (days >= SILENT_DAYS).then_some(days)
    }
}

/// Every server of a frame that has events, by account and name.
pub fn server_events(frame: &Frame, now: Second) -> Vec<ServerEvents> {
    let mut servers = vec![Tally::default(); frame.dictionaries.servers.len()];
    let parts = [
        (
            &frame.attempts.at,
            &frame.attempts.ids[Dimension::Server],
            &frame.attempts.ids[Dimension::Source],
        ),
        (
            &frame.grants.at,
            &frame.grants.ids[Dimension::Server],
            &frame.grants.ids[Dimension::Source],
        ),
        (
            &frame.returns.at,
            &frame.returns.ids[Dimension::Server],
            &frame.returns.ids[Dimension::Source],
        ),
    ];
    for (times, of_server, of_source) in parts {
        for (row, (&at, server)) in times.iter().zip(of_server.iter()).enumerate() {
            if let Some(tally) = servers.get_mut(server as usize) {
                tally.add(i64::from(at), of_source.get(row), now.0);
            }
        }
    }
    let dictionaries = &frame.dictionaries;
    let listed = servers
        .iter()
        .zip(0..)
        .filter(|(tally, _)| tally.events > 0);
    let mut listed: Vec<ServerEvents> = listed
        .map(|(tally, id)| {
            let server = dictionaries.servers.get(id as usize);
            let account = dictionaries.account_of(ServerId(id));
            ServerEvents {
                account: word(&dictionaries.names[Names::Accounts], account.0).to_owned(),
                server: server
                    .map(|server| server.name.to_string())
                    .unwrap_or_default(),
                source: source_of(tally.source),
                last_at: Second(tally.last_at),
                events: tally.events,
                events_of_day: tally.of_day,
                events_of_week: tally.of_week,
            }
        })
        .collect();
    listed.sort_by(|a, b| (&a.account, &a.server).cmp(&(&b.account, &b.server)));
    listed
}

#[derive(Clone, Default)]
struct Tally {
    events: u64,
    of_day: u64,
    of_week: u64,
    last_at: i64,
    source: u32,
}

impl Tally {
    fn add(&mut self, at: i64, source: u32, now: i64) {
        self.events += 1;
        // Events in the future do not count.
        let age = now.saturating_sub(at);
        self.of_day += u64::from((0..DAY_S).contains(&age));
        self.of_week += u64::from((0..7 * DAY_S).contains(&age));
        if at >= self.last_at {
            self.last_at = at;
            self.source = source;
        }
    }
}
