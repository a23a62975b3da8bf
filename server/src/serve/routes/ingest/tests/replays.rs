//! Repeated and concurrent requests.

use serde_json::{Value, json};

use super::{IngestServer, NDJSON, denial, ndjson};

#[tokio::test]
async fn a_batch_that_is_sent_a_hundred_times_is_stored_once() {
    let server = IngestServer::new().await;
    let mut events: Vec<Value> = (0..50).map(denial).collect();
    // Equal events of one second count separately within a request, but not across requests.
    events.extend([denial(7), denial(7)]);
    let body = ndjson(&events);
    let first = server.post("/api/v1/events", NDJSON, body.clone()).await;
    first.assert_taken([52, 0, 0]);
    let version = server.store.version().await.unwrap();
    for _ in 0..99 {
        let again = server.post("/api/v1/events", NDJSON, body.clone()).await;
        again.assert_taken([0, 52, 0]);
    }
    assert_eq!(server.store.version().await.unwrap(), version);
    assert_eq!(server.stored().await, (52, 0));
}

#[tokio::test]
async fn an_event_with_an_id_is_one_whatever_else_it_says() {
    let server = IngestServer::new().await;
    let named = |second: u32| {
        let mut event = denial(second);
        event["id"] = json!("n-1");
        ndjson(&[event])
    };
    server
        .post("/api/v1/events", NDJSON, named(1))
        .await
        .assert_taken([1, 0, 0]);
    server
        .post("/api/v1/events", NDJSON, named(2))
        .await
        .assert_taken([0, 1, 0]);
}

#[tokio::test]
async fn a_request_of_several_transactions_is_counted_whole() {
    let server = IngestServer::new().await;
    // Fewer bytes than a batch, but more events, with equal lines across the boundary.
    let mut csv = "time,outcome,feature\n".to_owned();
    csv.push_str(&"2025-08-29T11:00:00Z,granted,mesh\n".repeat(25_000));
    csv.push_str("soon,granted,mesh\n");
    let first = server.post("/api/v1/events", super::CSV, csv.clone()).await;
    first.assert_taken([25_000, 0, 1]);
    let again = server.post("/api/v1/events", super::CSV, csv).await;
    again.assert_taken([0, 25_000, 1]);
    assert_eq!(server.stored().await, (0, 25_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_requests_get_their_own_counts() {
    let server = std::sync::Arc::new(IngestServer::new().await);
    let senders = (0..64_u32).map(|sender| {
        let server = std::sync::Arc::clone(&server);
        tokio::spawn(async move {
            for second in 0..5 {
                let mut event = denial(second);
                event["user"] = json!(format!("user {sender}"));
                let post = || server.post("/api/v1/events", NDJSON, ndjson(&[event.clone()]));
                post().await.assert_taken([1, 0, 0]);
                post().await.assert_taken([0, 1, 0]);
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.unwrap();
    }
    assert_eq!(server.stored().await, (320, 0));
    server.ingest.end().await;
}

#[tokio::test]
async fn a_keys_pushes_are_one_import_with_correct_counts() {
    let server = IngestServer::new().await;
    let body = |seconds: &[u32]| ndjson(&seconds.iter().map(|s| denial(*s)).collect::<Vec<_>>());
    server.post("/api/v1/events", NDJSON, body(&[1, 2])).await;
    server.post("/api/v1/events", NDJSON, body(&[2, 3])).await;
    server.post("/api/v1/events", NDJSON, "{}\n{}\n").await;
    let key = &server.store.keys().await.unwrap()[0];
    assert!(key.last_used_at.is_some());
    server.ingest.end().await;
    // A restarted server begins another import.
    let import = server.store.begin_import_of_key(key, super::START).await;
    assert_eq!(format!("{:?}", import.unwrap()), "ImportId(2)");
}
