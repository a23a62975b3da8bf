//! Which OpenID provider users may sign in by.

use std::io;
use std::path::{Path, PathBuf};

use openidconnect::{ClientId, ClientSecret};

use super::issuer::Issuer;
/// What the server knows of a provider before it asks.
#[derive(Clone, Debug)]
pub struct OpenIdSettings {
    /// Its address.
    pub issuer: Issuer,
    /// The id under which it knows this server.
    pub client_id: ClientId,
    /// What this server proves itself with. It does not show in `Debug`.
    pub client_secret: ClientSecret,
    /// What people call it.
    pub name: String,
}

/// Why the secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenIdError {
    /// The file cannot be read.
    #[error("--oidc-client-secret-file {path}: {source}; name a file that this user may read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is nothing in it, or more than a secret.
    #[error(
        "--oidc-client-secret-file {0} holds no secret: it has one line, which the provider gave \
         for this server"
    )]
    NoSecret(PathBuf),
}

impl OpenIdSettings {
    /// The settings of a provider whose secret is in a file. Where people call it nothing, its
    /// host is its name.
    pub(crate) fn read(
        issuer: Issuer,
        id: String,
        path: &Path,
        name: Option<String>,
    ) -> Result<Self, OpenIdError> {
        let text = std::fs::read_to_string(path).map_err(|source| OpenIdError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let secret = text.trim();
        if secret.is_empty() || secret.chars().any(char::is_control) {
            return Err(OpenIdError::NoSecret(path.to_owned()));
        }
        let name = name.unwrap_or_else(|| issuer.host());
        Ok(Self {
            issuer,
            client_id: ClientId::new(id),
            client_secret: ClientSecret::new(secret.to_owned()),
            name,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::fs;

    use tempfile::TempDir;

    use super::{OpenIdError, OpenIdSettings};

    #[test]
    fn the_secret_is_the_line_of_its_file_and_shows_nowhere() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("secret");
        let read = || {
            let issuer = "https://id.example".parse().unwrap();
            OpenIdSettings::read(issuer, "turnaway".to_owned(), &path, None)
        };
        assert!(matches!(read(), Err(OpenIdError::Unreadable { .. })));
        for wrong in ["", "\n", "two\nlines\n"] {
            fs::write(&path, wrong).unwrap();
            assert!(matches!(read(), Err(OpenIdError::NoSecret(_))), "{wrong:?}");
        }
        fs::write(&path, "open sesame\n").unwrap();
        let settings = read().unwrap();
        assert_eq!(settings.client_secret.secret(), "open sesame");
        assert_eq!(settings.name, "id.example");
        assert!(!format!("{settings:?}").contains("sesame"));
    }
}
