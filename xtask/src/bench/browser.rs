//! Filter and sort in the browser, beside plain JavaScript in the same tab.
//!
//! The module is one of its own: what is measured adds nothing to the site.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::chromium;
use crate::failure::Failure;
use crate::files::{copy, empty_folder};
use crate::npm::Packages;
use crate::project::Project;
use crate::step::{run, step};
use crate::toolchain;
use crate::wasm;

use super::data::Data;
use super::measured::Measured;
use super::programs::Programs;

/// Builds the module as the site's is built, and returns the folder that a browser gets.
pub(crate) fn build(project: &Project) -> Result<PathBuf, Failure> {
    let packages = Packages::install(project, "frontend")?;
    let folder = project.target.join("bench").join("browser");
    empty_folder(&folder)?;
    toolchain::install_target(project, wasm::TARGET)?;
    step("building the WebAssembly to measure", || {
        run(&mut project.cargo([
            "build",
            "--package=bench-browser",
            "--target",
            wasm::TARGET,
            "--profile",
            wasm::PROFILE,
        ]))?;
        let compiled = project.target.join(wasm::TARGET).join(wasm::PROFILE);
        wasm::bind(
            &compiled.join("bench_browser.wasm"),
            "bench_browser",
            &folder,
        )?;
        wasm::shrink(&packages, &folder.join("bench_browser_bg.wasm"), &folder)
    })?;
    let sources = project.root.join("xtask").join("bench").join("browser");
    for name in ["browser.html", "browser.js"] {
        copy(&sources.join(name), &folder.join(name))?;
    }
    Ok(folder)
}

/// Measures in Chromium, where both answers must be the same.
pub(crate) fn measure(
    project: &Project,
    programs: &Programs,
    folder: &Path,
    data: &Data,
) -> Result<Measured, Failure> {
    let packages = Packages::install(project, "end2end")?;
    let chromium = chromium::require()?;
    step("filter and sort in the browser", || {
        run(Command::new(&programs.engine)
            .arg("browser")
            .arg(data.database())
            .arg(folder))?;
        Measured::by(
            Command::new("node")
                .arg(programs.scripts.join("browser").join("run.mjs"))
                .arg(packages.modules())
                .arg(chromium)
                .arg(folder),
        )
    })
}
