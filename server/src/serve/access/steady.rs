//! A monotonic clock for limits in memory: they end on time even if the system clock is
//! changed.

use std::time::Instant;

/// Seconds since some moment of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SteadySecond(pub i64);

/// Returns the current one; tests replace it.
pub type SteadyClock = Box<dyn Fn() -> SteadySecond + Send + Sync>;

impl SteadySecond {
    /// The seconds since an earlier one.
    pub(crate) fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The clock of this process.
pub(crate) fn steady_clock() -> SteadyClock {
    let start = Instant::now();
    Box::new(move || SteadySecond(start.elapsed().as_secs().cast_signed()))
}
