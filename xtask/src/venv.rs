//! A virtual environment of Python, with the versions that a `requirements.txt` pins.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::files::{read, remove_folder, write};
use crate::fingerprint::fingerprint;
use crate::step::{run, step};

/// An environment that has everything.
#[derive(Debug)]
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// Makes the environment in a folder, unless one of the same requirements is there.
    /// The scripts have a `requirements.txt` beside them; `what` names what it is for.
    pub(crate) fn install(folder: &Path, scripts: &Path, what: &str) -> Result<Self, Failure> {
        let requirements = scripts.join("requirements.txt");
        let venv = Self {
            folder: folder.join("venv"),
        };
        let stamp = venv.folder.join("stamp");
        let wanted = fingerprint([read(&requirements)?.as_slice()]);
        if read(&stamp).is_ok_and(|stamp| stamp == wanted.as_bytes()) {
            return Ok(venv);
        }
        step(&format!("installing {what} into a venv"), || {
            remove_folder(&venv.folder)?;
            run(Command::new("python3")
                .args(["-m", "venv"])
                .arg(&venv.folder))?;
            run(Command::new(venv.program("python"))
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(&requirements))?;
            // Last, so that an interrupted installation does not count as complete.
            write(&stamp, wanted.as_bytes())
        })?;
        Ok(venv)
    }

    /// A program of the environment.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        let folder = if cfg!(windows) { "Scripts" } else { "bin" };
        self.folder.join(folder).join(name)
    }

    /// A Python program, to be given its arguments.
    pub(crate) fn script(&self, script: &Path) -> Command {
        let mut command = Command::new(self.program("python"));
        // No compiled copies beside the sources.
        command.arg("-B").arg(script);
        command
    }
}
