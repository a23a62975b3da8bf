//! The current time. This is the only place that reads the clock: everything else takes it as
//! an argument.

use domain::event::Second;
use jiff::Timestamp;

/// The current second.
pub fn now() -> Second {
    Second(Timestamp::now().as_second())
}
