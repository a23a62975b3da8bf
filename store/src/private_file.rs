//! Files that hold names: only their owner may read them, whatever the umask is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Creates a file, in place of a leftover one.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private().write(true).create_new(true).open(path)
}

/// Creates an empty file where there is none; an existing one keeps its rights.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    match private().write(true).create_new(true).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// Elsewhere a file has the rights of its folder.
#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

/// The rights of a file, where others than its owner have any.
#[cfg(unix)]
pub(crate) fn rights_of_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Elsewhere nothing is known of them.
#[cfg(not(unix))]
pub(crate) fn rights_of_others(_: &Path) -> Option<u32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_the_owner_reads_what_is_made() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("file");
        create_private(&path).unwrap();
        assert_eq!(rights_of_others(&path), None);
        // What a previous attempt has left may be readable for all.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        assert_eq!(rights_of_others(&path), Some(0o666));
        create_private(&path).unwrap();
        assert_eq!(rights_of_others(&path), None);
    }

    #[test]
    fn what_is_there_keeps_its_rights_and_content() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "kept").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        make_private(&path).unwrap();
        assert_eq!(rights_of_others(&path), Some(0o640));
        assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
    }
}
