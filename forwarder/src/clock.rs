//! The present. The one place of the forwarder that asks the time.

use domain::event::Second;
use jiff::Timestamp;

/// The present second.
pub(crate) fn now() -> Second {
    Second(Timestamp::now().as_second())
}
