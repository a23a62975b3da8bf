#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use std::time::Duration;

use futures_util::FutureExt as _;
use store::WorkError;

use super::{
    FAILURES_MAX, KEYS_MAX, OPENS_MAX, OPENS_WINDOW_S, PAUSE, PAUSE_MAX, PAUSING_MAX, Pause,
    RetryAfter, SignInLimits, WINDOW_S,
};
use crate::serve::access::monotonic_clock::MonotonicSecond;

const AT_ONCE: Result<Pause, RetryAfter> = Ok(Pause(Duration::ZERO));

fn at(second: i64) -> MonotonicSecond {
    MonotonicSecond(second)
}

fn client_ip(last: u32) -> std::net::IpAddr {
    std::net::Ipv4Addr::from_bits(last).into()
}

#[test]
fn a_stranger_slows_a_name_down_and_locks_no_one_out() {
    let limits = SignInLimits::default();
    let mut pauses = Vec::new();
    for last in 0..100 {
        pauses.push(limits.begin("Mira", client_ip(last), at(100)).unwrap().0);
    }
    let (at_once, slower) = pauses.split_at(FAILURES_MAX as usize);
    assert!(at_once.iter().all(Duration::is_zero), "{pauses:?}");
    assert!(slower.starts_with(&[PAUSE, PAUSE * 2]));
    assert_eq!(slower.last(), Some(&PAUSE_MAX));
    let owner = limits.begin(" mira ", client_ip(1000), at(101));
    assert_eq!(
        owner,
        Ok(Pause(PAUSE_MAX)),
        "from another client IP she signs in"
    );
    assert_eq!(limits.begin("Noor", client_ip(1000), at(101)), AT_ONCE);
    assert_eq!(
        limits.begin("Mira", client_ip(1001), at(100 + WINDOW_S)),
        AT_ONCE
    );
    limits.succeeded("Mira", client_ip(1001));
    assert_eq!(limits.begin("Mira", client_ip(1001), at(101)), AT_ONCE);
}

#[test]
fn a_link_is_refused_for_every_client_ip() {
    let limits = SignInLimits::default();
    for last in 0..FAILURES_MAX {
        assert_eq!(limits.begin_link("/l/x", client_ip(last), at(100)), Ok(()));
    }
    let refused = limits.begin_link("/l/x", client_ip(99), at(101));
    assert_eq!(refused, Err(RetryAfter(WINDOW_S - 1)));
    assert_eq!(limits.begin_link("/l/y", client_ip(99), at(101)), Ok(()));
}

#[test]
fn a_client_ip_with_too_many_failures_waits() {
    let limits = SignInLimits::default();
    for _ in 0..FAILURES_MAX {
        assert!(limits.begin("Mira", client_ip(1), at(100)).is_ok());
    }
    let refused = limits.begin("Mira", client_ip(1), at(101));
    assert_eq!(refused, Err(RetryAfter(WINDOW_S - 1)));
    assert!(
        limits
            .begin("Mira", client_ip(1), at(100 + WINDOW_S))
            .is_ok()
    );
}

#[test]
fn flooding_evicts_no_one_with_too_many_failures() {
    let limits = SignInLimits::default();
    for _ in 0..FAILURES_MAX {
        let _ = limits.begin("Mira", client_ip(1), at(0));
    }
    for number in 2..KEYS_MAX as u32 * 2 {
        let _ = limits.begin(&number.to_string(), client_ip(number), at(1));
    }
    assert!(limits.begin("Mira", client_ip(1), at(2)).is_err());
}

#[test]
fn a_client_ip_is_refused_for_every_name() {
    let limits = SignInLimits::default();
    for name in 0..FAILURES_MAX {
        assert_eq!(
            limits.begin(&name.to_string(), client_ip(1), at(0)),
            AT_ONCE
        );
    }
    assert!(limits.begin("Mira", client_ip(1), at(1)).is_err());
    assert_eq!(limits.begin("Mira", client_ip(2), at(1)), AT_ONCE);
}

#[test]
fn neighbors_of_an_ipv6_address_count_as_one() {
    let limits = SignInLimits::default();
    for last in 0..FAILURES_MAX {
        let client_ip = format!("2001:db8::{last:x}").parse().unwrap();
        assert_eq!(limits.begin(&last.to_string(), client_ip, at(0)), AT_ONCE);
    }
    let neighbor = "2001:db8::ffff".parse().unwrap();
    assert!(limits.begin("Mira", neighbor, at(0)).is_err());
    let other = "2001:db8:0:1::1".parse().unwrap();
    assert_eq!(limits.begin("Mira", other, at(0)), AT_ONCE);
}

#[test]
fn a_successful_sign_in_is_no_failure() {
    let limits = SignInLimits::default();
    for _ in 0..FAILURES_MAX * 3 {
        assert_eq!(limits.begin("Mira", client_ip(1), at(0)), AT_ONCE);
        limits.succeeded("Mira", client_ip(1));
    }
}

#[test]
fn memory_is_bounded() {
    let limits = SignInLimits::default();
    for number in 0..KEYS_MAX as u32 {
        let _ = limits.begin(
            &number.to_string(),
            client_ip(number),
            at(i64::from(number % 7)),
        );
    }
    assert!(limits.windows().len() <= KEYS_MAX);
}

#[test]
fn no_one_waits_longer_than_the_window_whatever_the_clock_does() {
    let limits = SignInLimits::default();
    for _ in 0..FAILURES_MAX {
        let _ = limits.begin("Mira", client_ip(1), at(30 * 86_400));
    }
    for now in [i64::MIN, -1, 0, 30 * 86_400 - 1, 30 * 86_400] {
        let refused = limits.begin("Mira", client_ip(1), at(now));
        assert_eq!(refused, Err(RetryAfter(WINDOW_S)), "{now}");
    }
    assert_eq!(limits.begin("Mira", client_ip(1), at(i64::MAX)), AT_ONCE);
}

#[test]
fn a_try_that_was_not_made_does_not_count() {
    let limits = SignInLimits::default();
    for _ in 0..100 {
        assert_eq!(limits.begin("Mira", client_ip(1), at(0)), AT_ONCE);
        limits.not_made("Mira", client_ip(1));
    }
}

#[tokio::test]
async fn a_bounded_number_pauses_and_leaving_makes_room() {
    let limits = SignInLimits::default();
    let pause = Pause(PAUSE_MAX);
    let mut pausing: Vec<_> = (0..PAUSING_MAX)
        .map(|_| Box::pin(pause.pass(&limits)))
        .collect();
    for pause in &mut pausing {
        assert!(pause.as_mut().now_or_never().is_none());
    }
    assert_eq!(pause.pass(&limits).await, Err(WorkError::Busy));
    assert_eq!(Pause(Duration::ZERO).pass(&limits).await, Ok(()));
    pausing.pop();
    assert_eq!(pause.pass(&limits).now_or_never(), None, "it pauses");
}

#[test]
fn a_network_that_opened_too_many_links_can_still_sign_in() {
    let limits = SignInLimits::default();
    let network = |last: u32| format!("2001:db8::{last:x}").parse().unwrap();
    for last in 0..OPENS_MAX {
        assert_eq!(limits.begin_open(network(last), at(100)), Ok(()));
    }
    let refused = limits.begin_open(network(0), at(101));
    assert_eq!(refused, Err(RetryAfter(OPENS_WINDOW_S - 1)));
    assert_eq!(limits.begin_open(client_ip(1), at(101)), Ok(()));
    assert_eq!(limits.begin("Mira", network(0), at(101)), AT_ONCE);
    let later = at(100 + OPENS_WINDOW_S);
    assert_eq!(limits.begin_open(network(0), later), Ok(()));
}
