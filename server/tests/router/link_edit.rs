//! Editing a link.

use axum::http::{StatusCode, header};
use store::{Actor, Authenticated, Rights, Role};

use super::element::Element;
use super::links::link_for;
use super::{PASSWORD, START, Served, by_test, denied};

const DAY_S: i64 = 86_400;

/// The value of a field of a page.
fn value(page: &Element, name: &str) -> String {
    let inputs = page.named("input");
    let input = inputs.iter().find(|input| input.attribute("name") == name);
    input.unwrap().attribute("value").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn note_end_and_password_are_edited_and_the_url_stays() {
    let served = Served::of(&[denied(0)]).await;
    let (id, path) = served.link(link_for("Brenn")).await;
    let root = served.cookie.clone();
    let page = Element::of_html(&served.page("/links/1/edit").await);
    assert_eq!(page.named("textarea")[0].text(), "For the talk on Monday");
    assert_eq!(value(&page, "last-day"), "2025-09-28");
    assert!(value(&page, "password").is_empty());
    let before = served.store.link(id).await.unwrap().unwrap();

    let form = [("note", "New <note>"), ("last-day", "2025-09-28")];
    let edited = served.post("/links/1/edit", &form, &root).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER);
    assert_eq!(edited.header(header::LOCATION), "/links");
    let link = served.store.link(id).await.unwrap().unwrap();
    assert_eq!(link.note, "New <note>");
    assert_eq!(
        link.expires_at, before.expires_at,
        "the day was not changed"
    );

    let form = [("last-day", "2025-12-31"), ("password", PASSWORD)];
    served.post("/links/1/edit", &form, &root).await;
    let link = served.store.link(id).await.unwrap().unwrap();
    // The whole last day counts.
    assert_eq!(link.expires_at, 1_767_225_600);
    assert!(link.has_password && link.note.is_empty());
    let wrong = served.post(&path, &[], "").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let opened = served.post(&path, &[("password", PASSWORD)], "").await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let list = served.page("/links").await;
    assert!(list.contains("Password protected.") && list.contains("2026-01-01 00:00"));

    let form = [("last-day", "2025-12-31"), ("remove-password", "on")];
    served.post("/links/1/edit", &form, &root).await;
    assert_eq!(
        served.post(&path, &[], "").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_edit_keeps_its_fields() {
    let served = Served::of(&[denied(0)]).await;
    let (id, _) = served.link(link_for("Brenn")).await;
    for (day, password, told) in [
        ("2025-08-28", "", "choose a last day"),
        ("2026-12-31", "", "choose a last day"),
        ("9999-12-31", "", "choose a last day"),
        ("soon", "", "is not a date"),
        ("", "", "is not a date"),
        ("2025-09-30", "short", "at least 12 characters"),
    ] {
        let form = [
            ("note", "Keep <this>"),
            ("last-day", day),
            ("password", password),
        ];
        let answer = served.post("/links/1/edit", &form, &served.cookie).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        let page = Element::of_html(&answer.text());
        let alert = page.all(&|tag| tag.attribute("role") == Some("alert"));
        assert!(alert[0].text().contains(told), "{day}: {}", alert[0].text());
        assert_eq!(asks_for_password(&page), !password.is_empty(), "{day}");
        assert_eq!(page.named("textarea")[0].text(), "Keep <this>");
        assert_eq!(value(&page, "last-day"), day);
        assert!(value(&page, "password").is_empty());
    }
    let both = [
        ("last-day", "2025-09-30"),
        ("password", PASSWORD),
        ("remove-password", "on"),
    ];
    let answer = served.post("/links/1/edit", &both, &served.cookie).await;
    assert!(answer.text().contains("not both"));
    let link = served.store.link(id).await.unwrap().unwrap();
    assert_eq!(link.note, "For the talk on Monday");
}

/// Whether the form asks for a typed password again, since it is not sent back.
fn asks_for_password(page: &Element) -> bool {
    let alert = page.all(&|tag| tag.attribute("role") == Some("alert"));
    let again = alert[0].text().ends_with("Enter the password again.");
    let fields = page.all(&|tag| tag.attribute("type") == Some("password"));
    let has = |name: &str| {
        fields[0]
            .tag
            .attributes
            .iter()
            .any(|(known, _)| known == name)
    };
    assert_eq!(has("required"), again);
    again
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_asks_for_its_password_again() {
    let served = Served::of(&[denied(0)]).await;
    served.link(link_for("Brenn")).await;
    for password in ["", PASSWORD] {
        let form = [("last-day", "2020-01-01"), ("password", password)];
        let refused = served.post("/links/1/edit", &form, &served.cookie).await;
        let page = Element::of_html(&refused.text());
        assert_eq!(asks_for_password(&page), !password.is_empty());
        let form = [
            ("more", "Bren"),
            ("zone", "UTC"),
            ("days", "7"),
            ("password", password),
        ];
        let asked = served.post("/links/new", &form, &served.cookie).await;
        let page = Element::of_html(&asked.text());
        assert_eq!(asks_for_password(&page), !password.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_users_who_may_change_a_link_can_edit_it() {
    let served = Served::of(&[denied(0)]).await;
    let (id, _) = served.link(link_for("Brenn")).await;
    let form = [("note", "Mine"), ("last-day", "2025-09-30")];
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let mira = served.add_user("Mira", rights).await;
    let cookie = served.cookie_of(mira).await;
    let answers = [
        served.get_as("/links/1/edit", &cookie).await,
        served.post("/links/1/edit", &form, &cookie).await,
        served.post("/links/99/edit", &form, &cookie).await,
    ];
    for answer in answers {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("no longer works"));
        assert!(!answer.text().contains("Brenn"));
    }
    let noor = served.add_user("Noor", Rights::all(Role::Producer)).await;
    let cookie = served.cookie_of(noor).await;
    let answer = served.post("/links/1/edit", &form, &cookie).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    // An expired link can get a new expiry date, a revoked one cannot.
    served.pass(40 * DAY_S);
    let user = served.store.user_named("root").await.unwrap().unwrap();
    let by = Actor {
        at: START + 40 * DAY_S,
        ..by_test()
    };
    let proven = Authenticated::without_password(user);
    let begun = served.store.begin_session(&proven, None, &by).await;
    let cookie = format!("turnaway-3000={}", begun.unwrap().unwrap().reveal());
    assert!(
        served
            .get_as("/links", &cookie)
            .await
            .text()
            .contains("/links/1/edit")
    );
    let form = [("note", "Again"), ("last-day", "2025-12-31")];
    let edited = served.post("/links/1/edit", &form, &cookie).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER);
    served.store.revoke_link(id, &by_test()).await.unwrap();
    let list = served.get_as("/links", &cookie).await.text();
    assert!(!list.contains("/links/1/edit"));
    let answer = served.get_as("/links/1/edit", &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}
