//! Reproducible random numbers.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

use super::non_empty::NonEmpty;

/// The purpose of a sequence of random numbers. Each has its own sequence, so that one more
/// draw for the calendar does not change the names of accounts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    /// Accounts, users, servers.
    World = 1,
    /// Busy and quiet days, incidents.
    Calendar = 2,
    /// Requests.
    Traffic = 3,
}

/// A seeded sequence of random numbers.
///
/// PCG-64 by `rand_pcg`, because it guarantees the same output for a seed in all releases and
/// on all platforms, and only depends on `rand_core`. `fastrand` is lighter, but changed its
/// sequences in 2.1. The distributions of `rand` may change in any minor release, so the few
/// that the demo needs are implemented here.
pub(super) struct Random(Pcg64);

impl Random {
    pub(super) fn new(seed: u64, purpose: Purpose) -> Self {
        Self(Pcg64::new(u128::from(seed), purpose as u128))
    }

    /// A uniform number from 0 to `end` - 1; 0 if `end` is 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        // The high half of a product: no division, and at most 2⁻³² from uniform.
        (((self.0.next_u64() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// A uniform number from `first` to `last`, both inclusive.
    pub(super) fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last.saturating_sub(first).saturating_add(1))
    }

    /// A uniform number from 0 to less than 1.
    pub(super) fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.0.next_u64() >> 11) as f64 * STEP
    }

    /// A uniform number from `low` to less than `high`.
    pub(super) fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True in `percent` percent of the cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// An index less than `len`. Low ones are more likely: half of the draws are in the first
    /// quarter.
    pub(super) fn favorite_index(&mut self, len: usize) -> usize {
        let unit = self.unit();
        (unit * unit * len as f64) as usize
    }

    /// One item of a list, all equally likely.
    pub(super) fn any<'a, T>(&mut self, list: &'a NonEmpty<T>) -> &'a T {
        list.at(self.below(list.len() as u32) as usize)
    }

    /// One item of a list, the first ones more likely.
    pub(super) fn favorite<'a, T>(&mut self, list: &'a NonEmpty<T>) -> &'a T {
        list.at(self.favorite_index(list.len()))
    }

    /// Shuffles a list (Fisher–Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}
