//! What the denials page computes: the engine, `DuckDB` and the SQL that a person would
//! write, on the same events, with equal answers.

use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::files::{entries, read};
use crate::step::step;

use super::data::Data;
use super::measured::Measured;
use super::programs::Programs;

/// Runs of the engine, and of `DuckDB`.
const RUNS: &str = "15";
const RUNS_DUCKDB: &str = "3";

/// What was measured of one size.
#[derive(Debug)]
pub(crate) struct Answers {
    /// The engine.
    pub(crate) engine: Measured,
    /// `DuckDB`.
    pub(crate) duckdb: Measured,
}

/// Measures both, and fails where their answers differ.
pub(crate) fn measure(programs: &Programs, data: &Data) -> Result<Answers, Failure> {
    let size = data.attempts;
    let engine = step(&format!("the engine on {size} attempts"), || {
        Measured::by(
            Command::new(&programs.engine)
                .arg("ask")
                .arg(data.database())
                .arg(&data.folder)
                .arg(RUNS),
        )
    })?;
    let duckdb = step(&format!("DuckDB on {size} attempts"), || {
        let mut script = programs
            .venv
            .script(&programs.scripts.join("ask_duckdb.py"));
        Measured::by(script.arg(&data.folder).arg(RUNS_DUCKDB))
    })?;
    compare(&data.folder, "duckdb", "-all.tsv")?;
    Ok(Answers { engine, duckdb })
}

/// Asks `SQLite` the same, and fails where its answers differ from the engine's.
pub(crate) fn measure_sqlite(programs: &Programs, data: &Data) -> Result<Measured, Failure> {
    let size = data.attempts;
    let sqlite = step(&format!("SQLite on {size} attempts"), || {
        let mut script = programs
            .venv
            .script(&programs.scripts.join("ask_sqlite.py"));
        // What takes minutes runs once.
        let runs = if size > 500_000 { "0" } else { "3" };
        Measured::by(script.arg(data.database()).arg(&data.folder).arg(runs))
    })?;
    compare(&data.folder, "sqlite", "-attempts.tsv")?;
    Ok(sqlite)
}

/// Fails where one of our answers differs, line by line, from that of the same name of `others`,
/// which have those whose names end with `kind`.
fn compare(folder: &Path, others: &str, kind: &str) -> Result<(), Failure> {
    for ours in entries(&folder.join("turnaway"))? {
        let name = ours.file_name().unwrap_or_default();
        if !name.to_string_lossy().ends_with(kind) {
            continue;
        }
        let file = folder.join(others).join(name);
        let [expected, found] = [read(&ours)?, read(&file)?];
        if let Some(difference) = first_difference(&expected, &found) {
            return Err(Failure::Bench {
                reason: format!("{} differs from ours: {difference}", file.display()),
            });
        }
    }
    Ok(())
}

/// The first lines that differ.
fn first_difference(ours: &[u8], theirs: &[u8]) -> Option<String> {
    let [ours, theirs] = [ours, theirs].map(String::from_utf8_lossy);
    let (mut ours, mut theirs) = (ours.lines(), theirs.lines());
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return None,
            (ours, theirs) if ours == theirs => {}
            (ours, theirs) => {
                let [ours, theirs] = [ours, theirs].map(|line| line.unwrap_or("(the end)"));
                return Some(format!("`{ours}` is `{theirs}` there"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(first_difference(b"a\nb\n", b"a\nb\n"), None);
        let difference = first_difference(b"a\nb 1\n", b"a\nb 2\n");
        assert_eq!(difference.as_deref(), Some("`b 1` is `b 2` there"));
        let difference = first_difference(b"a\nb\n", b"a\n");
        assert_eq!(difference.as_deref(), Some("`b` is `(the end)` there"));
    }
}
