//! The clock: the only code of the forwarder that reads the time.

use domain::event::Second;
use jiff::Timestamp;

/// The current second.
pub(crate) fn now() -> Second {
    Second(Timestamp::now().as_second())
}
