//! How often a sign-in may fail.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderValue, header};
use axum::response::Response;

/// Sign-ins that may fail within [`WINDOW_S`] seconds, for a name and for an address.
const FAILURES_MAX: u32 = 10;

/// The length of a window, in seconds. It begins with the first failure.
const WINDOW_S: i64 = 15 * 60;

/// Names and addresses that are remembered. Where there are more, the windows that end
/// first are forgotten.
const KEYS_MAX: usize = 10_000;

/// Failed sign-ins of names and of addresses, in memory.
#[derive(Debug, Default)]
pub(crate) struct SignInLimits(Mutex<HashMap<Key, Window>>);

/// Too many failed: the seconds until the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryAfter(pub i64);

impl RetryAfter {
    /// When to try again, for a person.
    pub(crate) fn in_words(self) -> String {
        format!("Try again in {} minutes.", (self.0 + 59) / 60)
    }

    /// Says it to the program that asked, too.
    pub(crate) fn on(self, mut response: Response) -> Response {
        let seconds = HeaderValue::from(self.0);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
        response
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    Address(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began_at: i64,
    failures: u32,
}

impl SignInLimits {
    /// Counts a try as failed before it is made, so that many at once count as many; refused
    /// where too many failed. A name counts whether or not somebody has it.
    pub(crate) fn begin(&self, name: &str, address: IpAddr, now: i64) -> Result<(), RetryAfter> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = [key_of_name(name), key_of_address(address)];
        for key in &keys {
            if let Some(window) = windows.get(key)
                && window.failures >= FAILURES_MAX
                && window.is_open(now)
            {
                return Err(RetryAfter(window.began_at + WINDOW_S - now));
            }
        }
        make_room(&mut windows, now);
        for key in keys {
            let fresh = Window {
                began_at: now,
                failures: 0,
            };
            let window = windows.entry(key).or_insert(fresh);
            if !window.is_open(now) {
                *window = fresh;
            }
            window.failures += 1;
        }
        Ok(())
    }

    /// A try did not fail after all: the name's failures are forgotten, and the address has
    /// one less.
    pub(crate) fn succeeded(&self, name: &str, address: IpAddr) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        windows.remove(&key_of_name(name));
        if let Some(window) = windows.get_mut(&key_of_address(address)) {
            window.failures = window.failures.saturating_sub(1);
        }
    }
}

impl Window {
    fn is_open(self, now: i64) -> bool {
        now < self.began_at + WINDOW_S
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

/// Whoever has one address of IPv6 has the 2⁶⁴ beside it too.
fn key_of_address(address: IpAddr) -> Key {
    Key::Address(match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    })
}

/// Makes room for two more.
fn make_room(windows: &mut HashMap<Key, Window>, now: i64) {
    if windows.len() + 2 <= KEYS_MAX {
        return;
    }
    windows.retain(|_, window| window.is_open(now));
    while windows.len() + 2 > KEYS_MAX {
        let first = windows.iter().min_by_key(|(_, window)| window.began_at);
        let Some(first) = first.map(|(key, _)| key.clone()) else {
            return;
        };
        windows.remove(&first);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::{FAILURES_MAX, KEYS_MAX, RetryAfter, SignInLimits, WINDOW_S};

    fn address(last: u32) -> std::net::IpAddr {
        std::net::Ipv4Addr::from_bits(last).into()
    }

    #[test]
    fn a_name_is_refused_from_every_address_until_its_window_ends() {
        let limits = SignInLimits::default();
        for last in 0..FAILURES_MAX {
            assert_eq!(limits.begin("Mira", address(last), 100), Ok(()));
        }
        let refused = limits.begin(" mira ", address(99), 101);
        assert_eq!(refused, Err(RetryAfter(WINDOW_S - 1)));
        assert_eq!(limits.begin("Noor", address(99), 101), Ok(()));
        assert_eq!(limits.begin("Mira", address(99), 100 + WINDOW_S), Ok(()));
    }

    #[test]
    fn an_address_is_refused_for_every_name() {
        let limits = SignInLimits::default();
        for name in 0..FAILURES_MAX {
            assert_eq!(limits.begin(&name.to_string(), address(1), 0), Ok(()));
        }
        assert!(limits.begin("Mira", address(1), 1).is_err());
        assert_eq!(limits.begin("Mira", address(2), 1), Ok(()));
    }

    #[test]
    fn neighbors_of_an_ipv6_address_count_as_one() {
        let limits = SignInLimits::default();
        for last in 0..FAILURES_MAX {
            let address = format!("2001:db8::{last:x}").parse().unwrap();
            assert_eq!(limits.begin(&last.to_string(), address, 0), Ok(()));
        }
        let neighbor = "2001:db8::ffff".parse().unwrap();
        assert!(limits.begin("Mira", neighbor, 0).is_err());
        let other = "2001:db8:0:1::1".parse().unwrap();
        assert_eq!(limits.begin("Mira", other, 0), Ok(()));
    }

    #[test]
    fn who_signs_in_has_not_failed() {
        let limits = SignInLimits::default();
        for _ in 0..FAILURES_MAX * 3 {
            assert_eq!(limits.begin("Mira", address(1), 0), Ok(()));
            limits.succeeded("Mira", address(1));
        }
    }

    #[test]
    fn memory_is_bounded() {
        let limits = SignInLimits::default();
        for number in 0..KEYS_MAX as u32 {
            let _ = limits.begin(&number.to_string(), address(number), i64::from(number % 7));
        }
        assert!(limits.0.lock().unwrap().len() <= KEYS_MAX);
    }
}
