//! The programs of a bench.

use std::path::PathBuf;

use crate::venv::Venv;

/// The programs that are measured, and those that measure.
#[derive(Debug)]
pub(crate) struct Programs {
    /// `turnaway`.
    pub(crate) turnaway: PathBuf,
    /// The engine alone.
    pub(crate) engine: PathBuf,
    /// What the browser loads.
    pub(crate) site: PathBuf,
    /// Python with `DuckDB` and Datasette.
    pub(crate) venv: Venv,
    /// The folder of the Python programs.
    pub(crate) scripts: PathBuf,
}
