//! How often a sign-in may fail.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::Response;

/// Sign-ins that may fail within [`WINDOW_S`] seconds for an address.
const FAILURES_MAX: u32 = 10;

/// The length of a window, in seconds. It begins with the first failure.
const WINDOW_S: i64 = 15 * 60;

/// So much longer takes each further try for a name, once so many failed for it from
/// wherever: whoever guesses from many addresses is slowed down. Nobody is refused for a
/// name, or a stranger could keep its owner out.
const PAUSE: Duration = Duration::from_millis(100);

/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(3);

/// Names and addresses that are remembered. Where there are more, those with the fewest
/// failures are forgotten, and of these the oldest.
const KEYS_MAX: usize = 10_000;

/// Failed sign-ins of names and of addresses, in memory.
#[derive(Debug, Default)]
pub(crate) struct SignInLimits(Mutex<HashMap<Key, Window>>);

/// How long a try waits before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) struct Pause(Duration);

impl Pause {
    /// Waits.
    pub(crate) async fn pass(self) {
        if !self.0.is_zero() {
            tokio::time::sleep(self.0).await;
        }
    }
}

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
    /// where too many failed from the address. A name counts whether or not somebody has it.
    pub(crate) fn begin(&self, name: &str, address: IpAddr, now: i64) -> Result<Pause, RetryAfter> {
        self.count(name, address, now, false)
    }

    /// The same for a link. Too many failures refuse it from every address: who can make
    /// them has the link, and nobody else is kept out of anything but this link.
    pub(crate) fn begin_link(
        &self,
        link: &str,
        address: IpAddr,
        now: i64,
    ) -> Result<(), RetryAfter> {
        self.count(link, address, now, true).map(|_| ())
    }

    fn count(
        &self,
        name: &str,
        address: IpAddr,
        now: i64,
        refuses_name: bool,
    ) -> Result<Pause, RetryAfter> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (name, address) = (key_of_name(name), key_of_address(address));
        let open = |key: &Key| windows.get(key).filter(|window| window.is_open(now));
        for (key, refuses) in [(&address, true), (&name, refuses_name)] {
            if let Some(window) = open(key)
                && window.failures >= FAILURES_MAX
                && refuses
            {
                return Err(RetryAfter(window.began_at + WINDOW_S - now));
            }
        }
        let failed = open(&name).map_or(0, |window| window.failures);
        let pause = PAUSE * (failed + 1).saturating_sub(FAILURES_MAX);
        make_room(&mut windows, now);
        for key in [name, address] {
            let fresh = Window {
                began_at: now,
                failures: 0,
            };
            let window = windows.entry(key).or_insert(fresh);
            if !window.is_open(now) {
                *window = fresh;
            }
            window.failures = window.failures.saturating_add(1);
        }
        Ok(Pause(pause.min(PAUSE_MAX)))
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
        // Whoever fills this with names and addresses must not make it forget their failures.
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
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::time::Duration;

    use super::{
        FAILURES_MAX, KEYS_MAX, PAUSE, PAUSE_MAX, Pause, RetryAfter, SignInLimits, WINDOW_S,
    };

    const AT_ONCE: Result<Pause, RetryAfter> = Ok(Pause(Duration::ZERO));

    fn address(last: u32) -> std::net::IpAddr {
        std::net::Ipv4Addr::from_bits(last).into()
    }

    #[test]
    fn a_stranger_slows_a_name_down_and_keeps_nobody_out() {
        let limits = SignInLimits::default();
        let mut pauses = Vec::new();
        for last in 0..100 {
            pauses.push(limits.begin("Mira", address(last), 100).unwrap().0);
        }
        let (at_once, slower) = pauses.split_at(FAILURES_MAX as usize);
        assert!(at_once.iter().all(Duration::is_zero), "{pauses:?}");
        assert!(slower.starts_with(&[PAUSE, PAUSE * 2]));
        assert_eq!(slower.last(), Some(&PAUSE_MAX));
        let owner = limits.begin(" mira ", address(1000), 101);
        assert_eq!(
            owner,
            Ok(Pause(PAUSE_MAX)),
            "from another address she signs in"
        );
        assert_eq!(limits.begin("Noor", address(1000), 101), AT_ONCE);
        assert_eq!(limits.begin("Mira", address(1001), 100 + WINDOW_S), AT_ONCE);
        limits.succeeded("Mira", address(1001));
        assert_eq!(limits.begin("Mira", address(1001), 101), AT_ONCE);
    }

    #[test]
    fn a_link_is_refused_from_every_address() {
        let limits = SignInLimits::default();
        for last in 0..FAILURES_MAX {
            assert_eq!(limits.begin_link("/l/x", address(last), 100), Ok(()));
        }
        let refused = limits.begin_link("/l/x", address(99), 101);
        assert_eq!(refused, Err(RetryAfter(WINDOW_S - 1)));
        assert_eq!(limits.begin_link("/l/y", address(99), 101), Ok(()));
    }

    #[test]
    fn an_address_that_failed_too_often_waits() {
        let limits = SignInLimits::default();
        for _ in 0..FAILURES_MAX {
            assert!(limits.begin("Mira", address(1), 100).is_ok());
        }
        let refused = limits.begin("Mira", address(1), 101);
        assert_eq!(refused, Err(RetryAfter(WINDOW_S - 1)));
        assert!(limits.begin("Mira", address(1), 100 + WINDOW_S).is_ok());
    }

    #[test]
    fn filling_the_memory_forgets_nobody_who_failed_too_often() {
        let limits = SignInLimits::default();
        for _ in 0..FAILURES_MAX {
            let _ = limits.begin("Mira", address(1), 0);
        }
        for number in 2..KEYS_MAX as u32 * 2 {
            let _ = limits.begin(&number.to_string(), address(number), 1);
        }
        assert!(limits.begin("Mira", address(1), 2).is_err());
    }

    #[test]
    fn an_address_is_refused_for_every_name() {
        let limits = SignInLimits::default();
        for name in 0..FAILURES_MAX {
            assert_eq!(limits.begin(&name.to_string(), address(1), 0), AT_ONCE);
        }
        assert!(limits.begin("Mira", address(1), 1).is_err());
        assert_eq!(limits.begin("Mira", address(2), 1), AT_ONCE);
    }

    #[test]
    fn neighbors_of_an_ipv6_address_count_as_one() {
        let limits = SignInLimits::default();
        for last in 0..FAILURES_MAX {
            let address = format!("2001:db8::{last:x}").parse().unwrap();
            assert_eq!(limits.begin(&last.to_string(), address, 0), AT_ONCE);
        }
        let neighbor = "2001:db8::ffff".parse().unwrap();
        assert!(limits.begin("Mira", neighbor, 0).is_err());
        let other = "2001:db8:0:1::1".parse().unwrap();
        assert_eq!(limits.begin("Mira", other, 0), AT_ONCE);
    }

    #[test]
    fn who_signs_in_has_not_failed() {
        let limits = SignInLimits::default();
        for _ in 0..FAILURES_MAX * 3 {
            assert_eq!(limits.begin("Mira", address(1), 0), AT_ONCE);
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
