//! The parts of the Rust toolchain that not every installation has. rustup adds those of
//! `rust-toolchain.toml` with the toolchain, but not to one that is there already.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::project::Project;
use crate::step::{output, run, step};

/// Adds a target where it is missing.
pub(crate) fn install_target(project: &Project, target: &'static str) -> Result<(), Failure> {
    // rustc knows its targets, with rustup and without.
    let folder = output(Command::new("rustc").current_dir(&project.root).args([
        "--print",
        "target-libdir",
        "--target",
        target,
    ]))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    add(project, "target", target)
}

/// Adds a component, such as rustfmt, where its command of cargo is missing.
pub(crate) fn install_component(
    project: &Project,
    component: &'static str,
    command: &'static str,
) -> Result<(), Failure> {
    let mut version = project.cargo([command, "--version"]);
    let found = version.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    add(project, "component", component)
}

fn add(project: &Project, kind: &str, part: &'static str) -> Result<(), Failure> {
    step(&format!("adding {part} to the Rust toolchain"), || {
        let mut rustup = Command::new("rustup");
        rustup.current_dir(&project.root).args([kind, "add", part]);
        match run(&mut rustup) {
            Err(Failure::Start { .. }) => Err(Failure::Toolchain { part }),
            other => other,
        }
    })
}
