//! Which OpenID provider users may sign in by.

use std::io;
use std::path::PathBuf;

use openidconnect::{ClientId, ClientSecret};

use super::issuer::Issuer;
use crate::command_line::OpenIdOptions;

/// What the server knows of a provider before it asks.
#[derive(Clone, Debug)]
pub(crate) struct OpenIdSettings {
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
    /// The settings of the command line; `None` where no provider is named.
    pub(crate) fn read(options: &OpenIdOptions) -> Result<Option<Self>, OpenIdError> {
        // The command line lets none of the three go without the others.
        let (Some(issuer), Some(id), Some(path)) = (
            options.issuer.clone(),
            options.client_id.clone(),
            &options.client_secret_file,
        ) else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(path).map_err(|source| OpenIdError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let secret = text.trim();
        if secret.is_empty() || secret.chars().any(char::is_control) {
            return Err(OpenIdError::NoSecret(path.clone()));
        }
        let name = options.name.clone().unwrap_or_else(|| issuer.host());
        Ok(Some(Self {
            issuer,
            client_id: ClientId::new(id),
            client_secret: ClientSecret::new(secret.to_owned()),
            name,
        }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::fs;

    use tempfile::TempDir;

    use super::{OpenIdError, OpenIdSettings};
    use crate::command_line::OpenIdOptions;

    #[test]
    fn the_secret_is_the_line_of_its_file_and_shows_nowhere() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("secret");
        let options = OpenIdOptions {
            issuer: Some("https://id.example".parse().unwrap()),
            client_id: Some("turnaway".to_owned()),
            client_secret_file: Some(path.clone()),
            name: None,
        };
        let read = || OpenIdSettings::read(&options);
        assert!(matches!(read(), Err(OpenIdError::Unreadable { .. })));
        for wrong in ["", "\n", "two\nlines\n"] {
            fs::write(&path, wrong).unwrap();
            assert!(matches!(read(), Err(OpenIdError::NoSecret(_))), "{wrong:?}");
        }
        fs::write(&path, "open sesame\n").unwrap();
        let settings = read().unwrap().unwrap();
        assert_eq!(settings.client_secret.secret(), "open sesame");
        assert_eq!(settings.name, "id.example");
        assert!(!format!("{settings:?}").contains("sesame"));
        let none = OpenIdOptions {
            issuer: None,
            client_id: None,
            client_secret_file: None,
            name: None,
        };
        assert!(OpenIdSettings::read(&none).unwrap().is_none());
    }
}
