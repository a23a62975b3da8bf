//! Standard output and standard error.

use std::io::{self, ErrorKind, Write as _};

/// Prints a warning. Forwarding goes on where it cannot be printed.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(io::stderr(), "turnaway: {text}");
}

/// Prints a text and ends its line. A closed pipe is not an error: its reader has seen enough,
/// and the exit status still says what was done.
pub fn print_line(text: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
