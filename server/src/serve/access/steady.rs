//! A clock that is never set: limits that live in memory go by it, so that they end when they
//! should, whatever becomes of the time of day.

use std::time::Instant;

/// Seconds since some moment of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SteadySecond(pub i64);

/// Tells it; tests set it.
pub type SteadyClock = Box<dyn Fn() -> SteadySecond + Send + Sync>;

impl SteadySecond {
    /// How many seconds have passed since an earlier one.
    pub(crate) fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The clock of this process.
pub(crate) fn steady_clock() -> SteadyClock {
    let start = Instant::now();
    Box::new(move || SteadySecond(start.elapsed().as_secs().cast_signed()))
}
