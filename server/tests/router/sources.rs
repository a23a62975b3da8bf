//! The sources page: servers and keys.

use axum::http::{StatusCode, header};
use store::{Rights, Role};

use super::element::Element;
use super::{START, Served, denied};

const DAY_S: i64 = 86_400;

fn key(name: &str) -> [(&str, &str); 4] {
    [
        ("name", name),
        ("account", "Brenn"),
        ("server", "default"),
        ("source", "local"),
    ]
}

/// The secret that a page shows.
fn secret(page: &str) -> String {
    let page = Element::of_html(page);
    page.of_class("secret")[0].attribute("value").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_listed_with_its_recent_events() {
    let served = Served::of(&[denied(-9 * DAY_S), denied(-8 * DAY_S)]).await;
    let page = served.page("/sources").await;
    assert!(page.contains("silent for 8 days"), "{page}");
    assert!(page.contains("files"));
    served
        .import(&[denied(-3 * DAY_S), denied(-60), denied(600)])
        .await;
    let page = served.page("/sources").await;
    assert!(!page.contains("silent"));
    let cells: Vec<&str> = page
        .split("<td class=\"number\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(cells, ["1", "2", "5"], "what lies ahead is of no day yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_shown_once_with_what_to_copy() {
    let served = Served::of(&[denied(0)]).await;
    let root = served.cookie.clone();
    let made = served
        .post("/sources/add-key", &key("plant 7"), &root)
        .await;
    let made = served.followed(&made, &root).await;
    assert_eq!(made.status, StatusCode::OK);
    assert_eq!(made.header(header::CACHE_CONTROL), "no-store");
    let page = made.text();
    let shown = secret(&page);
    assert_eq!(shown.len(), 43);
    let url = "http://127.0.0.1:3000/usage/api/1.0/sync";
    assert!(page.contains("usageService.sync.url") && page.contains(url));
    assert_eq!(served.store.keys().await.unwrap().len(), 1);

    let page = served.page("/sources").await;
    assert!(page.contains("key plant 7") && page.contains("never used"));
    assert!(!page.contains(&shown));
    assert!(!served.page("/audit").await.contains(&shown));
    let twice = served
        .post("/sources/add-key", &key("plant 7"), &root)
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text().contains("another name"));
    let empty = served.post("/sources/add-key", &key(" "), &root).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);

    let name = [("name", "plant 7")];
    let revoked = served.post("/sources/revoke-key", &name, &root).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    let at = served.store.keys().await.unwrap()[0].revoked_at;
    assert_eq!(at, Some(START));
    let page = served.page("/sources").await;
    assert!(page.contains("revoked 2025-08-29 10:00 UTC") && page.contains("files"));
    let again = served.post("/sources/revoke-key", &name, &root).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_see_and_create_keys() {
    let served = Served::of(&[denied(0)]).await;
    let root = served.cookie.clone();
    served
        .post("/sources/add-key", &key("plant 7"), &root)
        .await;
    for role in [Role::Producer, Role::CustomerSuccess] {
        let user = served.add_user(role.word(), Rights::all(role)).await;
        let cookie = served.cookie_of(user).await;
        for target in ["/sources/add-key", "/sources/revoke-key"] {
            let answer = served.post(target, &key("other"), &cookie).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target} {role:?}");
        }
        let page = served.get_as("/sources", &cookie).await.text();
        assert!(!page.contains("/sources/add-key"), "{role:?}");
    }
    let keys = served.store.keys().await.unwrap();
    assert_eq!((keys.len(), keys[0].revoked_at), (1, None));
}
