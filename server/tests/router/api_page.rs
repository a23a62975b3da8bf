//! The page that shows `/api/openapi.json` to people.

use axum::http::StatusCode;
use serde_json::{Value, json};
use store::{Rights, Role};

use super::Served;
use super::html::read;

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_every_endpoint_field_and_response() {
    let served = Served::empty().await;
    let page = served.page("/api").await;
    let (_, page) = read(&page);
    let shown = |text: &Value| {
        let text = text.as_str().unwrap_or_default().replace('`', "");
        assert!(!text.is_empty(), "everything is described");
        assert!(page.contains(&text), "no `{text}` in {page}");
    };
    let document = served.get("/api/openapi.json").await;
    let document: Value = serde_json::from_slice(&document.body).unwrap();
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 4);
    for (path, item) in paths {
        let post = &item["post"];
        shown(&json!(path));
        shown(&post["summary"]);
        for answer in post["responses"].as_object().unwrap().values() {
            shown(&answer["description"]);
        }
        for (media_type, content) in post["requestBody"]["content"].as_object().unwrap() {
            shown(&json!(format!("Content-Type: {media_type}\"")));
            if content["example"].is_string() {
                shown(&content["example"]);
            }
        }
        for parameter in post["parameters"].as_array().into_iter().flatten() {
            shown(&parameter["name"]);
            shown(&parameter["description"]);
        }
        shown(&json!(format!("\"http://127.0.0.1:3000{path}")));
    }
    for schema in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .values()
    {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            shown(&json!(name));
            let described = [
                &property["description"],
                &property["oneOf"][0]["description"],
            ];
            shown(described.into_iter().find(|text| text.is_string()).unwrap());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_user_can_read_it_and_administrators_have_it_in_their_menu() {
    let served = Served::empty().await;
    for role in Role::ALL {
        let user = served.add_user(role.word(), Rights::all(role)).await;
        let cookie = served.cookie_of(user).await;
        let answer = served.get_as("/api", &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{role:?}");
        let has_it = answer.text().contains("href=\"/api\"");
        assert_eq!(has_it, role == Role::Administrator, "{role:?}");
    }
    let nobody = served.get_as("/api", "").await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
}
