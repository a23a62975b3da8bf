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
