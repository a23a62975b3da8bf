//! The present. The one place that asks the time: everything else takes it as an argument.

use domain::event::Second;
use jiff::Timestamp;

/// The present second.
pub fn now() -> Second {
    Second(Timestamp::now().as_second())
}
