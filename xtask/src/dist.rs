//! `cargo xtask dist`: one folder to copy to a server.

use std::path::Path;

use crate::failure::Failure;
use crate::files::{copy, copy_folder, empty_folder, entries, make_folder};
use crate::npm::Packages;
use crate::project::Project;
use crate::serve::{build_forwarder, build_server};
use crate::site;
use crate::step::{say, step};

/// The npm packages whose code is in `echarts.js`: their licenses travel with it.
const BUNDLED: [&str; 3] = ["echarts", "zrender", "tslib"];

/// Makes `dist/turnaway/` in the target folder: the program with the site beside it, the
/// forwarder for license servers, the README and the licenses.
pub(crate) fn dist(project: &Project) -> Result<(), Failure> {
    let site = site::build(project)?;
    build_server(project)?;
    build_forwarder(project)?;
    let folder = project.target.join("dist").join("turnaway");
    step("packing the distribution", || {
        empty_folder(&folder)?;
        for program in [project.server(), project.forwarder()] {
            if let Some(name) = program.file_name() {
                copy(&program, &folder.join(name))?;
            }
        }
        copy_folder(&site, &folder.join("site"))?;
        copy_documents(&project.root, &folder)?;
        let modules = Packages::install(project, "frontend")?.modules();
        for package in BUNDLED {
            let to = folder.join("licenses").join(package);
            copy_licenses(&modules.join(package), &to)?;
        }
        Ok(())
    })?;
    say(&format!(
        "copy this folder to a server: {}",
        folder.display()
    ));
    Ok(())
}

/// Copies the README and the licenses of the project.
fn copy_documents(root: &Path, folder: &Path) -> Result<(), Failure> {
    let readme = root.join("README.md");
    if !readme.is_file() {
        return Err(Failure::DistributedFile { name: "README.md" });
    }
    copy(&readme, &folder.join("README.md"))?;
    if copy_licenses(root, folder)? == 0 {
        return Err(Failure::DistributedFile { name: "LICENSE" });
    }
    Ok(())
}

/// Copies every license and notice of one folder and returns how many there were.
fn copy_licenses(from: &Path, to: &Path) -> Result<usize, Failure> {
    make_folder(to)?;
    let mut copied = 0;
    for entry in entries(from)? {
        let Some(name) = entry.file_name().filter(|_| is_license(&entry)) else {
            continue;
        };
        let target = to.join(name);
        if entry.is_dir() {
            copy_folder(&entry, &target)?;
        } else {
            copy(&entry, &target)?;
        }
        copied += 1;
    }
    Ok(copied)
}

/// `LICENSE`, `LICENSE-MIT`, `licenses/`, `NOTICE`, `CopyrightNotice.txt`.
fn is_license(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_lowercase();
    ["license", "notice", "copyright"]
        .iter()
        .any(|word| name.starts_with(word))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::files::write;

    #[test]
    fn documents_travel_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let folder = tempfile::tempdir().unwrap();
        for name in ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "Cargo.toml"] {
            write(&root.path().join(name), name.as_bytes()).unwrap();
        }
        copy_documents(root.path(), folder.path()).unwrap();
        let names = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];
        let copied = names.map(|name| folder.path().join(name));
        assert_eq!(entries(folder.path()).unwrap(), copied);
    }

    #[test]
    fn a_distribution_without_its_license_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let failure = copy_documents(root.path(), folder.path()).unwrap_err();
        assert!(failure.to_string().contains("README.md"));
        write(&root.path().join("README.md"), b"").unwrap();
        let failure = copy_documents(root.path(), folder.path()).unwrap_err();
        assert!(failure.to_string().contains("LICENSE"));
    }
}
