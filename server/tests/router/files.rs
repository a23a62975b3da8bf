//! The site's files: cached forever, precompressed, and nothing else served.

use std::fs;

use axum::http::{StatusCode, header};

use super::Served;

const SCRIPT: &str = "/pkg/abc/turnaway.js";

/// A site with a script, precompressed in both ways. Each variant names itself.
async fn served() -> Served {
    let served = Served::empty().await;
    for name in ["turnaway.js", "turnaway.js.br", "turnaway.js.gz"] {
        fs::write(served.package_file(name), name).unwrap();
    }
    served
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_be_cached_forever() {
    let served = served().await;
    for (target, kind) in [
        (SCRIPT, "text/javascript"),
        ("/pkg/abc/turnaway_bg.wasm", "application/wasm"),
    ] {
        let answer = served.get(target).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::CONTENT_TYPE), kind);
        assert_eq!(
            answer.header(header::CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_precompressed() {
    let served = served().await;
    for (accept, encoding, body) in [
        ("br, gzip", "br", "turnaway.js.br"),
        ("gzip", "gzip", "turnaway.js.gz"),
        ("identity", "", "turnaway.js"),
    ] {
        let answer = served
            .get_with(SCRIPT, &[(header::ACCEPT_ENCODING, accept)])
            .await;
        assert_eq!(
            answer.header(header::CONTENT_ENCODING),
            encoding,
            "{accept}"
        );
        assert_eq!(answer.text(), body, "{accept}");
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/javascript",
            "{accept}"
        );
        assert_eq!(
            answer.header(header::CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_file_is_not_cached() {
    let served = served().await;
    for target in [
        "/pkg/abc/missing.js",
        "/pkg/old/turnaway.js",
        "/pkg/abc/",
        "/pkg/",
    ] {
        let answer = served.get(target).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "", "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_package_is_served() {
    let served = served().await;
    fs::write(served.folder.path().join("secret.txt"), "secret").unwrap();
    fs::write(served.folder.path().join("site/secret.txt"), "secret").unwrap();
    for target in [
        "/secret.txt",
        "/pkg/abc/../../secret.txt",
        "/pkg/abc/../../../turnaway.db",
        "/pkg/abc/%2e%2e/%2e%2e/secret.txt",
        "/pkg/abc/..%2f..%2fsecret.txt",
        "/pkg/abc//secret.txt",
    ] {
        let answer = served.get(target).await;
        assert!(
            answer.status.is_client_error(),
            "{target}: {}",
            answer.status
        );
        assert!(
            !answer.text().contains("secret\n") && answer.text() != "secret",
            "{target}"
        );
    }
}
