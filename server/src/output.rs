//! Standard output.

use std::io::{ErrorKind, Write as _};

use crate::failure::Failure;

/// Prints a line. A closed pipe is no failure: the consumer has read enough, and the exit
/// status still reports the result.
pub(crate) fn print_line(text: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// A second as RFC 3339; one outside the calendar becomes the first that it has.
pub(crate) fn rfc3339(second: i64) -> String {
    jiff::Timestamp::from_second(second)
        .unwrap_or_default()
        .to_string()
}
