//! The served page beside Datasette's, on the same file.

use crate::failure::Failure;
use crate::step::step;

use super::data::Data;
use super::measured::Measured;
use super::programs::Programs;

/// Runs of the page.
const RUNS: &str = "21";

/// What was measured of one size.
#[derive(Debug)]
pub(crate) struct Pages {
    /// How many attempts there are.
    pub(crate) attempts: u64,
    /// Both servers.
    pub(crate) measured: Measured,
}

/// Measures both, and fails where their counts differ.
pub(crate) fn measure(programs: &Programs, data: &Data) -> Result<Pages, Failure> {
    let attempts = data.attempts;
    let measured = step(&format!("the pages on {attempts} attempts"), || {
        let mut script = programs.venv.script(&programs.scripts.join("ask_pages.py"));
        // A page of Datasette's takes minutes where ours takes milliseconds.
        let runs_datasette = if attempts > 2_000_000 { "1" } else { "3" };
        Measured::by(
            script
                .arg(&programs.turnaway)
                .arg(&programs.site)
                .arg(programs.venv.program("datasette"))
                .arg(data.database())
                .arg(&data.folder)
                .args([RUNS, runs_datasette]),
        )
    })?;
    Ok(Pages { attempts, measured })
}
