//! How often a sign-in may fail.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use store::{NotDone, Queue};

use super::steady::SteadySecond;

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

/// Tries that pause at a time: each holds a request and its connection. Only tries for names
/// that many failed for pause at all.
const PAUSING_MAX: usize = 200;

/// Failed sign-ins of names and of addresses, in memory.
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

/// How long a try waits before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) struct Pause(Duration);

impl Pause {
    /// Waits, unless too many do.
    pub(crate) async fn pass(self, limits: &SignInLimits) -> Result<(), NotDone> {
        if !self.0.is_zero() {
            let _place = limits.pausing.enter(0)?;
            tokio::time::sleep(self.0).await;
        }
        Ok(())
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
    began_at: SteadySecond,
    failures: u32,
}

impl SignInLimits {
    /// Counts a try as failed before it is made, so that many at once count as many; refused
    /// where too many failed from the address. A name counts whether or not somebody has it.
    pub(crate) fn begin(
        &self,
        name: &str,
        address: IpAddr,
        now: SteadySecond,
    ) -> Result<Pause, RetryAfter> {
        self.count(name, address, now, false)
    }

    /// The same for a link. Too many failures refuse it from every address: who can make
    /// them has the link, and nobody else is kept out of anything but this link.
    pub(crate) fn begin_link(
        &self,
        link: &str,
        address: IpAddr,
        now: SteadySecond,
    ) -> Result<(), RetryAfter> {
        self.count(link, address, now, true).map(|_| ())
    }

    fn count(
        &self,
        name: &str,
        address: IpAddr,
        now: SteadySecond,
        refuses_name: bool,
    ) -> Result<Pause, RetryAfter> {
        let mut windows = self.windows();
        let (name, address) = (key_of_name(name), key_of_address(address));
        let open = |key: &Key| windows.get(key).filter(|window| window.is_open(now));
        for (key, refuses) in [(&address, true), (&name, refuses_name)] {
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
        let mut windows = self.windows();
        windows.remove(&key_of_name(name));
        if let Some(window) = windows.get_mut(&key_of_address(address)) {
            window.failures = window.failures.saturating_sub(1);
        }
    }

    /// A try was not made: nothing was learnt by it, and it is not counted.
    pub(crate) fn not_made(&self, name: &str, address: IpAddr) {
        let mut windows = self.windows();
        for key in [key_of_name(name), key_of_address(address)] {
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
    fn is_open(self, now: SteadySecond) -> bool {
        self.left_s(now) > 0
    }

    /// How many seconds it stays open: never more than a whole window.
    fn left_s(self, now: SteadySecond) -> i64 {
        WINDOW_S
            .saturating_sub(now.since(self.began_at))
            .min(WINDOW_S)
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
fn make_room(windows: &mut HashMap<Key, Window>, now: SteadySecond) {
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

    use futures_util::FutureExt as _;
    use store::NotDone;

    use super::super::steady::SteadySecond;
    use super::{
        FAILURES_MAX, KEYS_MAX, PAUSE, PAUSE_MAX, PAUSING_MAX, Pause, RetryAfter, SignInLimits,
        WINDOW_S,
    };

    const AT_ONCE: Result<Pause, RetryAfter> = Ok(Pause(Duration::ZERO));

    fn at(second: i64) -> SteadySecond {
        SteadySecond(second)
    }

    fn address(last: u32) -> std::net::IpAddr {
        std::net::Ipv4Addr::from_bits(last).into()
    }

    #[test]
    fn a_stranger_slows_a_name_down_and_keeps_nobody_out() {
        let limits = SignInLimits::default();
        let mut pauses = Vec::new();
        for last in 0..100 {
            pauses.push(limits.begin("Mira", address(last), at(100)).unwrap().0);
        }
        let (at_once, slower) = pauses.split_at(FAILURES_MAX as usize);
        assert!(at_once.iter().all(Duration::is_zero), "{pauses:?}");
        assert!(slower.starts_with(&[PAUSE, PAUSE * 2]));
        assert_eq!(slower.last(), Some(&PAUSE_MAX));
        let owner = limits.begin(" mira ", address(1000), at(101));
        assert_eq!(
            owner,
            Ok(Pause(PAUSE_MAX)),
            "from another address she signs in"
        );
        assert_eq!(limits.begin("Noor", address(1000), at(101)), AT_ONCE);
        assert_eq!(
            limits.begin("Mira", address(1001), at(100 + WINDOW_S)),
            AT_ONCE
        );
        limits.succeeded("Mira", address(1001));
        assert_eq!(limits.begin("Mira", address(1001), at(101)), AT_ONCE);
    }

    #[test]
    fn a_link_is_refused_from_every_address() {
        let limits = SignInLimits::default();
        for last in 0..FAILURES_MAX {
            assert_eq!(limits.begin_link("/l/x", address(last), at(100)), Ok(()));
        }
        let refused = limits.begin_link("/l/x", address(99), at(101));
        assert_eq!(refused, Err(RetryAfter(WINDOW_S - 1)));
        assert_eq!(limits.begin_link("/l/y", address(99), at(101)), Ok(()));
    }

    #[test]
    fn an_address_that_failed_too_often_waits() {
        let limits = SignInLimits::default();
        for _ in 0..FAILURES_MAX {
            assert!(limits.begin("Mira", address(1), at(100)).is_ok());
        }
        let refused = limits.begin("Mira", address(1), at(101));
        assert_eq!(refused, Err(RetryAfter(WINDOW_S - 1)));
        assert!(limits.begin("Mira", address(1), at(100 + WINDOW_S)).is_ok());
    }

    #[test]
    fn filling_the_memory_forgets_nobody_who_failed_too_often() {
        let limits = SignInLimits::default();
        for _ in 0..FAILURES_MAX {
            let _ = limits.begin("Mira", address(1), at(0));
        }
        for number in 2..KEYS_MAX as u32 * 2 {
            let _ = limits.begin(&number.to_string(), address(number), at(1));
        }
        assert!(limits.begin("Mira", address(1), at(2)).is_err());
    }

    #[test]
    fn an_address_is_refused_for_every_name() {
        let limits = SignInLimits::default();
        for name in 0..FAILURES_MAX {
            assert_eq!(limits.begin(&name.to_string(), address(1), at(0)), AT_ONCE);
        }
        assert!(limits.begin("Mira", address(1), at(1)).is_err());
        assert_eq!(limits.begin("Mira", address(2), at(1)), AT_ONCE);
    }

    #[test]
    fn neighbors_of_an_ipv6_address_count_as_one() {
        let limits = SignInLimits::default();
        for last in 0..FAILURES_MAX {
            let address = format!("2001:db8::{last:x}").parse().unwrap();
            assert_eq!(limits.begin(&last.to_string(), address, at(0)), AT_ONCE);
        }
        let neighbor = "2001:db8::ffff".parse().unwrap();
        assert!(limits.begin("Mira", neighbor, at(0)).is_err());
        let other = "2001:db8:0:1::1".parse().unwrap();
        assert_eq!(limits.begin("Mira", other, at(0)), AT_ONCE);
    }

    #[test]
    fn who_signs_in_has_not_failed() {
        let limits = SignInLimits::default();
        for _ in 0..FAILURES_MAX * 3 {
            assert_eq!(limits.begin("Mira", address(1), at(0)), AT_ONCE);
            limits.succeeded("Mira", address(1));
        }
    }

    #[test]
    fn memory_is_bounded() {
        let limits = SignInLimits::default();
        for number in 0..KEYS_MAX as u32 {
            let _ = limits.begin(
                &number.to_string(),
                address(number),
                at(i64::from(number % 7)),
            );
        }
        assert!(limits.windows().len() <= KEYS_MAX);
    }

    #[test]
    fn no_one_waits_longer_than_the_window_whatever_the_clock_does() {
        let limits = SignInLimits::default();
        for _ in 0..FAILURES_MAX {
            let _ = limits.begin("Mira", address(1), at(30 * 86_400));
        }
        for now in [i64::MIN, -1, 0, 30 * 86_400 - 1, 30 * 86_400] {
            let refused = limits.begin("Mira", address(1), at(now));
            assert_eq!(refused, Err(RetryAfter(WINDOW_S)), "{now}");
        }
        assert_eq!(limits.begin("Mira", address(1), at(i64::MAX)), AT_ONCE);
    }

    #[test]
    fn a_try_that_was_not_made_counts_for_nothing() {
        let limits = SignInLimits::default();
        for _ in 0..100 {
            assert_eq!(limits.begin("Mira", address(1), at(0)), AT_ONCE);
            limits.not_made("Mira", address(1));
        }
    }

    #[tokio::test]
    async fn a_bounded_number_pauses_and_who_leaves_makes_room() {
        let limits = SignInLimits::default();
        let pause = Pause(PAUSE_MAX);
        let mut pausing: Vec<_> = (0..PAUSING_MAX)
            .map(|_| Box::pin(pause.pass(&limits)))
            .collect();
        for pause in &mut pausing {
            assert!(pause.as_mut().now_or_never().is_none());
        }
        assert_eq!(pause.pass(&limits).await, Err(NotDone::Busy));
        assert_eq!(Pause(Duration::ZERO).pass(&limits).await, Ok(()));
        pausing.pop();
        assert_eq!(pause.pass(&limits).now_or_never(), None, "it pauses");
    }
}
