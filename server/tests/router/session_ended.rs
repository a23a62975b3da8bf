//! A form whose session has ended: its response keeps the fields, for the same user.

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use store::{Rights, Role};

use super::element::Element;
use super::imports::{END, LOG, account, dropped, log};
use super::{Answer, PASSWORD, SESSION_IDLE_S, Served, denied, posted};

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// A form request as a browser sends it for a visible page.
fn shown(mut request: Request<Body>) -> Request<Body> {
    let html = HeaderValue::from_static(HTML);
    request.headers_mut().insert(header::ACCEPT, html);
    request
}

impl Served {
    async fn send(&self, target: &str, form: &[(&str, &str)], cookie: &str) -> Answer {
        self.ask_as_it_is(shown(posted(target, form, cookie))).await
    }
}

/// The fields that a page keeps, except the reader's.
fn carried(page: &Element) -> Vec<(String, String)> {
    let forms = page.all(&|tag| tag.attribute("id") == Some("kept"));
    let Some(form) = forms.first() else {
        return Vec::new();
    };
    let inputs = form.named("input").into_iter();
    inputs
        .map(|input| {
            (
                input.attribute("name").to_owned(),
                input.attribute("value").to_owned(),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_response_has_the_fields_and_the_way_back() {
    let served = Served::empty().await;
    let typed = [
        ("reader", "1"),
        ("name", "Mira <b>"),
        ("role", "customer-success"),
        ("accounts", "named"),
        ("names", "Brenn\r\n\"Dorn\""),
        ("password", PASSWORD),
    ];
    served.pass(SESSION_IDLE_S);
    for cookie in [&*served.cookie, ""] {
        let answer = served.send("/users/add", &typed, cookie).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        let text = answer.text();
        assert!(!text.contains(PASSWORD) && !text.contains("<b>"), "{text}");
        let page = Element::of_html(&text);
        let fields = carried(&page);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(
            fields,
            typed[..5],
            "as they were typed, without the password"
        );
        let form = page.all(&|tag| tag.attribute("id") == Some("kept"))[0];
        assert_eq!(form.attribute("action"), "/users/add");
        assert_eq!(form.attribute("data-page"), "/users");
        let links = page.named("a");
        let sign_in = links.iter().find(|link| link.text() == "Sign in").unwrap();
        assert_eq!(sign_in.attribute("href"), "/sign-in?to=%2Fusers");
        assert!(text.contains("Nothing was changed") && text.contains("/forms.js"));
        assert!(text.contains("Passwords and files have to be entered again."));
    }
    assert_eq!(served.store.users().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_very_long_view_leads_back_to_it_too() {
    let served = Served::of(&[denied(0)]).await;
    let users = (0..80).map(|n| format!("user={}{n}", "u".repeat(70)));
    let users: Vec<String> = users.collect();
    let view = format!("range=all&{}", users.join("&"));
    let form = [("view", &*view), ("note", "Hello")];
    let answer = served.send("/links/new", &form, "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let page = Element::of_html(&answer.text());
    let kept = page.all(&|tag| tag.attribute("id") == Some("kept"));
    assert_eq!(kept[0].attribute("data-page"), format!("/links/new?{view}"));
    // No sign-in URL is that long; the page's script continues from there.
    let links = page.all(&|tag| tag.attribute("href") == Some("/sign-in?to=%2Flinks%2Fnew"));
    assert_eq!(links.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_link_leads_back_to_its_view() {
    let served = Served::of(&[denied(0)]).await;
    let typed = [
        ("view", "range=all&account=Brenn"),
        ("account", "Brenn"),
        ("note", "Long text"),
    ];
    let answer = served.send("/links/new", &typed, "").await;
    let page = Element::of_html(&answer.text());
    let form = page.all(&|tag| tag.attribute("id") == Some("kept"))[0];
    let back = "/links/new?range=all&account=Brenn";
    assert_eq!(form.attribute("data-page"), back);
    assert_eq!(served.get(back).await.status, StatusCode::OK);
    assert!(
        served
            .store
            .links(None, None, 100)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_not_kept_and_the_other_fields_are() {
    let served = Served::empty().await;
    let parts = [
        account("Brenn"),
        ("server", None, b"eu-7".as_slice()),
        log("a.log", LOG),
    ];
    let answer = served.ask_as_it_is(shown(dropped(&parts, END, ""))).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let text = answer.text();
    assert!(
        !text.contains("gridlm") && !text.contains("a.log"),
        "{text}"
    );
    let fields = carried(&Element::of_html(&text));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (&**k, &**v)).collect();
    assert_eq!(fields, [("account", "Brenn"), ("server", "eu-7")]);
    assert!(served.store.imports(0, None, 9).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_users_page_does_nothing() {
    let served = Served::empty().await;
    let root = served.store.user_named("root").await.unwrap().unwrap();
    let mira = served
        .add_user("Mira", Rights::all(Role::Administrator))
        .await;
    let cookie = served.cookie_of(mira).await;
    let number = root.id.number().to_string();
    let form = [
        ("reader", &*number),
        ("name", "Noor"),
        ("role", "producer"),
        ("accounts", "all"),
    ];
    let answer = served.send("/users/add", &form, &cookie).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let text = answer.text();
    let page = Element::of_html(&text);
    assert_eq!(page.named("dd").len(), 0, "the other user sees no fields");
    assert!(!text.contains("Send again"));
    assert_eq!(
        carried(&page).len(),
        4,
        "they are for the user who typed them"
    );
    let program = served.post("/users/add", &form, &cookie).await;
    assert_eq!(program.status, StatusCode::CONFLICT);
    assert_eq!(served.store.users().await.unwrap().len(), 2);

    // Files are refused too, before the first is read.
    let reader: (&str, Option<&str>, &[u8]) = ("reader", None, number.as_bytes());
    let parts = [reader, account("Brenn"), log("a.log", LOG)];
    let answer = served.ask_as_it_is(dropped(&parts, END, &cookie)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Another user has signed in"));
    assert!(served.store.imports(0, None, 9).await.unwrap().is_empty());

    // The user of the page may submit it, and so may a script that names no user.
    let answer = served.send("/users/add", &form, &served.cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_and_other_pages_get_the_same_responses_as_before() {
    let served = Served::empty().await;
    let form = [("name", "Mira"), ("role", "producer"), ("accounts", "all")];
    let answer = served.post("/users/add", &form, "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.text(), "Sign in at /sign-in first.\n");
    let mut foreign = shown(posted("/users/add", &form, ""));
    let site = HeaderValue::from_static("cross-site");
    foreign.headers_mut().insert("sec-fetch-site", site);
    let answer = served.ask_as_it_is(foreign).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!answer.text().contains("Mira"));
    let fresh = Served::setup_required().await;
    let answer = fresh.send("/users/add", &form, "").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_response_is_bounded() {
    let served = Served::empty().await;
    let long = "\"".repeat(60_000);
    let answer = served.send("/links/new", &[("note", &*long)], "").await;
    assert!(
        answer.body.len() < 6 * 2 * 64 * 1024 + 10_000,
        "{}",
        answer.body.len()
    );
    let longer = "a".repeat(70_000);
    let answer = served.send("/links/new", &[("note", &*longer)], "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text().contains("too long to keep") && answer.body.len() < 10_000);
    let longest = "a".repeat(300_000);
    let cookie = served.cookie.clone();
    for cookie in ["", &cookie] {
        let answer = served
            .send("/links/new", &[("note", &*longest)], cookie)
            .await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_a_page_names_its_reader_and_every_password_is_known() {
    let served = Served::of(&[denied(0)]).await;
    let number = served.add_user("Mira", Rights::all(Role::Producer)).await;
    served.link(super::links::link_for("Brenn")).await;
    let root = served.store.user_named("root").await.unwrap().unwrap();
    let root = root.id.number().to_string();
    assert_ne!(root, number.number().to_string());
    for target in [
        "/users",
        "/account",
        "/links",
        "/links/new?range=all",
        "/links/1/edit",
        "/sources",
        "/imports",
        "/imports/1",
    ] {
        let page = Element::of_html(&served.page(target).await);
        let mut forms = 0;
        for form in page.named("form") {
            let inputs = form.named("input");
            for input in &inputs {
                if input.attribute("type") == "password" {
                    let name = input.attribute("name");
                    assert!(["password", "present"].contains(&name), "{target} {name}");
                }
            }
            if form.attribute("action") == "/sign-out" {
                continue;
            }
            let reader = inputs
                .iter()
                .find(|input| input.attribute("name") == "reader");
            let reader = reader.unwrap_or_else(|| panic!("{target} names its reader"));
            assert_eq!(reader.attribute("value"), root, "{target}");
            forms += 1;
        }
        assert!(forms > 0, "{target} has a form");
    }
}
