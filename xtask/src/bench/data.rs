//! The events that are measured on: made once for each size, and kept.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::demo;
use crate::failure::Failure;
use crate::files::{make_folder, read};
use crate::step::{run, step};

use super::measured::Measured;
use super::{Programs, import};

/// The data of one size.
#[derive(Debug)]
pub(crate) struct Data {
    /// How many denied requests there are.
    pub(crate) attempts: u64,
    /// Where all of it is.
    pub(crate) folder: PathBuf,
}

impl Data {
    /// Makes the data, or takes those of the last time.
    pub(crate) fn make(programs: &Programs, folder: &Path, attempts: u64) -> Result<Self, Failure> {
        let data = Self {
            attempts,
            folder: folder.join(attempts.to_string()),
        };
        make_folder(&data.folder)?;
        demo::fill(&data.database(), || {
            step("making events", || data.make_events(programs))?;
            import::measure(programs, &data, &data.database())
        })?;
        Ok(data)
    }

    /// The record.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("turnaway.db")
    }

    /// The events as a file to import.
    pub(crate) fn events(&self) -> PathBuf {
        self.folder.join("events.csv")
    }

    /// What the last import of the events measured.
    pub(crate) fn imported(&self) -> Result<Measured, Failure> {
        Measured::read(&read(&self.imported_file())?)
    }

    /// The file that remembers what the last import measured.
    pub(crate) fn imported_file(&self) -> PathBuf {
        self.folder.join("import.json")
    }

    fn make_events(&self, programs: &Programs) -> Result<(), Failure> {
        let path = self.events();
        let file = File::create(&path).map_err(Failure::file("write", &path))?;
        run(Command::new(&programs.engine)
            .args(["events", &self.attempts.to_string()])
            .stdout(Stdio::from(file)))
    }
}
