//! The browser of the browser tests: the system's Chromium, installed where apt can.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::step::{output, run, step};

/// The names Chromium goes by, the likeliest first.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The packages to install: the browser, and a font, without which text has no width.
const DEBIAN_PACKAGES: [&str; 2] = ["chromium", "fonts-dejavu-core"];

/// The Chromium that `CHROMIUM` names, or that is on the path, or that apt installs.
pub(crate) fn find_or_install() -> Result<PathBuf, Failure> {
    if let Some(chromium) = find() {
        return Ok(chromium);
    }
    install()?;
    find().ok_or(Failure::Chromium)
}

fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    on_path(&NAMES, &env::var_os("PATH")?)
}

/// The first of `names` that lies in a folder of `path`.
fn on_path(names: &[&str], path: &OsStr) -> Option<PathBuf> {
    names.iter().find_map(|name| {
        env::split_paths(path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// Installs the packages, as root or with sudo.
fn install() -> Result<(), Failure> {
    let path = env::var_os("PATH").unwrap_or_default();
    let has = |program| on_path(&[program], &path).is_some();
    if !has("apt-get") {
        return Err(Failure::Chromium);
    }
    let sudo = if is_root() {
        None
    } else if has("sudo") {
        Some(Path::new("sudo"))
    } else {
        return Err(Failure::Chromium);
    };
    step("installing Chromium", || {
        run(apt_get(sudo).arg("update"))?;
        run(apt_get(sudo)
            .args(["install", "--yes", "--no-install-recommends"])
            .args(DEBIAN_PACKAGES))
    })
}

fn is_root() -> bool {
    output(Command::new("id").arg("--user")).is_ok_and(|id| id.trim() == "0")
}

/// apt-get that asks no questions.
fn apt_get(sudo: Option<&Path>) -> Command {
    let mut words = sudo
        .into_iter()
        .map(Path::as_os_str)
        .chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"].map(OsStr::new));
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::files::{make_folder, write};

    #[test]
    fn the_likeliest_name_wins_wherever_it_lies() {
        let root = tempfile::tempdir().unwrap();
        let [first, second] = ["first", "second"].map(|name| root.path().join(name));
        make_folder(&first.join("chromium")).unwrap();
        make_folder(&second).unwrap();
        let path = env::join_paths([&first, &second]).unwrap();
        assert_eq!(on_path(&NAMES, &path), None, "a folder is no program");

        write(&first.join("google-chrome"), b"").unwrap();
        let chrome = Some(first.join("google-chrome"));
        assert_eq!(on_path(&NAMES, &path), chrome);

        write(&second.join("chromium"), b"").unwrap();
        assert_eq!(on_path(&NAMES, &path), Some(second.join("chromium")));
    }

    #[test]
    fn apt_runs_alone_or_under_sudo() {
        let line = |sudo| crate::step::line(apt_get(sudo).arg("update"));
        let apt = "env DEBIAN_FRONTEND=noninteractive apt-get update";
        assert_eq!(line(None), apt);
        assert_eq!(line(Some(Path::new("sudo"))), format!("sudo {apt}"));
    }
}
