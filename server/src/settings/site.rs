//! The site: what `cargo xtask` built for the browser.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The site's files, in a folder named by their fingerprint.
#[derive(Clone, Debug)]
pub struct Site {
    /// The folder of the site.
    pub folder: PathBuf,
    /// The path of the files below it, such as `pkg/0123abcd`. It changes with their contents,
    /// so that browsers may cache them forever.
    pub package: Arc<str>,
}

/// A folder holds no site.
#[derive(Debug, thiserror::Error)]
#[error("{0} holds no site")]
pub struct NoSite(pub PathBuf);

impl Site {
    /// Finds the site in a folder; by default `site` next to the program.
    pub fn find(folder: Option<&Path>) -> Result<Self, NoSite> {
        let beside = || {
            let program = std::env::current_exe().ok()?;
            Some(program.parent()?.join("site"))
        };
        let folder = folder
            .map(Path::to_owned)
            .or_else(beside)
            .unwrap_or_else(|| PathBuf::from("site"));
        let fingerprint = std::fs::read_dir(folder.join("pkg"))
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .filter(|entry| entry.path().join("turnaway_bg.wasm").is_file())
            .find_map(|entry| entry.file_name().into_string().ok());
        match fingerprint {
            Some(fingerprint) => Ok(Self {
                folder,
                package: format!("pkg/{fingerprint}").into(),
            }),
            None => Err(NoSite(folder)),
        }
    }
}
