//! The `OpenAPI` document matches the endpoints.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use domain::event::Source;
use serde_json::Value;

use super::super::api_description::api;
use super::IngestServer;

#[tokio::test]
async fn the_description_has_every_endpoint() {
    let server = IngestServer::new().await;
    let request = Request::get("/api/openapi.json")
        .body(Body::empty())
        .unwrap();
    let answer = server.ask(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    let document = &answer.body;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 4);
    for (path, item) in paths {
        let post = &item["post"];
        assert_eq!(post["security"][0]["key"], serde_json::json!([]), "{path}");
        // The described endpoint exists: the response is 401, not 404.
        let request = Request::post(path).body(Body::empty()).unwrap();
        server.ask(request).await.assert_refused(401, &[]);
        let schema = &post["responses"]["200"]["content"]["application/json"]["schema"];
        assert_eq!(schema["$ref"], "#/components/schemas/Taken", "{path}");
        for status in ["200", "401", "413", "415", "422", "429", "503"] {
            assert!(post["responses"][status].is_object(), "{path} {status}");
        }
    }
    assert_eq!(
        document["components"]["securitySchemes"]["key"]["scheme"],
        "bearer"
    );
    let query = &paths["/api/v1/logs"]["post"]["parameters"];
    let names = query
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap());
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["format", "time-zone", "date", "time"]
    );
    let event = &document["components"]["schemas"]["EventDocument"];
    assert_eq!(
        event["required"],
        serde_json::json!(["time", "outcome", "feature"])
    );
    assert!(event["properties"]["final"].is_object());
}

#[tokio::test]
async fn every_example_of_the_page_is_accepted() {
    let mut tried = 0;
    for endpoint in api("").unwrap().endpoints {
        for body in endpoint
            .bodies
            .iter()
            .filter(|body| !body.example.is_empty())
        {
            let server = IngestServer::of(Source::DynamicMonetization).await;
            let (_, target) = body.curl.split_once("\n     --data-binary @").unwrap();
            let (_, target) = target.split_once(" \"").unwrap();
            let target = target.trim_end_matches('"');
            assert!(target.starts_with(&endpoint.path), "{target}");
            let answer = server.post(target, &body.media_type, body.example.clone());
            let answer = answer.await;
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "{target} {body:?} {answer:?}"
            );
            assert_eq!(answer.body["rejected_total"], 0, "{target} {answer:?}");
            assert_eq!(
                answer.body["warnings"],
                Value::Array(Vec::new()),
                "{answer:?}"
            );
            let accepted = answer.body["accepted"].as_u64().unwrap();
            assert!(accepted >= 1, "{target} {answer:?}");
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried} examples");
}

#[tokio::test]
async fn every_reference_in_the_description_resolves() {
    let server = IngestServer::new().await;
    let request = Request::get("/api/openapi.json");
    let answer = server.ask(request.body(Body::empty()).unwrap()).await;
    let mut references = 0;
    let mut left = vec![&answer.body];
    while let Some(value) = left.pop() {
        if let Some(to) = value["$ref"].as_str() {
            references += 1;
            let target = answer.body.pointer(to.trim_start_matches('#'));
            assert!(target.is_some(), "{to} is unknown_path");
        }
        left.extend(
            value
                .as_object()
                .into_iter()
                .flat_map(|object| object.values()),
        );
        left.extend(value.as_array().into_iter().flatten());
    }
    assert!(references > 0, "nothing refers");
}
