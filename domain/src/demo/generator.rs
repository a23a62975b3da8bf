//! Generates the events, hour by hour.

use crate::event::{Event, Second};
use crate::zone::DAY_S;

use super::accounts::accounts;
use super::calendar::Calendar;
use super::demand::{Demand, HourWeights};
use super::options::DemoOptions;
use super::random::{Purpose, Random};
use super::traffic::Traffic;

/// Ordinary grants per hundred attempts. With the grants that end a run of retries, about one
/// request in three is denied.
const GRANTS_PER_100_ATTEMPTS: u64 = 210;

/// See [`super::generate`].
pub(super) fn generate(options: &DemoOptions, event: &mut dyn FnMut(&Event<'_>)) {
    let calendar = Calendar::new(options.until);
    let mut random = Random::new(options.seed, Purpose::World);
    let accounts = accounts(&mut random, options.attempts, calendar.days());
    let mut random = Random::new(options.seed, Purpose::Calendar);
    let Some(demand) = Demand::new(&accounts, &calendar, &mut random) else {
        return;
    };
    let mut weights = HourWeights::default();
    let (mut denials_sum, mut grants_sum) = (0.0, 0.0);
    for hour in 0..calendar.hours() {
        demand.weigh(hour, &mut weights);
        denials_sum += weights.denials_total();
        grants_sum += weights.grants_total();
    }
    let grants = u128::from(options.attempts) * u128::from(GRANTS_PER_100_ATTEMPTS) / 100;
    let mut denials = Quota::new(options.attempts, denials_sum);
    let mut grants = Quota::new(u64::try_from(grants).unwrap_or(u64::MAX), grants_sum);

    let start = Second(calendar.first_day_number() * DAY_S);
    let mut traffic = Traffic::new(
        &demand,
        &calendar,
        Random::new(options.seed, Purpose::Traffic),
    );
    for hour in 0..calendar.hours() {
        let is_last = hour + 1 == calendar.hours();
        demand.weigh(hour, &mut weights);
        let mut left = denials.next(weights.denials_total(), is_last);
        while left > 0 {
            let cell = demand.cells().at(traffic.place(&weights.denials));
            left = left.saturating_sub(traffic.run(cell, hour, left));
        }
        for _ in 0..grants.next(weights.grants_total(), is_last) {
            if let Some(account) = accounts.get(traffic.place(&weights.grants)) {
                traffic.grant(account, hour);
            }
        }
        traffic.end_hour(|draft| event(&draft.event(start)));
    }
}

/// Splits a total into hourly numbers, exactly and in proportion to weights.
struct Quota {
    total: u64,
    given: u64,
    weight_sum: f64,
    weight_passed: f64,
}

impl Quota {
    fn new(total: u64, weight_sum: f64) -> Self {
        Self {
            total,
            given: 0,
            weight_sum,
            weight_passed: 0.0,
        }
    }

    /// The next hour's part; the last hour gets the rest.
    fn next(&mut self, weight: f64, is_last: bool) -> u64 {
        self.weight_passed += weight;
        let part = self.weight_passed / self.weight_sum;
        let due = if is_last {
            self.total
        } else {
            (self.total as f64 * part).round() as u64
        };
        let due = due.clamp(self.given, self.total);
        due - std::mem::replace(&mut self.given, due)
    }
}
