//! https without a proxy: a certificate and its key, from files.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The files of a certificate, both in PEM form.
#[derive(Clone, Debug)]
pub(crate) struct TlsFiles {
    /// The server's certificate, and after it those that lead to a known authority.
    pub certificate: PathBuf,
    /// Its private key, not encrypted.
    pub key: PathBuf,
}

/// Why https cannot be spoken with these files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// A file cannot be read.
    #[error("{option} {path}: {source}; name a file that this user may read")]
    Unreadable {
        /// The option that names it.
        option: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is no certificate.
    #[error(
        "--tls-certificate {0} holds no certificate: name a PEM file with the server's own and \
         after it those that lead to a known authority"
    )]
    NoCertificate(PathBuf),
    /// There is no key.
    #[error(
        "--tls-key {0} holds no private key: name a PEM file with the key of the certificate, \
         not encrypted"
    )]
    NoKey(PathBuf),
    /// Both are there and cannot be used.
    #[error("the certificate {certificate} and the key {key} cannot be used together: {source}")]
    Unusable {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// Why not.
        source: rustls::Error,
    },
}

impl TlsFiles {
    /// What the server speaks https with.
    pub(crate) fn load(&self) -> Result<RustlsConfig, TlsError> {
        Ok(RustlsConfig::from_config(Arc::new(self.read()?)))
    }

    fn read(&self) -> Result<ServerConfig, TlsError> {
        let pem = bytes_of("--tls-certificate", &self.certificate)?;
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem)
            .collect::<Result<_, _>>()
            .unwrap_or_default();
        if certificates.is_empty() {
            return Err(TlsError::NoCertificate(self.certificate.clone()));
        }
        let pem = bytes_of("--tls-key", &self.key)?;
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

    /// Reads the files again, for connections that come from now on. Where they cannot be
    /// used, those of before stay.
    pub(crate) fn reload(&self, into: &RustlsConfig) -> Result<(), TlsError> {
        into.reload_from_config(Arc::new(self.read()?));
        Ok(())
    }
}

fn bytes_of(option: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|source| TlsError::Unreadable {
        option,
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
#[path = "tls_tests.rs"]
mod tests;
