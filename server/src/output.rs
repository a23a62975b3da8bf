//! Standard output.

use crate::failure::Failure;

/// Prints a line. A closed pipe is not an error.
pub(crate) fn print_line(text: &str) -> Result<(), Failure> {
    forwarder::print_line(text).map_err(Failure::Output)
}

/// A second as RFC 3339; one outside the calendar becomes the first that it has.
pub(crate) fn rfc3339(second: i64) -> String {
    jiff::Timestamp::from_second(second)
        .unwrap_or_default()
        .to_string()
}
