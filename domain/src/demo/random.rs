//! Random numbers that stay the same for a seed.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

use super::non_empty::NonEmpty;

/// What a sequence of random numbers is for. Each purpose has a sequence of its own:
/// one more draw for the calendar must not give the accounts other names.
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
/// PCG-64 by `rand_pcg`, because its output for a seed is promised to stay the same
/// from release to release and on every platform, and it needs nothing but
/// `rand_core`. `fastrand` is lighter, but changed its sequences in 2.1; the
/// distributions of `rand` may change in any minor release, so the few that the demo
/// needs are written here.
pub(super) struct Random(Pcg64);

impl Random {
    pub(super) fn new(seed: u64, purpose: Purpose) -> Self {
        Self(Pcg64::new(u128::from(seed), purpose as u128))
    }

    /// An even number from 0 to `end` - 1; 0 when `end` is 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        // The high half of a product: no division, and off by at most 2⁻³² from even.
        (((self.0.next_u64() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// An even number from `first` to `last`, both inclusive.
    pub(super) fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last.saturating_sub(first).saturating_add(1))
    }

    /// An even number from 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.0.next_u64() >> 11) as f64 * STEP
    }

    /// An even number from `low` to below `high`.
    pub(super) fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True `percent` times of a hundred.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// An index below `len` of which low ones are the more likely: half of the draws
    /// fall into the first quarter.
    pub(super) fn favorite_index(&mut self, len: usize) -> usize {
        let unit = self.unit();
        (unit * unit * len as f64) as usize
    }

    /// One of a list, each as likely.
    pub(super) fn any<'a, T>(&mut self, list: &'a NonEmpty<T>) -> &'a T {
        list.at(self.below(list.len() as u32) as usize)
    }

    /// One of a list, the first ones more likely.
    pub(super) fn favorite<'a, T>(&mut self, list: &'a NonEmpty<T>) -> &'a T {
        list.at(self.favorite_index(list.len()))
    }

    /// Puts a list into random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}
