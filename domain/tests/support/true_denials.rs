//! The gaps of a denial and the rule of true denials, by a search of every pair of requests.

use super::Fact;

/// Whether `later` follows `place`: later in time or, within the same second, later in
/// import order.
fn follows(record: &[Fact], place: usize, later: usize) -> bool {
    (record[later].at, later) > (record[place].at, place)
}

/// The seconds until the nearest request after `place` for which `is_meant` holds, if any.
fn seconds_until(
    record: &[Fact],
    place: usize,
    is_meant: impl Fn(&Fact, &Fact) -> bool,
) -> Option<i64> {
    let denied = &record[place];
    if denied.user.is_empty() && denied.device.is_empty() {
        return None;
    }
    (0..record.len())
        .filter(|&later| follows(record, place, later) && is_meant(denied, &record[later]))
        .map(|later| record[later].at - denied.at)
        .min()
}

/// The seconds until the next identical final attempt, on any server of the account.
pub(crate) fn seconds_until_repeat(record: &[Fact], place: usize) -> Option<i64> {
    seconds_until(record, place, |a, b| {
        b.is_denied()
            && b.is_final
            && (a.account, a.user, a.device) == (b.account, b.user, b.device)
            && (a.feature, a.status) == (b.feature, b.status)
    })
}

/// The seconds until the next grant of the feature to the user on the device, on any
/// server of the account.
pub(crate) fn seconds_until_grant(record: &[Fact], place: usize) -> Option<i64> {
    seconds_until(record, place, |a, b| {
        b.is_granted()
            && (a.account, a.user, a.device) == (b.account, b.user, b.device)
            && a.feature == b.feature
    })
}

/// Whether a denial is a true one under the windows W and G, in seconds.
pub(crate) fn is_true(record: &[Fact], place: usize, w: u32, g: u32) -> bool {
    let within = |gap: Option<i64>, window: u32| {
        window > 0 && gap.is_some_and(|gap| gap <= i64::from(window))
    };
    record[place].is_final
        && !within(seconds_until_repeat(record, place), w)
        && !within(seconds_until_grant(record, place), g)
}
