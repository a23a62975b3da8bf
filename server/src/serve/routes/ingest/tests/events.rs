//! Our own events and access responses, in every accepted form.

use axum::http::header;
use domain::dimension::Names;
use domain::event::Source;
use serde_json::json;

use super::{CSV, IngestServer, JSON, NDJSON, denial, gzip, ndjson};

#[tokio::test]
async fn one_event_and_many_are_accepted() {
    let server = IngestServer::new().await;
    let one = denial(1).to_string();
    server
        .post("/api/v1/events", JSON, one)
        .await
        .assert_taken([1, 0, 0]);
    let many = json!([denial(1), denial(2), denial(3)]).to_string();
    server
        .post("/api/v1/events", JSON, many)
        .await
        .assert_taken([2, 1, 0]);
    let lines = ndjson(&[denial(3), denial(4)]);
    server
        .post("/api/v1/events", NDJSON, lines)
        .await
        .assert_taken([1, 1, 0]);
    let csv = "time,outcome,feature,user\n2025-08-29T11:00:00Z,granted,mesh,nadia\n";
    let with_charset = "text/csv; charset=utf-8";
    server
        .post("/api/v1/events", with_charset, csv)
        .await
        .assert_taken([1, 0, 0]);
    assert_eq!(server.stored().await, (4, 1));
    let nothing = server.post("/api/v1/events", JSON, "[]").await;
    nothing.assert_taken([0, 0, 0]);
}

#[tokio::test]
async fn the_same_event_is_one_in_every_compression() {
    let server = IngestServer::new().await;
    let lines = ndjson(&[denial(1), denial(2)]);
    let zstd = zstd::stream::encode_all(lines.as_bytes(), 1).unwrap();
    for (encoding, body, meant) in [
        ("gzip", gzip(lines.as_bytes()), [2, 0, 0]),
        ("zstd", zstd, [0, 2, 0]),
        ("identity", lines.clone().into_bytes(), [0, 2, 0]),
    ] {
        let headers = [
            (header::CONTENT_TYPE, NDJSON),
            (header::CONTENT_ENCODING, encoding),
        ];
        let answer = server.post_with("/api/v1/events", &headers, body).await;
        answer.assert_taken(meant);
    }
}

#[tokio::test]
async fn the_key_decides_the_account_and_server() {
    let server = IngestServer::of(Source::Cls).await;
    let mut own = denial(1);
    own["account"] = json!("Brenn");
    own["server"] = json!("eu-1");
    own["source"] = json!("cls");
    let body = ndjson(&[own, denial(2)]);
    server
        .post("/api/v1/events", NDJSON, body)
        .await
        .assert_taken([2, 0, 0]);
    let frame = server.frame().await;
    let names = frame.dictionaries.names[Names::Accounts]
        .iter()
        .map(|name| &**name);
    assert_eq!(names.collect::<Vec<&str>>(), ["Brenn"]);
}

#[tokio::test]
async fn a_row_of_another_account_is_rejected_with_its_line() {
    let server = IngestServer::new().await;
    let mut rows = vec![denial(1), denial(2), denial(3), denial(4)];
    rows[0]["account"] = json!("Dorn");
    rows[2]["server"] = json!("eu-2");
    rows[3]["source"] = json!("cls");
    let answer = server.post("/api/v1/events", NDJSON, ndjson(&rows)).await;
    answer.assert_taken([1, 0, 3]);
    let rejected = answer.body["rejected"].as_array().unwrap();
    for (row, (line, words)) in rejected.iter().zip([
        (1, "account `Dorn`, but this key is for `Brenn`"),
        (3, "server `eu-2`, but this key is for `eu-1`"),
        (4, "source `cls`, but this key is for `local`"),
    ]) {
        assert_eq!(row["line"], line);
        let reason = row["reason"].as_str().unwrap();
        assert!(reason.contains(words), "{reason}");
    }
    assert_eq!(server.stored().await, (1, 0));
}

#[tokio::test]
async fn in_an_array_a_reason_gives_the_index() {
    let server = IngestServer::new().await;
    let body = json!([denial(1), {"time": "yesterday"}, denial(2)]).to_string();
    let answer = server.post("/api/v1/events", JSON, body).await;
    answer.assert_taken([2, 0, 1]);
    let reason = answer.body["rejected"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("event 2: "), "{reason}");
    let cut = format!("[{},{}", denial(3), &denial(4).to_string()[..20]);
    server
        .post("/api/v1/events", JSON, cut)
        .await
        .assert_taken([1, 0, 1]);
}

#[tokio::test]
async fn a_response_lists_a_hundred_rejected_lines_and_counts_all() {
    let server = IngestServer::new().await;
    let mut csv = "time,outcome,feature\n".to_owned();
    csv.push_str("2025-08-29T11:00:00Z,granted,mesh\n");
    csv.push_str(&"soon,granted,mesh\n".repeat(250));
    let answer = server.post("/api/v1/events", CSV, csv).await;
    answer.assert_taken([1, 0, 250]);
    assert_eq!(answer.body["rejected"].as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn access_responses_come_in_an_envelope() {
    let server = IngestServer::of(Source::DynamicMonetization).await;
    let item = |item: &str, code: &str| json!({"item": item, "status": {"code": code}});
    let body = json!({
        "time": "2025-08-29T10:00:00Z",
        "response": {
            "correlationId": "c-1",
            "requester": {"type": "USER", "value": "pia"},
            "requestedItems": [item("view", "101"), item("edit", "201")],
        },
    });
    let post = || server.post("/api/v1/elastic-access", JSON, body.to_string());
    post().await.assert_taken([2, 0, 0]);
    post().await.assert_taken([0, 2, 0]);
    assert_eq!(server.stored().await, (1, 1));
    let mut other = body.clone();
    other["account"] = json!("Dorn");
    let answer = server
        .post("/api/v1/elastic-access", NDJSON, other.to_string())
        .await;
    answer.assert_refused(422, &["no event of the body"]);
    assert_eq!(answer.body["result"]["rejected_total"], 2);
}

#[tokio::test]
async fn the_sync_endpoint_only_accepts_our_events() {
    let server = IngestServer::new().await;
    let sync = "/usage/api/1.0/sync";
    let body = json!([denial(1)]).to_string();
    server.post(sync, JSON, body).await.assert_taken([1, 0, 0]);
    server
        .post(sync, NDJSON, ndjson(&[denial(2)]))
        .await
        .assert_taken([1, 0, 0]);
    for (kind, body) in [
        ("application/octet-stream", "\u{1}\u{2}"),
        ("application/x-www-form-urlencoded", "a=b"),
        (JSON, r#"{"meteredUsage": []}"#),
        (JSON, "no JSON"),
        (JSON, "[1, 2]"),
    ] {
        let answer = server.post(sync, kind, body).await;
        answer.assert_refused(422, &["event"]);
    }
    assert_eq!(server.stored().await, (2, 0));
}
