//! The description says what is there.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use super::Arriving;

#[tokio::test]
async fn the_description_names_every_address_and_how_to_ask() {
    let arriving = Arriving::new().await;
    let request = Request::get("/api/openapi.json")
        .body(Body::empty())
        .unwrap();
    let answer = arriving.ask(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    let document = &answer.body;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 4);
    for (path, item) in paths {
        let post = &item["post"];
        assert_eq!(post["security"][0]["key"], serde_json::json!([]), "{path}");
        // What is described is there: no key is answered, and not that nothing is there.
        let request = Request::post(path).body(Body::empty()).unwrap();
        arriving.ask(request).await.assert_refused(401, &[]);
        let told = &post["responses"]["200"]["content"]["application/json"]["schema"];
        assert_eq!(told["$ref"], "#/components/schemas/Taken", "{path}");
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
