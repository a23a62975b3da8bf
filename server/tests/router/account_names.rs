//! Accounts that are typed into forms: they are suggested, and the form asks about those
//! without events. A refused form keeps its fields.

use axum::http::StatusCode;
use domain::event::Event;
use domain::names::AccountName;
use store::{Rights, Role};

use super::element::Element;
use super::links::link_for;
use super::{PASSWORD, Served, denied};

async fn with_accounts(names: &[&'static str]) -> Served {
    let events: Vec<Event<'static>> = names
        .iter()
        .zip(0..)
        .map(|(&name, at)| Event {
            account: AccountName(name),
            ..denied(at)
        })
        .collect();
    Served::of(&events).await
}

/// The form of a page with this action and a hidden field with this value.
fn form<'a>(page: &'a Element, action: &str, hidden: Option<(&str, &str)>) -> &'a Element {
    let forms = page.named("form").into_iter();
    let mut forms = forms.filter(|form| {
        let has = |(name, value)| {
            let inputs = form.named("input");
            inputs
                .iter()
                .any(|input| input.attribute("name") == name && input.attribute("value") == value)
        };
        form.attribute("action") == action && hidden.is_none_or(has)
    });
    forms.next().unwrap_or_else(|| panic!("no form {action}"))
}

fn value(form: &Element, name: &str) -> String {
    let inputs = form.named("input");
    let input = inputs.iter().find(|input| input.attribute("name") == name);
    input.unwrap().attribute("value").to_owned()
}

/// The selected radio button.
fn chosen(form: &Element) -> String {
    let inputs = form.named("input").into_iter();
    let mut on = inputs.filter(|input| {
        input.attribute("type") == "radio"
            && input
                .tag
                .attributes
                .iter()
                .any(|(name, _)| name == "checked")
    });
    on.next().unwrap().attribute("value").to_owned()
}

fn alert(page: &Element) -> String {
    let alerts = page.all(&|tag| tag.attribute("role") == Some("alert"));
    assert_eq!(alerts.len(), 1);
    alerts[0].text()
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_accounts_limits_the_user_to_them() {
    let served = with_accounts(&["Brenn", "Dorn"]).await;
    let root = served.cookie.clone();
    let add = async |name: &str, role: &str, more: &[(&str, &str)]| {
        let mut form = vec![("name", name), ("role", role), ("accounts", "all")];
        form.extend(more);
        served.post("/users/add", &form, &root).await
    };
    for (name, field) in [("Mira", "names"), ("Noor", "more")] {
        let added = add(name, "customer-success", &[(field, "Brenn")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER);
        let user = served.store.user_named(name).await.unwrap().unwrap();
        let named = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
        assert_eq!(user.rights, named, "{field}");
    }
    // Where that is impossible, the form says so instead of ignoring it.
    let refused = add("Otto", "producer", &[("names", "Brenn")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("only the role customer-success"));
    let blank = add("Otto", "producer", &[("names", " \r\n"), ("more", " ")]).await;
    assert_eq!(blank.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_list_does_not_override_all_accounts() {
    let served = with_accounts(&["Brenn", "Dorn"]).await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    let mira = served.add_user("Mira", rights.clone()).await;
    let number = mira.number().to_string();
    let set = async |names: &str| {
        let form = [
            ("user", &*number),
            ("role", "customer-success"),
            ("accounts", "all"),
            ("names", names),
        ];
        let answer = served.post("/users/role", &form, &served.cookie).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        served.user(mira).await.rights
    };
    let both = Rights::of_accounts(Role::CustomerSuccess, ["Brenn", "Dorn"]).unwrap();
    assert_eq!(set("Brenn\r\nDorn").await, both, "one was typed");
    assert_eq!(set("Brenn").await, rights, "one was taken out");
    assert_eq!(set("Brenn").await, Rights::all(Role::CustomerSuccess));
    assert_eq!(set("Brenn").await, rights, "typed into an empty list");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_account_is_asked_about_and_can_be_kept() {
    let served = with_accounts(&["Ash Works", "Brenn"]).await;
    let root = served.cookie.clone();
    let typed = [
        ("name", "Mira"),
        ("role", "customer-success"),
        ("accounts", "named"),
        ("names", "Brnen\r\nBrenn"),
        ("password", PASSWORD),
    ];
    let asked = served.post("/users/add", &typed, &root).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(served.store.users().await.unwrap().len(), 1);
    let page = Element::of_html(&asked.text());
    let told = alert(&page);
    assert!(told.contains("There are no events for “Brnen” yet. Did you mean “Brenn”?"));
    assert!(told.contains("Enter the password again."));
    let again = form(&page, "/users/add", None);
    assert_eq!(value(again, "name"), "Mira");
    assert_eq!(again.named("textarea")[0].text(), "Brenn\nBrnen");
    assert_eq!(chosen(again), "named");
    assert!(value(again, "password").is_empty());
    assert_eq!(value(again, "asked"), "Brnen");

    let mut kept = typed.to_vec();
    kept.push(("asked", "Brnen"));
    let added = served.post("/users/add", &kept, &root).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    let mira = served.store.user_named("Mira").await.unwrap().unwrap();
    // A user's existing accounts are not asked about again.
    let number = mira.id.number().to_string();
    let role = [
        ("user", &*number),
        ("role", "customer-success"),
        ("accounts", "named"),
        ("names", "Brnen\r\nAsh Works"),
    ];
    let saved = served.post("/users/role", &role, &root).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    // Another one is, in the form of that user, which is expanded.
    let mut other = role[..3].to_vec();
    other.push(("names", "Ash Wroks"));
    let asked = served.post("/users/role", &other, &root).await;
    let page = Element::of_html(&asked.text());
    assert!(alert(&page).contains("Did you mean “Ash Works”?"));
    let again = form(&page, "/users/role", Some(("user", &number)));
    assert_eq!(again.named("textarea")[0].text(), "Ash Wroks");
    let open = page
        .named("details")
        .into_iter()
        .filter(|part| part.tag.attributes.iter().any(|(name, _)| name == "open"));
    assert_eq!(open.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_an_unknown_account_is_asked_about_too() {
    let served = with_accounts(&["Brenn"]).await;
    let root = served.cookie.clone();
    let mut typed = vec![
        ("name", "plant <7>"),
        ("account", "brenn"),
        ("server", "eu-1"),
        ("source", "cls"),
    ];
    let asked = served.post("/sources/add-key", &typed, &root).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Element::of_html(&asked.text());
    assert!(alert(&page).contains("Did you mean “Brenn”?"));
    let again = form(&page, "/sources/add-key", None);
    for (name, was) in &typed[..3] {
        assert_eq!(value(again, name), *was);
    }
    let selected = again.all(&|tag| {
        tag.name == "option" && tag.attributes.iter().any(|(name, _)| name == "selected")
    });
    assert_eq!(selected[0].attribute("value"), "cls");
    let asked = value(again, "asked");
    typed.push(("asked", &asked));
    let made = served.post("/sources/add-key", &typed, &root).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    // Now there is a key of that account, so a user may get it without a question.
    let user = [
        ("name", "Mira"),
        ("role", "customer-success"),
        ("accounts", "named"),
        ("names", "brenn"),
    ];
    let added = served.post("/users/add", &user, &root).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_an_unknown_account_is_asked_about_too() {
    let served = with_accounts(&["Brenn"]).await;
    let mut typed = vec![
        ("more", "Bren"),
        ("zone", "UTC"),
        ("days", "7"),
        ("note", "Hi"),
    ];
    let asked = served.post("/links/new", &typed, &served.cookie).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Element::of_html(&asked.text());
    assert!(alert(&page).contains("Did you mean “Brenn”?"));
    let again = form(&page, "/links/new", None);
    let lines: Vec<String> = again.named("textarea").iter().map(|it| it.text()).collect();
    assert_eq!(lines, ["Bren", "Hi"]);
    let asked = value(again, "asked");
    typed.push(("asked", &asked));
    let made = served.post("/links/new", &typed, &served.cookie).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selected_account_stays_selected_when_no_longer_offered() {
    let served = with_accounts(&["Brenn"]).await;
    let typed = [("account", "Dorn"), ("zone", "UTC"), ("days", "0")];
    let refused = served.post("/links/new", &typed, &served.cookie).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Element::of_html(&refused.text());
    let again = form(&page, "/links/new", None);
    let ticked = again.all(&|tag| {
        tag.attribute("name") == Some("account")
            && tag.attributes.iter().any(|(name, _)| name == "checked")
    });
    let ticked: Vec<&str> = ticked.iter().map(|tag| tag.attribute("value")).collect();
    assert_eq!(ticked, ["Dorn"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_suggest_the_accounts_that_their_reader_sees() {
    let served = with_accounts(&["Dorn", "Brenn", "<b>\"Elm\""]).await;
    served.link(link_for("Brenn")).await;
    let suggested = |html: &str| -> Vec<String> {
        let page = Element::of_html(html);
        let lists = page.named("datalist");
        assert_eq!(lists.len(), 1);
        let options = lists[0].named("option").into_iter();
        options
            .map(|option| option.attribute("value").to_owned())
            .collect()
    };
    for target in ["/users", "/sources", "/imports", "/links/new?range=all"] {
        let html = served.page(target).await;
        assert_eq!(
            suggested(&html),
            ["<b>\"Elm\"", "Brenn", "Dorn"],
            "{target}"
        );
        let page = Element::of_html(&html);
        let fields = page.all(&|tag| tag.attribute("list") == Some("accounts"));
        assert!(!fields.is_empty(), "{target}");
    }
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let mira = served.add_user("Mira", rights).await;
    let cookie = served.cookie_of(mira).await;
    let html = served.get_as("/links/new?range=all", &cookie).await.text();
    assert_eq!(suggested(&html), ["Dorn"]);
    // An account outside the scope is refused, and no similar name is suggested.
    let typed = [("others", "Bren"), ("zone", "UTC"), ("days", "7")];
    let refused = served.post("/links/new", &typed, &cookie).await;
    assert!(!refused.text().contains("Brenn"));
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_are_bounded_and_include_the_largest_accounts() {
    let names: Vec<&'static str> = (0..600)
        .map(|n| &*Box::leak(format!("Account {n:03}").into_boxed_str()))
        .collect();
    let long: &'static str = Box::leak("x".repeat(300).into_boxed_str());
    let served = with_accounts(&names).await;
    let again: Vec<Event<'static>> = (600..605)
        .map(|at| Event {
            account: AccountName(if at == 604 { long } else { "Account 599" }),
            ..denied(at)
        })
        .collect();
    served.import(&again).await;
    let page = Element::of_html(&served.page("/users").await);
    let options = page.named("datalist")[0].named("option");
    assert_eq!(options.len(), 500);
    let has = |name: &str| {
        options
            .iter()
            .any(|option| option.attribute("value") == name)
    };
    assert!(has("Account 599") && !has(long));
}
