//! Standard output.

use std::io::{ErrorKind, Write as _};

use crate::failure::Failure;

/// Prints a text and ends its line. A closed pipe is no failure: who reads the output has
/// seen enough, and the exit status still tells what was done.
pub(crate) fn print_line(text: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// A second as RFC 3339; one that no calendar has is the first of all.
pub(crate) fn rfc3339(second: i64) -> String {
    jiff::Timestamp::from_second(second)
        .unwrap_or_default()
        .to_string()
}
