//! The site: the files the browser loads, in a folder named by their contents.
//!
//! `site/pkg/<fingerprint>/` holds `turnaway.js`, `turnaway_bg.wasm`, the WebAssembly that
//! is fetched later, `turnaway.css`, `echarts.js`, `forms.js` and `imports.js`, each with its
//! `.br` and `.gz`. The name changes with the contents, so a browser may keep what it has for ever. There is
//! always exactly one such folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::files::{copy, empty_folder, entries, make_folder, read, remove_folder, rename};
use crate::fingerprint::fingerprint;
use crate::npm::Packages;
use crate::project::Project;
use crate::step::{run, step};
use crate::wasm::{self, Wasm, joined};

/// The files of the site that the server names in its pages.
const FILES: [&str; 6] = [
    "turnaway.js",
    "turnaway_bg.wasm",
    "turnaway.css",
    "echarts.js",
    "forms.js",
    "imports.js",
];

/// Builds the site, or what of it has changed, and returns its folder.
pub(crate) fn build(project: &Project) -> Result<PathBuf, Failure> {
    let packages = Packages::install(project, "frontend")?;
    let wasm = wasm::build(project, &packages)?;
    let site = project.target.join("site");
    step("packing the site", || {
        let staging = project.scratch().join("site");
        empty_folder(&staging)?;
        collect(project, &packages, &wasm, &staging)?;
        let name = name(&staging)?;
        let pkg = site.join("pkg");
        make_folder(&pkg)?;
        let folder = pkg.join(&name);
        // It is moved there when it is complete.
        if !folder.is_dir() {
            compress(project, &entries(&staging)?)?;
            rename(&staging, &folder)?;
        }
        keep_only(&pkg, &folder)
    })?;
    Ok(site)
}

/// Puts the files into `staging`.
fn collect(
    project: &Project,
    packages: &Packages,
    wasm: &Wasm,
    staging: &Path,
) -> Result<(), Failure> {
    copy(&wasm.glue, &staging.join("turnaway.js"))?;
    for module in &wasm.modules {
        copy(
            module,
            &staging.join(module.file_name().unwrap_or_default()),
        )?;
    }
    run(packages
        .command("esbuild", ["--bundle", "--minify", "--log-level=warning"])
        .arg(project.root.join("style").join("main.css"))
        .arg(joined("--outfile=", &staging.join("turnaway.css"))))?;
    run(packages
        .command(
            "esbuild",
            [
                "charts.js",
                "--bundle",
                "--minify",
                "--format=iife",
                "--log-level=warning",
            ],
        )
        .arg(joined("--outfile=", &staging.join("echarts.js"))))?;
    // Modules of their own: the pages with forms load one, that of imports the other, too.
    for script in ["forms.js", "imports.js"] {
        run(packages
            .command(
                "esbuild",
                [
                    script,
                    "--bundle",
                    "--minify",
                    "--format=esm",
                    "--log-level=warning",
                ],
            )
            .arg(joined("--outfile=", &staging.join(script))))?;
    }
    Ok(())
}

/// The name of a folder with these files: a fingerprint of all of them.
fn name(staging: &Path) -> Result<String, Failure> {
    let mut files = entries(staging)?;
    files.extend(FILES.map(|file| staging.join(file)));
    let contents = files
        .iter()
        .map(|file| read(file))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(fingerprint(contents.iter().map(Vec::as_slice)))
}

/// Writes the compressed forms beside the files, once, at the highest level.
fn compress(project: &Project, files: &[PathBuf]) -> Result<(), Failure> {
    run(Command::new("node")
        .arg(project.root.join("frontend").join("compress.mjs"))
        .args(files))
}

/// Removes everything from `pkg` but one folder.
fn keep_only(pkg: &Path, folder: &Path) -> Result<(), Failure> {
    entries(pkg)?
        .iter()
        .filter(|entry| entry.as_path() != folder)
        .try_for_each(|entry| remove_folder(entry))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::files::write;

    #[test]
    fn every_file_decides_the_name() {
        let folder = tempfile::tempdir().unwrap();
        for file in FILES {
            write(&folder.path().join(file), b"old").unwrap();
        }
        let old = name(folder.path()).unwrap();
        for file in FILES {
            write(&folder.path().join(file), b"new").unwrap();
            assert_ne!(name(folder.path()).unwrap(), old, "{file}");
            write(&folder.path().join(file), b"old").unwrap();
        }
        assert_eq!(name(folder.path()).unwrap(), old);
    }

    #[test]
    fn a_missing_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let failure = name(folder.path()).unwrap_err().to_string();
        assert!(failure.contains("turnaway.js"), "{failure}");
    }

    #[test]
    fn older_folders_are_removed() {
        let pkg = tempfile::tempdir().unwrap();
        for name in ["1", "2", "3"] {
            make_folder(&pkg.path().join(name)).unwrap();
        }
        let kept = pkg.path().join("2");
        keep_only(pkg.path(), &kept).unwrap();
        assert_eq!(entries(pkg.path()).unwrap(), [kept]);
    }
}
