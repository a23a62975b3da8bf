//! https without a proxy: a certificate and its key, from files.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The certificate and key files, both PEM.
#[derive(Clone, Debug)]
pub(crate) struct TlsFiles {
    /// The server's certificate, followed by the intermediate certificates.
    pub certificate: PathBuf,
    /// Its private key, not encrypted.
    pub key: PathBuf,
}

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TlsFile {
    /// The file of the certificate.
    Certificate,
    /// The file of the key.
    Key,
}

/// Why the files cannot be used for https.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// A file cannot be read.
    #[error("{path}: {source}; check the path and its permissions")]
    Unreadable {
        /// Which of the two it is.
        file: TlsFile,
        /// Its path.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The file has no certificate.
    #[error(
        "{0} holds no certificate: name a PEM file with the server's certificate \
         followed by the intermediate certificates"
    )]
    NoCertificate(PathBuf),
    /// The file has no private key.
    #[error(
        "{0} holds no private key: name an unencrypted PEM file with the \
         certificate's key"
    )]
    NoKey(PathBuf),
    /// The two do not work together.
    #[error("the certificate {certificate} and the key {key} cannot be used together: {source}")]
    Unusable {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// The reason.
        source: rustls::Error,
    },
}

impl TlsFiles {
    /// Loads the TLS configuration.
    pub(crate) fn load(&self) -> Result<RustlsConfig, TlsError> {
        Ok(RustlsConfig::from_config(Arc::new(self.read()?)))
    }

    fn read(&self) -> Result<ServerConfig, TlsError> {
        let pem = bytes_of(TlsFile::Certificate, &self.certificate)?;
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem)
            .collect::<Result<_, _>>()
            .unwrap_or_default();
        if certificates.is_empty() {
            return Err(TlsError::NoCertificate(self.certificate.clone()));
        }
        let pem = bytes_of(TlsFile::Key, &self.key)?;
        let Ok(key) = PrivateKeyDer::from_pem_slice(&pem) else {
            return Err(TlsError::NoKey(self.key.clone()));
        };
        let unusable = |source| TlsError::Unusable {
            certificate: self.certificate.clone(),
            key: self.key.clone(),
            source,
        };
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .map_err(unusable)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }

    /// Reloads the files for new connections. On an error the previous certificate stays in
    /// use.
    pub(crate) fn reload(&self, into: &RustlsConfig) -> Result<(), TlsError> {
        into.reload_from_config(Arc::new(self.read()?));
        Ok(())
    }
}

fn bytes_of(file: TlsFile, path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|source| TlsError::Unreadable {
        file,
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
#[path = "tls_tests.rs"]
mod tests;
