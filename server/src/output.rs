//! Standard output, and what may be written to a terminal.

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

/// A text from outside on one line of a terminal, cut to so many characters. What could
/// steer the terminal or turn its line around is shown as `?`.
pub(crate) fn printable(text: &str, chars_max: usize) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let shown = text.chars().map(|c| if steers(c) { '?' } else { c });
    let mut line: String = shown.take(chars_max).collect();
    if text.chars().nth(chars_max).is_some() {
        line.pop();
        line.push('…');
    }
    line
}

/// A second as RFC 3339; one that no calendar has is the first of all.
pub(crate) fn rfc3339(second: i64) -> String {
    jiff::Timestamp::from_second(second)
        .unwrap_or_default()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn a_name_cannot_steer_a_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc", 20), "a?[2Jb?c");
        assert_eq!(printable("\u{202e}desrever", 20), "?desrever");
        assert_eq!(printable("Fördertechnik", 20), "Fördertechnik");
        assert_eq!(printable("abcdef", 4), "abc…");
    }
}
