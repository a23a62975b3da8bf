//! Node, and the npm packages of a folder's lockfile.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::files::{read, write};
use crate::fingerprint::fingerprint;
use crate::project::Project;
use crate::step::{output, run, step};

/// The oldest Node that runs the tools.
const OLDEST_NODE: u32 = 20;

/// A folder with a `package.json` and its lockfile.
#[derive(Debug)]
pub(crate) struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// The packages of a folder of the project, installed from its lockfile when they are
    /// missing or the lockfile has changed since.
    pub(crate) fn install(project: &Project, folder: &str) -> Result<Self, Failure> {
        check_node()?;
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
                // Last, so that an installation that broke off is not taken for whole.
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

/// Fails unless there is a Node that is new enough.
fn check_node() -> Result<(), Failure> {
    let Ok(version) = output(Command::new("node").arg("--version")) else {
        return Err(Failure::Node { found: None });
    };
    let version = version.trim();
    match major(version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => Err(Failure::Node {
            found: Some(version.to_owned()),
        }),
    }
}

/// The 20 of `v20.1.0`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::files::make_folder;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("v100.0.0-nightly"), Some(100));
        assert_eq!(major("20.1.0"), None);
        assert_eq!(major(""), None);
    }

    #[test]
    fn packages_of_another_lockfile_are_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_installed(folder.path(), b"one"));
        make_folder(&folder.path().join("node_modules")).unwrap();
        assert!(!is_installed(folder.path(), b"one"), "it broke off");
        write(&stamp(folder.path()), name(b"one").as_bytes()).unwrap();
        assert!(is_installed(folder.path(), b"one"));
        assert!(!is_installed(folder.path(), b"two"), "the lockfile changed");
    }
}
