//! A database file that is deleted or replaced while the server runs.

#![cfg(unix)]

use std::fs;

use axum::http::header;

use super::{IngestServer, NDJSON, denial, ndjson};

#[tokio::test]
async fn nothing_is_acknowledged_into_a_file_that_is_gone() {
    for is_replaced in [false, true] {
        let server = IngestServer::new().await;
        let known = ndjson(&[denial(1)]);
        let first = server.post("/api/v1/events", NDJSON, known.clone());
        first.await.assert_taken([1, 0, 0]);
        let path = server.store.path();
        let aside = path.with_extension("aside");
        if is_replaced {
            fs::copy(path, &aside).unwrap();
            fs::rename(&aside, path).unwrap();
        } else {
            fs::rename(path, &aside).unwrap();
        }
        // Also for events that are already stored or holds no event, and each time again.
        let bodies = [
            known.clone(),
            ndjson(&[denial(2)]),
            known.clone(),
            String::new(),
        ];
        for body in bodies {
            let answer = server.post("/api/v1/events", NDJSON, body).await;
            answer.assert_refused(503, &["deleted or replaced", "retry the same request"]);
            assert_eq!(answer.header(header::RETRY_AFTER), "30");
        }
        if !is_replaced {
            assert!(!path.exists(), "no file is created in its place");
            fs::rename(&aside, path).unwrap();
            let answer = server.post("/api/v1/events", NDJSON, known).await;
            answer.assert_taken([0, 1, 0]);
        }
    }
}
