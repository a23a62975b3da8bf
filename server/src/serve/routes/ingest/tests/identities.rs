//! Events with their line's identity, as a forwarder sends them.

use serde_json::{Value, json};

use super::{IngestServer, JSON, NDJSON, denial, ndjson};

fn with_line(second: u32, identity: Value) -> Value {
    let mut event = denial(second);
    event["line_identity"] = identity;
    event
}

#[tokio::test]
async fn the_identity_of_a_line_wins_over_the_events_fields() {
    let server = IngestServer::new().await;
    let line = |ordinal: u32| json!({ "hash": "00c0ffee00c0ffee", "ordinal": ordinal });
    let events = [
        with_line(1, line(0)),
        with_line(1, line(1)),
        with_line(1, line(0)),
    ];
    let answer = server.post("/api/v1/events", NDJSON, ndjson(&events)).await;
    answer.assert_taken([2, 1, 0]);
    // One at a time, as one document, and at the license servers' sync endpoint.
    for target in ["/api/v1/events", "/usage/api/1.0/sync"] {
        let event = with_line(1, line(1)).to_string();
        let answer = server.post(target, JSON, event).await;
        answer.assert_taken([0, 1, 0]);
    }
    let wrong = with_line(1, json!({ "hash": "c0ffee", "ordinal": 0 }));
    let answer = server
        .post("/api/v1/events", NDJSON, ndjson(&[wrong]))
        .await;
    answer.assert_refused(422, &["no event of the body"]);
    let reason = &answer.body["result"]["rejected"][0]["reason"];
    assert!(
        reason.as_str().unwrap().contains("16 hexadecimal digits"),
        "{reason}"
    );
}

#[tokio::test]
async fn an_event_stored_by_its_id_is_not_stored_as_a_line() {
    let server = IngestServer::new().await;
    let mut event = denial(1);
    event["id"] = json!("12.0:1756461601:00c0ffee00c0ffee");
    let answer = server
        .post("/api/v1/events", NDJSON, ndjson(&[event.clone()]))
        .await;
    answer.assert_taken([1, 0, 0]);
    event["line_identity"] = json!({ "hash": "1111111111111111", "ordinal": 3 });
    let answer = server
        .post("/api/v1/events", NDJSON, ndjson(&[event]))
        .await;
    answer.assert_taken([0, 1, 0]);
    // Nor is the line that has this id.
    let line = with_line(1, json!({ "hash": "00c0ffee00c0ffee", "ordinal": 0 }));
    let answer = server.post("/api/v1/events", NDJSON, ndjson(&[line])).await;
    answer.assert_taken([0, 1, 0]);
}

#[tokio::test]
async fn an_event_that_changed_is_reported_with_its_import() {
    let server = IngestServer::new().await;
    let push = async |event: Value| {
        server
            .post("/api/v1/events", NDJSON, ndjson(&[event]))
            .await
    };
    let hash = "00c0ffee00c0ffee";
    let before = with_line(1, json!({ "hash": hash, "ordinal": 0 }));
    push(before).await.assert_taken([1, 0, 0]);
    // The line that completes it was not there yet.
    let unfinished = json!({
        "time": "2025-08-29T10:00:01Z", "hash": hash, "ordinal": 0, "changed": true,
    });
    let moved = json!({ "hash": hash, "ordinal": 0, "unfinished": unfinished });
    let answer = push(with_line(9, moved)).await;
    answer.assert_taken([0, 1, 0]);
    let warning = answer.body["warnings"][0].as_str().unwrap();
    assert!(
        warning.starts_with("1 event of this log was stored with another time"),
        "{warning}"
    );
    assert!(warning.contains("by import 1 (key first, "), "{warning}");
    // No earlier version has stored anything here, whatever a client claims.
    let former = json!({ "hash": hash, "ordinal": 0, "former": unfinished });
    let answer = push(with_line(9, former)).await;
    answer.assert_taken([1, 0, 0]);
    assert_eq!(answer.body["warnings"], json!([]));
}
