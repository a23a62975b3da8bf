//! The settings of the OpenID provider.

use std::io;
use std::path::{Path, PathBuf};

use openidconnect::{ClientId, ClientSecret};

use super::issuer::Issuer;

/// What the server knows about a provider before contacting it.
#[derive(Clone, Debug)]
pub struct OpenIdSettings {
    /// Its issuer URL.
    pub issuer: Issuer,
    /// The client ID.
    pub client_id: ClientId,
    /// The client secret. It does not show in `Debug`.
    pub client_secret: ClientSecret,
    /// Its display name.
    pub name: String,
}

/// The secret is unusable.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenIdError {
    /// The file cannot be read.
    #[error("{path}: {source}; check the path and its permissions")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// It is empty, or has more than one line.
    #[error(
        "{0} holds no secret: it must have one line, the client secret \
         from the provider"
    )]
    NoSecret(PathBuf),
}

impl OpenIdSettings {
    /// The settings of a provider whose secret is in a file. Without a name, its host is used.
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
    fn the_secret_is_the_only_line_of_its_file_and_never_shown() {
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
