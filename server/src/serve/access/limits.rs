//! Limits on failed sign-ins and on opening links.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use store::{Queue, WorkError, network_of};

use super::monotonic_clock::MonotonicSecond;

/// Sign-ins that may fail within [`WINDOW_S`] seconds per client IP.
const FAILURES_MAX: u32 = 10;

/// The length of a window, in seconds. It begins with the first failure.
const WINDOW_S: i64 = 15 * 60;

/// Links that may be opened within [`OPENS_WINDOW_S`] seconds per client IP: each opening
/// writes to the database.
const OPENS_MAX: u32 = 60;
const OPENS_WINDOW_S: i64 = 60;

/// Once this many attempts failed for a name, from any client, each further one is delayed by
/// this much more. That slows down guessing from many client IPs. A name is never refused, or
/// anyone could lock its owner out.
const PAUSE: Duration = Duration::from_millis(100);

/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(3);

/// Names and client IPs that are remembered. Beyond that, those with the fewest failures are
/// forgotten, the oldest first.
const KEYS_MAX: usize = 10_000;

/// Sign-ins that may pause at the same time: each holds a request and its connection. Only
/// sign-ins for names with many failures pause.
const PAUSING_MAX: usize = 200;

/// Failed sign-ins by name and by client IP, in memory.
#[derive(Debug)]
pub(crate) struct SignInLimits {
    windows: Mutex<HashMap<Key, Window>>,
    pausing: Queue,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self {
            windows: Mutex::default(),
            pausing: Queue::new(PAUSING_MAX, usize::MAX),
        }
    }
}

/// How long a sign-in is delayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) struct Pause(Duration);

impl Pause {
    /// Waits, unless too many others do.
    pub(crate) async fn pass(self, limits: &SignInLimits) -> Result<(), WorkError> {
        if !self.0.is_zero() {
            let _place = limits.pausing.enter(0)?;
            tokio::time::sleep(self.0).await;
        }
        Ok(())
    }
}

/// Too many failures: the seconds until the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryAfter(pub i64);

impl RetryAfter {
    /// When to try again, for a person.
    pub(crate) fn in_words(self) -> String {
        match (self.0 + 59) / 60 {
            ..=1 => "Try again in a minute.".to_owned(),
            minutes => format!("Try again in {minutes} minutes."),
        }
    }

    /// Adds the `Retry-After` header, for programs.
    pub(crate) fn on(self, mut response: Response) -> Response {
        let seconds = HeaderValue::from(self.0);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
        response
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    ClientIp(IpAddr),
    Opens(IpAddr),
}

impl Key {
    /// The length of its window, in seconds.
    fn window_s(&self) -> i64 {
        match self {
            Self::Name(_) | Self::ClientIp(_) => WINDOW_S,
            Self::Opens(_) => OPENS_WINDOW_S,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began_at: MonotonicSecond,
    /// Its length, in seconds.
    seconds: i64,
    failures: u32,
}

impl SignInLimits {
    /// Counts a sign-in as failed before it is checked, so that parallel ones all count;
    /// refused if too many failed from this client IP. A name counts whether or not it exists.
    pub(crate) fn begin(
        &self,
        name: &str,
        client_ip: IpAddr,
        now: MonotonicSecond,
    ) -> Result<Pause, RetryAfter> {
        self.count(name, client_ip, now, false)
    }

    /// The same for a link. Too many failures refuse it for every client IP: only people who
    /// have the link can cause them, and they block nothing but this link.
    pub(crate) fn begin_link(
        &self,
        link: &str,
        client_ip: IpAddr,
        now: MonotonicSecond,
    ) -> Result<(), RetryAfter> {
        self.count(link, client_ip, now, true).map(|_| ())
    }

    /// Counts the opening of a link, with or without a password; refused if this client IP
    /// opened too many.
    pub(crate) fn begin_open(
        &self,
        client_ip: IpAddr,
        now: MonotonicSecond,
    ) -> Result<(), RetryAfter> {
        let key = Key::Opens(network_of(client_ip));
        let mut windows = self.windows();
        match windows.get(&key).filter(|window| window.is_open(now)) {
            Some(window) if window.failures >= OPENS_MAX => Err(RetryAfter(window.left_s(now))),
            _ => {
                make_room(&mut windows, now);
                add(&mut windows, key, now);
                Ok(())
            }
        }
    }

    fn count(
        &self,
        name: &str,
        client_ip: IpAddr,
        now: MonotonicSecond,
        refuses_name: bool,
    ) -> Result<Pause, RetryAfter> {
        let mut windows = self.windows();
        let (name, client_ip) = (key_of_name(name), Key::ClientIp(network_of(client_ip)));
        let open = |key: &Key| windows.get(key).filter(|window| window.is_open(now));
        for (key, refuses) in [(&client_ip, true), (&name, refuses_name)] {
            if let Some(window) = open(key)
                && window.failures >= FAILURES_MAX
                && refuses
            {
                return Err(RetryAfter(window.left_s(now)));
            }
        }
        let failed = open(&name).map_or(0, |window| window.failures);
        let pause = PAUSE * (failed + 1).saturating_sub(FAILURES_MAX);
        make_room(&mut windows, now);
        for key in [name, client_ip] {
            add(&mut windows, key, now);
        }
        Ok(Pause(pause.min(PAUSE_MAX)))
    }

    /// The sign-in succeeded after all: the name's failures are forgotten, and the client IP
    /// has one less.
    pub(crate) fn succeeded(&self, name: &str, client_ip: IpAddr) {
        let mut windows = self.windows();
        windows.remove(&key_of_name(name));
        if let Some(window) = windows.get_mut(&Key::ClientIp(network_of(client_ip))) {
            window.failures = window.failures.saturating_sub(1);
        }
    }

    /// The sign-in was never checked, so it does not count.
    pub(crate) fn not_made(&self, name: &str, client_ip: IpAddr) {
        let mut windows = self.windows();
        for key in [key_of_name(name), Key::ClientIp(network_of(client_ip))] {
            if let Some(window) = windows.get_mut(&key) {
                window.failures = window.failures.saturating_sub(1);
            }
        }
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<Key, Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Window {
    fn is_open(self, now: MonotonicSecond) -> bool {
        self.left_s(now) > 0
    }

    /// How many seconds it stays open, at most a whole window.
    fn left_s(self, now: MonotonicSecond) -> i64 {
        self.seconds
            .saturating_sub(now.since(self.began_at))
            .min(self.seconds)
    }
}

fn key_of_name(name: &str) -> Key {
    Key::Name(
        name.trim()
            .chars()
            .take(100)
            .collect::<String>()
            .to_lowercase(),
    )
}

/// Counts one more in the window of a key.
fn add(windows: &mut HashMap<Key, Window>, key: Key, now: MonotonicSecond) {
    let fresh = Window {
        began_at: now,
        seconds: key.window_s(),
        failures: 0,
    };
    let window = windows.entry(key).or_insert(fresh);
    if !window.is_open(now) {
        *window = fresh;
    }
    window.failures = window.failures.saturating_add(1);
}

/// Makes room for two more.
fn make_room(windows: &mut HashMap<Key, Window>, now: MonotonicSecond) {
    if windows.len() + 2 <= KEYS_MAX {
        return;
    }
    windows.retain(|_, window| window.is_open(now));
    while windows.len() + 2 > KEYS_MAX {
        // Flooding this with names and IP addresses must not evict existing failures.
        let first = windows
            .iter()
            .min_by_key(|(_, window)| (window.failures, window.began_at));
        let Some(first) = first.map(|(key, _)| key.clone()) else {
            return;
        };
        windows.remove(&first);
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
