//! The npm packages of a folder's lockfile.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::files::{read, write};
use crate::fingerprint::fingerprint;
use crate::project::Project;
use crate::step::{run, step};

/// A folder with a `package.json` and its lockfile.
#[derive(Debug)]
pub(crate) struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// The packages of a folder of the project, installed from its lockfile when they are
    /// missing or the lockfile has changed since.
    pub(crate) fn install(project: &Project, folder: &str) -> Result<Self, Failure> {
        let packages = Self {
            folder: project.root.join(folder),
        };
        let lockfile = packages.lockfile()?;
        if !is_installed(&packages.folder, &lockfile) {
            step(&format!("installing the npm packages of {folder}"), || {
                run(Command::new("npm").current_dir(&packages.folder).args([
                    "ci",
                    "--no-fund",
                    "--no-audit",
                ]))?;
                // Last, so that an interrupted installation does not count as complete.
                write(&stamp(&packages.folder), name(&lockfile).as_bytes())
            })?;
        }
        Ok(packages)
    }

    /// A command of one of the packages, in their folder.
    pub(crate) fn command<const N: usize>(&self, program: &str, arguments: [&str; N]) -> Command {
        let mut command = Command::new(self.modules().join(".bin").join(program));
        command.current_dir(&self.folder).args(arguments);
        command
    }

    /// The folder of the installed packages.
    pub(crate) fn modules(&self) -> PathBuf {
        self.folder.join("node_modules")
    }

    /// The lockfile: every package with its version and hash.
    pub(crate) fn lockfile(&self) -> Result<Vec<u8>, Failure> {
        read(&self.folder.join("package-lock.json"))
    }
}

/// Whether the packages of exactly this lockfile are installed.
fn is_installed(folder: &Path, lockfile: &[u8]) -> bool {
    read(&stamp(folder)).is_ok_and(|stamp| stamp == name(lockfile).as_bytes())
}

/// The file that names the lockfile the packages came from. `npm ci` removes it.
fn stamp(folder: &Path) -> PathBuf {
    folder.join("node_modules").join(".turnaway-lockfile")
}

fn name(lockfile: &[u8]) -> String {
    fingerprint([lockfile])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::files::make_folder;

    #[test]
    fn packages_of_another_lockfile_are_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_installed(folder.path(), b"one"));
        make_folder(&folder.path().join("node_modules")).unwrap();
        assert!(!is_installed(folder.path(), b"one"), "it was interrupted");
        write(&stamp(folder.path()), name(b"one").as_bytes()).unwrap();
        assert!(is_installed(folder.path(), b"one"));
        assert!(!is_installed(folder.path(), b"two"), "the lockfile changed");
    }
}
