//! Logs as their servers wrote them.

use axum::http::header;

use super::{IngestServer, gzip};

const FLEXNET: &str = "\
10:25:31 (lmgrd) TIMESTAMP 8/29/2025
10:26:00 (gridlm) OUT: \"mesh_core\" nadia@ws-004  (2 licenses)
10:27:11 (gridlm) DENIED: \"mesh_solver\" nadia@ws-004  (Users are queued for this feature. (-24,332))
10:30:00 (gridlm) DENIED: \"mesh_solver\"
";

#[tokio::test]
async fn the_format_is_detected_or_given() {
    let server = IngestServer::new().await;
    let answer = server.post("/api/v1/logs", "text/plain", FLEXNET).await;
    answer.assert_taken([2, 0, 1]);
    assert_eq!(answer.body["ignored"], 1);
    assert_eq!(answer.body["rejected"][0]["line"], 4);
    let named = "/api/v1/logs?format=flexnet-debug";
    let named = server.post_with(named, &[], FLEXNET).await;
    named.assert_taken([0, 2, 1]);
    let headers = [(header::CONTENT_ENCODING, "gzip")];
    let packed = gzip(FLEXNET.as_bytes());
    let packed = server.post_with("/api/v1/logs", &headers, packed).await;
    packed.assert_taken([0, 2, 1]);
    let csv = "time,outcome,feature\n2025-08-29T11:00:00Z,granted,mesh\n";
    server
        .post("/api/v1/logs", "text/csv", csv)
        .await
        .assert_taken([1, 0, 0]);
}

#[tokio::test]
async fn the_query_adds_what_the_log_does_not_say() {
    let server = IngestServer::new().await;
    let undated = "10:27:11 (gridlm) OUT: \"mesh\" nadia@ws-004\n";
    let target = "/api/v1/logs?format=flexnet-debug";
    let refused = server.post_with(target, &[], undated).await;
    refused.assert_refused(422, &["no line has a date", "?date=YYYY-MM-DD"]);
    let dated = format!("{target}&date=2025-08-29&time-zone=Europe/Berlin");
    server
        .post_with(&dated, &[], undated)
        .await
        .assert_taken([1, 0, 0]);
    let utc = "2025-08-29T08:27:11Z";
    let frame = server.frame().await;
    let at = frame.grants.at[0];
    let meant: jiff::Timestamp = utc.parse().unwrap();
    assert_eq!(i64::from(at), meant.as_second());
}

#[tokio::test]
async fn an_invalid_query_says_what_is_valid() {
    let server = IngestServer::new().await;
    for (query, words) in [
        ("format=word", "flexnet-debug"),
        ("date=29.8.2025", "2025-08-29"),
        ("time=now", "RFC 3339"),
        ("time-zone=Mars/Olympus", "Mars/Olympus"),
        ("zone=UTC", "zone"),
    ] {
        let target = format!("/api/v1/logs?{query}");
        let answer = server.post_with(&target, &[], FLEXNET).await;
        answer.assert_refused(400, &[words]);
    }
    let prose = server.post_with("/api/v1/logs", &[], "Dear all,\n").await;
    prose.assert_refused(422, &["could not be detected", "?format="]);
    assert_eq!(server.stored().await, (0, 0));
}
