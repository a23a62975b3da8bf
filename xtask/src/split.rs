//! Cuts the compiled module into the page's own and the parts that are fetched later.
//!
//! What only a function marked with `wasm_split` needs goes into a module of its own,
//! which a script fetches when the function is first called.

use std::path::{Path, PathBuf};

use wasm_split_cli_support::{Options, transform};

use crate::failure::Failure;
use crate::files::{empty_folder, entries, read};

/// The script that fetches the later modules, beside wasm-bindgen's own.
const LINK: &str = "./split.js";

/// The cut module.
#[derive(Debug)]
pub(crate) struct Split {
    /// The page's own module, which wasm-bindgen binds.
    pub(crate) main: PathBuf,
    /// The modules that are fetched later.
    pub(crate) later: Vec<PathBuf>,
    /// The script that fetches them. It stands beside `turnaway.js`.
    pub(crate) link: PathBuf,
}

/// Cuts a module that was linked with its relocations.
pub(crate) fn split(compiled: &Path, folder: &Path) -> Result<Split, Failure> {
    empty_folder(folder)?;
    let input = read(compiled)?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LINK;
    options.main_module = "./turnaway.js";
    transform(options).map_err(|error| Failure::WasmSplit {
        reason: format!("{error:#}"),
    })?;
    let mut later = entries(folder)?;
    later.retain(|path| *path != main && path.extension().is_some_and(|ending| ending == "wasm"));
    Ok(Split {
        main,
        later,
        link: folder.join(LINK),
    })
}
