//! Files and folders, with failures that name them.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The contents of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(Failure::file("read", path))
}

/// Writes a file, whether or not it was there.
pub(crate) fn write(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    fs::write(path, contents).map_err(Failure::file("write", path))
}

/// Copies a file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to)
        .map(drop)
        .map_err(Failure::file("copy", from))
}

/// Makes a folder and those above it, where they are missing.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(Failure::file("create", path))
}

/// Makes a folder that is empty, whatever was there.
pub(crate) fn empty_folder(path: &Path) -> Result<(), Failure> {
    remove_folder(path)?;
    make_folder(path)
}

/// Removes a folder and all it holds; none is fine.
pub(crate) fn remove_folder(path: &Path) -> Result<(), Failure> {
    removed(fs::remove_dir_all(path)).map_err(Failure::file("remove", path))
}

/// Removes a file; none is fine.
pub(crate) fn remove_file(path: &Path) -> Result<(), Failure> {
    removed(fs::remove_file(path)).map_err(Failure::file("remove", path))
}

/// Moves a folder to where nothing is.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::rename(from, to).map_err(Failure::file("move", from))
}

/// What a folder holds, by name.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut entries = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<io::Result<Vec<_>>>()
        })
        .map_err(Failure::file("read", folder))?;
    entries.sort();
    Ok(entries)
}

/// Copies a folder and all it holds.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    make_folder(to)?;
    for entry in entries(from)? {
        let Some(name) = entry.file_name() else {
            continue;
        };
        let target = to.join(name);
        if entry.is_dir() {
            copy_folder(&entry, &target)?;
        } else {
            copy(&entry, &target)?;
        }
    }
    Ok(())
}

/// The first of these programs that lies in a folder of `PATH`.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    in_folders(names, &env::var_os("PATH")?)
}

/// The first of `names` that lies in a folder of `path`.
fn in_folders(names: &[&str], path: &OsStr) -> Option<PathBuf> {
    names.iter().find_map(|name| {
        env::split_paths(path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// Treats "there is none" as success.
fn removed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_first_name_wins_wherever_it_lies() {
        let root = tempfile::tempdir().unwrap();
        let [first, second] = ["first", "second"].map(|name| root.path().join(name));
        make_folder(&first.join("chromium")).unwrap();
        make_folder(&second).unwrap();
        let path = env::join_paths([&first, &second]).unwrap();
        let names = ["chromium", "google-chrome"];
        assert_eq!(in_folders(&names, &path), None, "a folder is no program");

        write(&first.join("google-chrome"), b"").unwrap();
        let chrome = Some(first.join("google-chrome"));
        assert_eq!(in_folders(&names, &path), chrome);

        write(&second.join("chromium"), b"").unwrap();
        assert_eq!(in_folders(&names, &path), Some(second.join("chromium")));
    }
}
