//! A monotonic clock for limits in memory: they end on time even if the system clock is
//! changed.

use std::time::Instant;

/// Seconds since some moment of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonotonicSecond(pub i64);

/// Returns the current one; tests replace it.
pub type MonotonicClock = Box<dyn Fn() -> MonotonicSecond + Send + Sync>;

impl MonotonicSecond {
    /// The seconds since an earlier one.
    pub(crate) fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The clock of this process.
pub(crate) fn monotonic_clock() -> MonotonicClock {
    let start = Instant::now();
    Box::new(move || MonotonicSecond(start.elapsed().as_secs().cast_signed()))
}
