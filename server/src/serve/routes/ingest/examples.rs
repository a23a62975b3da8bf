//! An example of every request body, for the description.

use serde_json::{Value, json};
use utoipa::Modify;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::{Content, OpenApi as Document, RefOr};

/// Adds the examples to a description.
pub(super) struct Examples;

impl Modify for Examples {
    fn modify(&self, document: &mut Document) {
        for (path, item) in &mut document.paths.paths {
            for (media_type, content) in contents(item) {
                if let RefOr::T(content) = content {
                    content.example = example(path, media_type);
                }
            }
        }
    }
}

/// The request bodies of an endpoint.
fn contents(item: &mut PathItem) -> impl Iterator<Item = (&String, &mut RefOr<Content>)> {
    let body = item
        .post
        .as_mut()
        .and_then(|post| match &mut post.request_body {
            Some(RefOr::T(body)) => Some(body),
            _ => None,
        });
    body.into_iter().flat_map(|body| &mut body.content)
}

/// The example of a body. NDJSON is given as an array, one item per line.
fn example(path: &str, media_type: &str) -> Option<Value> {
    let is_access = path == "/api/v1/elastic-access";
    match media_type {
        "application/json" | "application/x-ndjson" if is_access => Some(access_responses()),
        "application/json" | "application/x-ndjson" => Some(events()),
        "text/csv" => Some(json!(CSV)),
        "text/plain" => Some(json!(LOG)),
        _ => None,
    }
}

fn events() -> Value {
    json!([
        {
            "time": "2025-08-29T14:05:00Z",
            "outcome": "denied",
            "user": "pia",
            "device": "ws-004",
            "feature": "mesh_core",
            "code_space": "flexnet-publisher",
            "code": "-4",
        },
        {
            "time": "2025-08-29T14:09:00Z",
            "outcome": "granted",
            "user": "pia",
            "device": "ws-004",
            "feature": "mesh_core",
        },
    ])
}

fn access_responses() -> Value {
    json!([{
        "time": "2025-08-29T14:05:00Z",
        "response": {
            "correlationId": "c-1",
            "requester": { "value": "pia" },
            "requestedItems": [{
                "item": "mesh_core",
                "version": "2.1",
                "count": 0.5,
                "status": {
                    "code": "201",
                    "description": "Item not found in any effective rate table",
                },
            }],
        },
    }])
}

const CSV: &str = "time,outcome,user,device,feature,code_space,code\n\
    2025-08-29T14:05:00Z,denied,pia,ws-004,mesh_core,flexnet-publisher,-4\n\
    2025-08-29T14:09:00Z,granted,pia,ws-004,mesh_core,,\n";

const LOG: &str = "14:05:00 (gridlm) DENIED: \"mesh_core\" pia@ws-004  \
    (Licensed number of users already reached. (-4,342))\n\
    14:09:00 (gridlm) OUT: \"mesh_core\" pia@ws-004  \n";
