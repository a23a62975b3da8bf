//! What a forwarder says.

use std::io::{self, ErrorKind, Write as _};

/// Says what was noticed. Where it cannot be written, forwarding goes on.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "turnaway: {text}");
}

/// Prints what was done. A closed pipe is no failure: whoever reads it has seen enough.
pub(crate) fn print_line(text: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
