//! Named, timed steps, and the programs they run.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// Prints a line for the person at the terminal.
///
/// It goes to standard error, beside cargo's own progress. A closed terminal is no
/// reason to stop, so that failure is ignored.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Does one step: names it, does it, says how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    say(&format!("→ {name}"));
    let start = Instant::now();
    let result = work();
    let mark = if result.is_ok() { "✓" } else { "✗" };
    say(&format!("{mark} {name}: {}", elapsed(start.elapsed())));
    result
}

/// Runs a program to its end. Its output goes where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|source| Failure::Start {
        command: line(command),
        source,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Exit {
            command: line(command),
            status,
        })
    }
}

/// Runs a program to its end and returns what it printed on standard output.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| Failure::Start {
            command: line(command),
            source,
        })?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Failure::Exit {
            command: line(command),
            status: output.status,
        })
    }
}

/// A command as a person would type it, without the path of the program.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A time in the unit a person waits in: `0.4 s`, `12.3 s`, `3 min 05 s`.
pub(crate) fn elapsed(time: Duration) -> String {
    // Tenths first, so that 59.96 s becomes a minute rather than `60.0 s`.
    let tenths = (time.as_millis() + 50) / 100;
    if tenths < 600 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    let seconds = (tenths + 5) / 10;
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn times_are_readable() {
        for (milliseconds, text) in [
            (0, "0.0 s"),
            (449, "0.4 s"),
            (12_345, "12.3 s"),
            (59_949, "59.9 s"),
            (59_950, "1 min 00 s"),
            (185_000, "3 min 05 s"),
            (3_600_000, "60 min 00 s"),
        ] {
            assert_eq!(elapsed(Duration::from_millis(milliseconds)), text);
        }
    }

    #[test]
    fn a_failing_program_is_named_with_its_arguments() {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exit 3"]);
        let failure = run(&mut command).unwrap_err().to_string();
        assert!(failure.starts_with("`sh -c exit 3` failed"), "{failure}");
        assert!(failure.contains('3'), "{failure}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = run(&mut Command::new("/nowhere/at-all")).unwrap_err();
        assert!(matches!(failure, Failure::Start { command, .. } if command == "at-all"));
    }
}
