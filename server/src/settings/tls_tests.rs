//! https over real connections, with certificates made for the test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{TlsError, TlsFile, TlsFiles};
use crate::serve::listening::serve;

const NAME: &str = "licenses.example";

/// A new certificate in a folder, and the certificate that a client must trust.
fn certificate(folder: &TempDir, name: &str) -> (TlsFiles, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    let files = TlsFiles {
        certificate: folder.path().join(format!("{name}.pem")),
        key: folder.path().join(format!("{name}.key")),
    };
    fs::write(&files.certificate, made.cert.pem()).unwrap();
    fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    (files, made.cert.der().clone())
}

/// The response for a client that trusts a certificate; an error if the server has another.
fn get_from(address: SocketAddr, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(NAME).unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address)?);
    write!(
        stream,
        "GET / HTTP/1.1\r\nhost: {NAME}\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_https_and_reloads_a_renewed_certificate() {
    let folder = TempDir::new().unwrap();
    let (files, first) = certificate(&folder, "served");
    let tls = files.load().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let from = |info: ConnectInfo<SocketAddr>| async move { format!("from {}", info.0.ip()) };
    let router = Router::new().route("/", get(from));
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async {
        let _ = stopped.await;
    };
    let served = tokio::spawn(serve(listener, router, Some(tls.clone()), stopped));
    let ask = async |trusted: &CertificateDer<'static>| {
        let trusted = trusted.clone();
        #[expect(clippy::disallowed_methods, reason = "a test asks once at a time")]
        let asked = tokio::task::spawn_blocking(move || get_from(address, &trusted));
        asked.await.unwrap()
    };
    let answer = ask(&first).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with("from 127.0.0.1"), "{answer}");

    // A renewal overwrites the files.
    let (_, second) = certificate(&folder, "served");
    assert!(
        ask(&second).await.is_err(),
        "it is not reloaded automatically"
    );
    files.reload(&tls).unwrap();
    assert!(ask(&second).await.is_ok());
    assert!(ask(&first).await.is_err());
    // Broken files change nothing.
    fs::write(&files.key, "no key").unwrap();
    assert!(files.reload(&tls).is_err());
    assert!(ask(&second).await.is_ok());

    stop.send(()).unwrap();
    served.await.unwrap().unwrap();
    assert!(ask(&second).await.is_err(), "it has stopped listening");
}

#[test]
fn unusable_files_are_errors() {
    let folder = TempDir::new().unwrap();
    let (files, _) = certificate(&folder, "one");
    let (other, _) = certificate(&folder, "other");
    let load = |certificate: &std::path::Path, key: &std::path::Path| {
        let files = TlsFiles {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        };
        files.load().map(drop).expect_err("the files are unusable")
    };
    let nowhere = folder.path().join("nowhere.pem");
    let error = load(&nowhere, &files.key);
    assert!(matches!(
        error,
        TlsError::Unreadable {
            file: TlsFile::Certificate,
            ..
        }
    ));
    let error = load(&files.certificate, &nowhere);
    assert!(matches!(
        error,
        TlsError::Unreadable {
            file: TlsFile::Key,
            ..
        }
    ));
    assert!(matches!(
        load(&files.key, &files.key),
        TlsError::NoCertificate(_)
    ));
    let error = load(&files.certificate, &files.certificate);
    assert!(matches!(error, TlsError::NoKey(_)));
    let error = load(&files.certificate, &other.key);
    assert!(matches!(error, TlsError::Unusable { .. }), "{error}");
}
