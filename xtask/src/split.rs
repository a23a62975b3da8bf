//! Cuts the compiled module into the page's own and the parts that are fetched later.
//!
//! What only a function marked with `wasm_split` needs goes into a module of its own,
//! which a script fetches when the function is first called.

use std::path::{Path, PathBuf};

use wasm_split_cli_support::{Options, transform};

use crate::failure::Failure;
use crate::files::{empty_folder, entries, read, write};

/// The script that fetches the later modules, beside wasm-bindgen's own.
const LINK: &str = "./split.js";

/// How that script says that a module could not be fetched.
const LOGGED: &str = "console.error(e)";

/// The cut module.
#[derive(Debug)]
pub(crate) struct Split {
    /// The page's own module, which wasm-bindgen binds.
    pub(crate) main: PathBuf,
    /// The modules that are fetched later.
    pub(crate) later: Vec<PathBuf>,
    /// The script that fetches them. It lies beside `turnaway.js`.
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
    let link = folder.join(LINK);
    write(&link, said(&read(&link)?)?.as_bytes())?;
    let mut later = entries(folder)?;
    later.retain(|path| *path != main && path.extension().is_some_and(|ending| ending == "wasm"));
    Ok(Split { main, later, link })
}

/// The script that fetches the later modules, where one that cannot be fetched is no error: the
/// page has an answer to it.
fn said(link: &[u8]) -> Result<String, Failure> {
    let link = String::from_utf8_lossy(link);
    if link.matches(LOGGED).count() == 1 {
        return Ok(link.replace(LOGGED, "console.info(e)"));
    }
    Err(Failure::WasmSplit {
        reason: format!("its script does not say `{LOGGED}` once: look at what it says instead"),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::said;

    #[test]
    fn a_module_that_cannot_be_fetched_is_no_error_of_the_page() {
        let link = b"try { await load() } catch (e) { console.error(e); ok = false; }";
        let expected = "try { await load() } catch (e) { console.info(e); ok = false; }";
        assert_eq!(said(link).unwrap(), expected);
        for other in [
            "catch (e) { report(e) }",
            "console.error(e); console.error(e)",
        ] {
            assert!(said(other.as_bytes()).is_err(), "{other}");
        }
    }
}
