//! The page's WebAssembly: built by cargo, bound by wasm-bindgen, shrunk by wasm-opt.

use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::failure::Failure;
use crate::files::{copy, empty_folder, entries, read, write};
use crate::fingerprint::fingerprint;
use crate::npm::Packages;
use crate::project::Project;
use crate::split::split;
use crate::step::{run, step};
use crate::toolchain;

/// The target of the page's code.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The cargo profile: for size, see the workspace's `Cargo.toml`.
pub(crate) const PROFILE: &str = "wasm-release";

/// What wasm-opt may use is what the compiler uses already, so that no browser is lost.
/// It must not inline: thousands of small functions that resemble each other compress
/// better than fewer large ones, so that fewer bytes would be sent as more.
const WASM_OPT: [&str; 13] = [
    "-Oz",
    "--always-inline-max-function-size",
    "0",
    "--flexible-inline-max-function-size",
    "0",
    "--one-caller-inline-max-function-size",
    "0",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The finished files.
#[derive(Debug)]
pub(crate) struct Wasm {
    /// `turnaway.js`: loads the module and exports its functions.
    pub(crate) glue: PathBuf,
    /// `turnaway_bg.wasm` and the modules that are fetched later.
    pub(crate) modules: Vec<PathBuf>,
}

/// Builds the files, or takes those of the last time when nothing changed.
pub(crate) fn build(project: &Project, packages: &Packages) -> Result<Wasm, Failure> {
    toolchain::install_target(project, TARGET)?;
    step(
        "building the WebAssembly (a few minutes the first time)",
        || {
            run(&mut project.cargo([
                "rustc",
                "--package=frontend",
                "--lib",
                "--crate-type=cdylib",
                "--target",
                TARGET,
                "--profile",
                PROFILE,
                "--",
                // The splitter needs them.
                "-Clink-arg=--emit-relocs",
            ]))
        },
    )?;
    let compiled = project
        .target
        .join(TARGET)
        .join(PROFILE)
        .join("frontend.wasm");
    let folder = project.scratch().join("wasm");
    let stamp = folder.join("stamp");
    let name = name(&read(&compiled)?, &packages.lockfile()?);
    if read(&stamp).is_ok_and(|stamp| stamp == name.as_bytes()) {
        return finished(&folder);
    }
    step("cutting, binding and shrinking the WebAssembly", || {
        // The stamp of the last time goes first, and the new one comes last.
        empty_folder(&folder)?;
        let bound = folder.join("bound");
        let split = split(&compiled, &folder.join("split"))?;
        bind(&split.main, "turnaway", &bound)?;
        copy(&split.link, &bound.join("split.js"))?;
        bundle(packages, &bound, &folder.join("turnaway.js"))?;
        let main = bound.join("turnaway_bg.wasm");
        for module in split.later.iter().chain([&main]) {
            shrink(packages, module, &folder)?;
        }
        write(&stamp, name.as_bytes())
    })?;
    finished(&folder)
}

/// The finished files in a folder.
fn finished(folder: &Path) -> Result<Wasm, Failure> {
    let mut modules = entries(folder)?;
    modules.retain(|path| path.extension().is_some_and(|ending| ending == "wasm"));
    Ok(Wasm {
        glue: folder.join("turnaway.js"),
        modules,
    })
}

/// A name for all that decides the finished files. The version of wasm-bindgen is inside
/// the compiled module; those of the npm tools are in the lockfile.
fn name(compiled: &[u8], lockfile: &[u8]) -> String {
    fingerprint(
        [compiled, lockfile]
            .into_iter()
            .chain(WASM_OPT.map(str::as_bytes)),
    )
}

/// Runs wasm-bindgen as a library: its version is pinned with the crate of that name in
/// one lockfile, and no command needs installing.
pub(crate) fn bind(compiled: &Path, name: &str, folder: &Path) -> Result<(), Failure> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .typescript(false)
        .out_name(name)
        // The later modules use the memory and the table of this one.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| Failure::WasmBindgen {
            reason: format!("{error:#}"),
        })
}

/// Makes one script of wasm-bindgen's, its snippets' and the one that fetches the later
/// modules.
fn bundle(packages: &Packages, bound: &Path, glue: &Path) -> Result<(), Failure> {
    run(packages
        .command(
            "esbuild",
            [
                "--bundle",
                "--minify",
                "--format=esm",
                "--log-level=warning",
            ],
        )
        .arg(bound.join("turnaway.js"))
        .arg(joined("--outfile=", glue)))
}

/// Shrinks a module into a folder.
pub(crate) fn shrink(packages: &Packages, module: &Path, folder: &Path) -> Result<(), Failure> {
    let name = module.file_name().unwrap_or_default();
    run(packages
        .command("wasm-opt", WASM_OPT)
        .arg(module)
        .arg("-o")
        .arg(folder.join(name)))
}

/// `--option=path`, for a path that need not be Unicode.
pub(crate) fn joined(option: &str, path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from(option);
    argument.push(path);
    argument
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_module_and_new_tools_are_noticed() {
        let old = name(b"module", b"tools");
        assert_eq!(old, name(b"module", b"tools"));
        assert_ne!(old, name(b"module 2", b"tools"));
        assert_ne!(old, name(b"module", b"tools 2"));
    }
}
