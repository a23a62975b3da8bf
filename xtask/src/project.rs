//! Where the project lies, and how its cargo is called.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;
use crate::step::output;

/// The folders of the project, and its cargo.
#[derive(Debug)]
pub(crate) struct Project {
    /// The workspace's root.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever the configuration or `CARGO_TARGET_DIR` puts it.
    pub(crate) target: PathBuf,
    cargo: OsString,
}

impl Project {
    /// Asks cargo where the project is.
    pub(crate) fn find() -> Result<Self, Failure> {
        // `cargo run` names the cargo it is, so that every step uses the same one.
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let metadata =
            output(Command::new(&cargo).args(["metadata", "--no-deps", "--format-version=1"]))?;
        let (root, target) = folders(&metadata)?;
        Ok(Self {
            root,
            target,
            cargo,
        })
    }

    /// What the crates of the workspace depend on of each other, other than for their tests.
    pub(crate) fn dependencies(&self) -> Result<Vec<(String, String)>, Failure> {
        let metadata = output(&mut self.cargo(["metadata", "--no-deps", "--format-version=1"]))?;
        dependencies(&metadata).ok_or_else(|| Failure::Metadata {
            reason: "it has no packages with dependencies".to_owned(),
        })
    }

    /// A cargo command, in the root of the project.
    pub(crate) fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = Command::new(&self.cargo);
        command
            .current_dir(&self.root)
            .args(arguments)
            // A relative `CARGO_TARGET_DIR` was meant from the folder we were called in.
            .env("CARGO_TARGET_DIR", &self.target)
            // Leptos bakes it in and would then ask for another name than the site has.
            .env_remove("LEPTOS_OUTPUT_NAME");
        command
    }

    /// The server's binary, as `cargo build --release --package server` leaves it.
    pub(crate) fn server(&self) -> PathBuf {
        self.release("turnaway")
    }

    /// The forwarder's own binary, as `cargo build --release --package forwarder` leaves it.
    pub(crate) fn forwarder(&self) -> PathBuf {
        self.release("turnaway-forward")
    }

    fn release(&self, program: &str) -> PathBuf {
        let name = format!("{program}{}", env::consts::EXE_SUFFIX);
        self.target.join("release").join(name)
    }

    /// The folder of things that xtask makes and can make again.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }
}

/// The dependencies within the workspace, from what `cargo metadata` printed.
fn dependencies(metadata: &str) -> Option<Vec<(String, String)>> {
    let metadata: serde_json::Value = serde_json::from_str(metadata).ok()?;
    let mut dependencies = Vec::new();
    for package in metadata.get("packages")?.as_array()? {
        let from = package.get("name")?.as_str()?;
        for dependency in package.get("dependencies")?.as_array()? {
            let is_own = dependency
                .get("path")
                .is_some_and(serde_json::Value::is_string);
            let is_for_tests = dependency.get("kind")?.as_str() == Some("dev");
            if is_own && !is_for_tests {
                let to = dependency.get("name")?.as_str()?;
                dependencies.push((from.to_owned(), to.to_owned()));
            }
        }
    }
    Some(dependencies)
}

/// The workspace's root and the target folder, from what `cargo metadata` printed.
fn folders(metadata: &str) -> Result<(PathBuf, PathBuf), Failure> {
    let metadata: serde_json::Value =
        serde_json::from_str(metadata).map_err(|error| Failure::Metadata {
            reason: error.to_string(),
        })?;
    let folder = |key: &str| {
        metadata
            .get(key)
            .and_then(serde_json::Value::as_str)
            .map(PathBuf::from)
            .ok_or_else(|| Failure::Metadata {
                reason: format!("it has no `{key}`"),
            })
    };
    Ok((folder("workspace_root")?, folder("target_directory")?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn folders_come_from_the_metadata() {
        let metadata = r#"{"packages":[],"workspace_root":"/a","target_directory":"/b\u00e9"}"#;
        assert_eq!(folders(metadata).unwrap(), ("/a".into(), "/bé".into()));
    }

    #[test]
    fn unusable_metadata_says_why() {
        let failure = folders(r#"{"workspace_root":"/a"}"#).unwrap_err();
        assert!(failure.to_string().contains("target_directory"));
        assert!(folders("nothing").is_err());
    }
}
