//! A successful form redirects, so that a reload repeats nothing; its result is shown once.
//! Permanent actions ask first.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::{Rights, Role};

use super::element::Element;
use super::imports::{LOG, account, log};
use super::links::{link_for, link_url_in};
use super::{HOST, Served, denied};

/// The status of a page to who only looks at its headers.
async fn head(served: &Served, target: &str) -> StatusCode {
    let request = Request::head(target)
        .header(header::HOST, HOST)
        .body(Body::empty());
    served.ask(request.unwrap()).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_created_once_and_its_url_is_shown_once() {
    let served = Served::of(&[denied(0)]).await;
    let root = served.cookie.clone();
    let form = [("account", "Brenn"), ("zone", "UTC"), ("days", "7")];
    let made = served.post("/links/new", &form, &root).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let page = made.header(header::LOCATION).to_owned();
    assert_eq!(page, "/links/1/url");
    assert!(made.body.is_empty() && made.header(header::SET_COOKIE).is_empty());

    // Another session of the same user is shown nothing, and does not use it up.
    let user = served.store.user_named("root").await.unwrap().unwrap();
    let elsewhere = served.cookie_of(user.id).await;
    let answer = served.get_as(&page, &elsewhere).await;
    assert_eq!(answer.header(header::LOCATION), "/links");

    // What only looks at the headers takes nothing away either.
    assert_eq!(head(&served, &page).await, StatusCode::OK);

    let shown = served.get_as(&page, &root).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.header(header::CACHE_CONTROL), "no-store");
    let text = shown.text();
    assert!(text.contains("Link created") && text.contains("It won't be shown again."));
    let url = link_url_in(&text);
    assert_eq!(served.get_as(&url, "").await.status, StatusCode::OK);

    let reloaded = served.get_as(&page, &root).await;
    assert_eq!(reloaded.status, StatusCode::SEE_OTHER);
    assert_eq!(reloaded.header(header::LOCATION), "/links");
    assert_eq!(served.store.links(None, None, 100).await.unwrap().len(), 1);
    assert!(!served.page("/links").await.contains(&url));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_is_shown_for_two_minutes_at_most() {
    let served = Served::of(&[denied(0)]).await;
    let form = [("account", "Brenn"), ("zone", "UTC"), ("days", "7")];
    let made = served.post("/links/new", &form, &served.cookie).await;
    served.pass(120);
    let late = served.followed(&made, &served.cookie).await;
    assert_eq!(late.header(header::LOCATION), "/links");
    let replaced = served
        .post("/links/rotate", &[("link", "1")], &served.cookie)
        .await;
    let shown = served.followed(&replaced, &served.cookie).await.text();
    assert!(shown.contains("URL replaced"));
    link_url_in(&shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embed_code_is_shown_if_embedding_is_allowed() {
    for is_embedded in [false, true] {
        let mut served = Served::of(&[denied(0)]).await;
        if is_embedded {
            served = served.embedded_by("https://portal.example");
        }
        let form = [("account", "Brenn"), ("zone", "UTC"), ("days", "7")];
        let made = served.post("/links/new", &form, &served.cookie).await;
        let page = served.followed(&made, &served.cookie).await.text();
        let page = Element::of_html(&page);
        let fields = page.of_class("secret");
        let values: Vec<&str> = fields
            .iter()
            .map(|field| field.attribute("value"))
            .collect();
        let embed = values.iter().find(|value| value.starts_with("<iframe "));
        assert_eq!(embed.is_some(), is_embedded);
        assert!(embed.is_none_or(|embed| embed.contains("?embed\" title=")));
        let buttons = page.all(&|tag| tag.attribute("data-copy").is_some());
        assert_eq!(buttons.len(), values.len());
        assert!(
            buttons
                .iter()
                .all(|button| button.attribute("class") == "hidden")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_created_once_and_shown_once() {
    let served = Served::of(&[denied(0)]).await;
    let root = served.cookie.clone();
    let form = [
        ("name", "plant 7 & 8"),
        ("account", "Brenn"),
        ("server", "default"),
        ("source", "local"),
    ];
    let made = served.post("/sources/add-key", &form, &root).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let page = made.header(header::LOCATION).to_owned();
    assert_eq!(page, "/sources/key?name=plant+7+%26+8");
    assert_eq!(head(&served, &page).await, StatusCode::OK);
    let shown = served.get_as(&page, &root).await.text();
    let secret = Element::of_html(&shown).of_class("secret")[0]
        .attribute("value")
        .to_owned();
    assert_eq!(secret.len(), 43);
    let reloaded = served.get_as(&page, &root).await;
    assert_eq!(reloaded.header(header::LOCATION), "/sources");
    assert_eq!(served.store.keys().await.unwrap().len(), 1);
    let producer = served.add_user("Noor", Rights::all(Role::Producer)).await;
    let cookie = served.cookie_of(producer).await;
    let answer = served.get_as(&page, &cookie).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_imported_once_and_summed_up_once() {
    let served = Served::empty().await;
    let parts = [account("Brenn"), log("a.log", LOG)];
    let request = super::imports::dropped(&parts, super::imports::END, &served.cookie);
    let answer = served.ask_as_it_is(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/imports");
    // Neither a HEAD nor a page of earlier imports shows the summary.
    assert_eq!(head(&served, "/imports").await, StatusCode::OK);
    let earlier = served.page("/imports?before=9").await;
    assert!(!earlier.contains("(flexnet-debug): 5"), "{earlier}");
    let page = served.page("/imports").await;
    assert!(page.contains("a.log (flexnet-debug): 5 lines"), "{page}");
    let again = Element::of_html(&page);
    let inputs = again.named("input");
    let account = inputs
        .iter()
        .find(|input| input.attribute("name") == "account");
    assert_eq!(
        account.unwrap().attribute("value"),
        "Brenn",
        "for the next files"
    );
    assert!(!served.page("/imports").await.contains("(flexnet-debug): 5"));
    assert_eq!(served.store.imports(0, None, 9).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn permanent_actions_ask_first_without_a_script_too() {
    let served = Served::of(&[denied(0)]).await;
    served.add_user("Mira", Rights::all(Role::Producer)).await;
    served.link(link_for("Brenn")).await;
    let form = [
        ("name", "plant 7"),
        ("account", "Brenn"),
        ("server", "default"),
        ("source", "local"),
    ];
    served.post("/sources/add-key", &form, &served.cookie).await;
    for (target, actions) in [
        ("/users", &["/users/remove"][..]),
        ("/links", &["/links/revoke", "/links/rotate"]),
        ("/sources", &["/sources/revoke-key"]),
    ] {
        let page = Element::of_html(&served.page(target).await);
        for action in actions {
            // The button is inside a disclosure that states the consequences.
            let parts = page.named("details");
            let own = parts.iter().rfind(|part| {
                let forms = part.named("form");
                forms.len() == 1 && forms[0].attribute("action") == *action
            });
            let part = own.unwrap_or_else(|| panic!("{target}: {action} asks first"));
            assert!(!part.tag.attributes.iter().any(|(name, _)| name == "open"));
            assert!(part.named("summary")[0].text().contains(" …"), "{action}");
            assert!(part.named("p")[0].text().len() > 20, "{action}");
        }
    }
    // Undoing an import has a confirmation page of its own.
    let list = Element::of_html(&served.page("/imports").await);
    let forms = list.named("form");
    assert!(
        forms
            .iter()
            .all(|form| !form.attribute("action").contains("take-back"))
    );
    assert!(served.page("/imports/1").await.contains("Undo import"));
}
