//! Sign-ins in progress: the browser is at the provider, and is expected back.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use openidconnect::{Nonce, PkceCodeVerifier};
use store::SecretHash;

use crate::serve::access::monotonic_clock::MonotonicSecond;

/// Seconds in which a browser must return.
pub(crate) const UNDER_WAY_S: i64 = 10 * 60;

/// The most sign-ins that are remembered, per client IP and in total. Beyond that the oldest,
/// of that client IP or of all, is forgotten.
const OF_CLIENT_IP_MAX: usize = 200;
const UNDER_WAY_MAX: usize = 10_000;

/// A sign-in in progress.
pub(crate) struct PendingSignIn {
    /// The browser that it began in, by the secret of its cookie.
    pub browser: SecretHash,
    /// The nonce, which the provider signs, so that an older response is not accepted.
    pub nonce: Nonce,
    /// The PKCE verifier, which proves to the provider who requested the code.
    pub verifier: PkceCodeVerifier,
    /// Where the provider sends the browser back to.
    pub redirect: String,
    /// The path that the sign-in leads to.
    pub to: String,
    /// The client IP.
    pub client_ip: IpAddr,
    /// When it began.
    pub began_at: MonotonicSecond,
}

/// All of them, by the hash of the state that the provider returns. They live in memory, and
/// end with the process.
#[derive(Default)]
pub(crate) struct PendingSignIns(Mutex<HashMap<SecretHash, PendingSignIn>>);

impl PendingSignIns {
    /// Remembers one.
    pub(crate) fn begin(&self, state: SecretHash, begun: PendingSignIn) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, one| begun.began_at.since(one.began_at) < UNDER_WAY_S);
        let of_client = known
            .values()
            .filter(|one| one.client_ip == begun.client_ip);
        if of_client.count() >= OF_CLIENT_IP_MAX {
            forget_oldest(&mut known, |one| one.client_ip == begun.client_ip);
        } else if known.len() >= UNDER_WAY_MAX {
            forget_oldest(&mut known, |_| true);
        }
        known.insert(state, begun);
    }

    /// Ends the sign-in that a browser returned for; `None` if the state is unknown or too old,
    /// or if another browser began it. A state is valid once, and only in its own browser:
    /// others cannot use it up.
    pub(crate) fn end(
        &self,
        state: SecretHash,
        browser: SecretHash,
        now: MonotonicSecond,
    ) -> Option<PendingSignIn> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(&state)?.browser != browser {
            return None;
        }
        let ended = known.remove(&state)?;
        (now.since(ended.began_at) < UNDER_WAY_S).then_some(ended)
    }
}

fn forget_oldest(
    known: &mut HashMap<SecretHash, PendingSignIn>,
    of: impl Fn(&PendingSignIn) -> bool,
) {
    let oldest = known.iter().filter(|(_, one)| of(one));
    let oldest = oldest.min_by_key(|(_, one)| one.began_at);
    if let Some(state) = oldest.map(|(state, _)| *state) {
        known.remove(&state);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::net::{IpAddr, Ipv4Addr};

    use openidconnect::{Nonce, PkceCodeVerifier};
    use store::{Secret, SecretHash};

    use super::{
        MonotonicSecond, OF_CLIENT_IP_MAX, PendingSignIn, PendingSignIns, UNDER_WAY_MAX,
        UNDER_WAY_S,
    };

    fn random() -> SecretHash {
        Secret::random().unwrap().hash()
    }

    fn begun(browser: SecretHash, client_ip: u32, began_at: i64) -> PendingSignIn {
        PendingSignIn {
            browser,
            nonce: Nonce::new(String::new()),
            verifier: PkceCodeVerifier::new(String::new()),
            redirect: String::new(),
            to: "/".to_owned(),
            client_ip: IpAddr::V4(Ipv4Addr::from_bits(client_ip)),
            began_at: MonotonicSecond(began_at),
        }
    }

    #[test]
    fn a_state_is_good_once_for_its_browser_and_for_a_while() {
        let known = PendingSignIns::default();
        let (state, browser) = (random(), random());
        known.begin(state, begun(browser, 1, 0));
        assert!(known.end(random(), browser, MonotonicSecond(0)).is_none());
        assert!(known.end(state, random(), MonotonicSecond(0)).is_none());
        assert!(
            known
                .end(state, browser, MonotonicSecond(UNDER_WAY_S - 1))
                .is_some()
        );
        assert!(
            known
                .end(state, browser, MonotonicSecond(UNDER_WAY_S - 1))
                .is_none()
        );
        known.begin(state, begun(browser, 1, 0));
        assert!(
            known
                .end(state, browser, MonotonicSecond(UNDER_WAY_S))
                .is_none()
        );
    }

    #[test]
    fn memory_is_bounded_and_a_client_ip_evicts_only_its_own() {
        let known = PendingSignIns::default();
        let (state, browser) = (random(), random());
        known.begin(state, begun(browser, 1, 0));
        for _ in 0..=OF_CLIENT_IP_MAX {
            known.begin(random(), begun(browser, 2, 1));
        }
        assert_eq!(known.0.lock().unwrap().len(), OF_CLIENT_IP_MAX + 1);
        assert!(known.end(state, browser, MonotonicSecond(2)).is_some());
    }

    #[test]
    fn of_too_many_the_oldest_is_forgotten() {
        let known = PendingSignIns::default();
        let (state, browser) = (random(), random());
        known.begin(state, begun(browser, 1, 0));
        let mut all = known.0.lock().unwrap();
        for number in 1..UNDER_WAY_MAX as u32 {
            all.insert(random(), begun(browser, number + 1, 1));
        }
        drop(all);
        known.begin(random(), begun(browser, 0, 1));
        assert_eq!(known.0.lock().unwrap().len(), UNDER_WAY_MAX);
        assert!(known.end(state, browser, MonotonicSecond(2)).is_none());
        // Outdated ones make room without being evicted.
        known.begin(random(), begun(browser, 0, 1 + UNDER_WAY_S));
        assert_eq!(known.0.lock().unwrap().len(), 1);
    }
}
