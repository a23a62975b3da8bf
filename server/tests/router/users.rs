//! The page of users, and the audit log.

use axum::http::{StatusCode, header};
use store::{NewUser, Rights, Role, SignInName, UserId};

use super::element::Element;
use super::{PASSWORD, Served, by_test};

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_adds_changes_and_removes_users() {
    let served = Served::empty().await;
    let root = served.cookie.clone();
    let form = [
        ("name", "Mira"),
        ("role", "customer-success"),
        ("accounts", "named"),
        ("names", "Brenn\r\n\r\n Dorn "),
        ("password", PASSWORD),
    ];
    let added = served.post("/users/add", &form, &root).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    assert_eq!(added.header(header::LOCATION), "/users");
    let mira = served.store.user_named("Mira").await.unwrap().unwrap();
    let named = Rights::of_accounts(Role::CustomerSuccess, ["Brenn", "Dorn"]).unwrap();
    assert_eq!(mira.rights, named);
    let page = served.get("/users").await.text();
    assert!(page.contains("Brenn, Dorn"), "{page}");

    let id = mira.id.number().to_string();
    let form = [("user", &*id), ("role", "producer"), ("accounts", "all")];
    served.post("/users/role", &form, &root).await;
    let mira = served.store.user_named("Mira").await.unwrap().unwrap();
    assert_eq!(mira.rights, Rights::all(Role::Producer));

    let cookie = served.cookie_of(mira.id).await;
    served
        .post("/users/sign-out", &[("user", &id)], &root)
        .await;
    let out = served.get_as("/version", &cookie).await;
    assert_eq!(out.status, StatusCode::UNAUTHORIZED);

    served.post("/users/remove", &[("user", &id)], &root).await;
    assert_eq!(served.store.user_named("Mira").await.unwrap(), None);

    let audit = served.get("/audit").await.text();
    for word in [
        "User added",
        "Role changed",
        "Signed out everywhere",
        "User removed",
    ] {
        assert!(audit.contains(word), "{word}");
    }
    assert!(!audit.contains(PASSWORD) && !audit.contains("argon2id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_in_a_form_is_shown_on_the_page() {
    let served = Served::empty().await;
    let root = served.store.user_named("root").await.unwrap().unwrap();
    let root = root.id.number().to_string();
    let add = |name, role, accounts, password| {
        let fields = [("name", name), ("role", role), ("accounts", accounts)];
        let mut form = fields.to_vec();
        form.push(("password", password));
        ("/users/add", form)
    };
    for ((target, form), told) in [
        (
            add("", "producer", "all", ""),
            "a name has 1 to 100 characters",
        ),
        (
            add("ROOT", "producer", "all", ""),
            "a user of this name already",
        ),
        (add("Mira", "king", "all", ""), "choose a role"),
        (
            add("Mira", "producer", "named", ""),
            "customer-success can be limited",
        ),
        (
            add("Mira", "customer-success", "named", ""),
            "name at least one account",
        ),
        (
            add("Mira", "producer", "all", "short"),
            "at least 12 characters",
        ),
        (
            ("/users/remove", vec![("user", &*root)]),
            "the only administrator",
        ),
        (("/users/remove", vec![("user", "999")]), "no such user"),
        (("/users/sign-out", vec![("user", "999")]), "no such user"),
        (
            (
                "/users/role",
                vec![("user", &*root), ("role", "producer"), ("accounts", "all")],
            ),
            "the only administrator",
        ),
    ] {
        let answer = served.post(target, &form, &served.cookie).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        assert!(answer.text().contains(told), "{form:?}");
    }
    assert_eq!(served.store.users().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_text_on_the_pages_of_management() {
    let served = Served::empty().await;
    let name = "<b>Mira</b>\"'&";
    let account = "</textarea><script>alert(1)</script>&amp;";
    let rights = Rights::of_accounts(Role::CustomerSuccess, [account]).unwrap();
    let user = served.add_user(name, rights).await;
    let cookie = served.cookie_of(user).await;
    let pages = [
        served.get("/users").await.text(),
        served.get("/audit").await.text(),
        served.get_as("/account", &cookie).await.text(),
    ];
    // In a textarea too, whose text is the account's name.
    let users = Element::of_html(&pages[0]);
    let fields = users.named("textarea");
    assert!(fields.iter().any(|field| field.text() == account));
    for page in pages {
        assert!(page.contains("Mira"), "{page}");
        assert!(
            !page.contains("<b>") && !page.contains("<script>alert"),
            "{page}"
        );
        assert!(!page.contains(" style="), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_open_browser_cannot_change_its_own_password() {
    let served = Served::empty().await;
    let rights = Rights::all(Role::Administrator);
    let mira = served.add_user("Mira", rights).await.number().to_string();
    let form = [("name", "Mira"), ("password", PASSWORD)];
    let here = served.post("/sign-in", &form, "").await;
    let form = [("user", &*mira), ("password", "another long password")];
    let answer = served.post("/users/password", &form, here.cookie()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("set your own password on the page"));
    let form = [("name", "Mira"), ("password", PASSWORD)];
    let again = served.post("/sign-in", &form, "").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "it is unchanged");
    // The page has the form only for other users.
    let page = served.get_as("/users", here.cookie()).await.text();
    assert_eq!(page.matches("action=\"/users/password\"").count(), 1);
}

/// A user without a password, whose hash is slow on purpose.
async fn add_without_password(served: &Served, name: &str) -> UserId {
    let new = NewUser {
        name: SignInName::new(name).unwrap(),
        rights: Rights::all(Role::Producer),
        password: None,
    };
    served.store.add_user(new, &by_test()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_users_has_pages_that_lead_to_every_user() {
    let served = Served::empty().await;
    // As large as names can be: 100 signs, each written in six bytes.
    let name = |number: usize| format!("{number:03}{}", "\"".repeat(97));
    for number in 0..450 {
        add_without_password(&served, &name(number)).await;
    }
    let names_on = |page: &Element| -> Vec<String> {
        let names = page.of_class("managed")[0].named("h2");
        names.iter().map(|name| name.text()).collect()
    };
    let (mut target, mut pages) = (Some("/users".to_owned()), Vec::new());
    while let Some(here) = target.take() {
        let html = served.page(&here).await;
        assert!(html.len() <= 1_000_000, "{here}: {} bytes", html.len());
        let page = Element::of_html(&html);
        pages.push(names_on(&page));
        assert!(pages.len() <= 3, "they go on for ever");
        let links = page.named("a").into_iter();
        let more = links.filter(|link| link.text() == "More users");
        target = more.map(|link| link.attribute("href").to_owned()).next();
    }
    let lengths: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!(lengths, [200, 200, 51]);
    let mut known: Vec<String> = (0..450).map(name).collect();
    known.push("root".to_owned());
    assert_eq!(pages.concat(), known);

    // A form that is refused stands on the page of its user, as it was sent.
    let late = served.store.user_named(&name(449)).await.unwrap().unwrap();
    let id = late.id.number().to_string();
    let form = [
        ("user", &*id),
        ("role", "producer"),
        ("accounts", "named"),
        ("names", "Brenn"),
    ];
    let refused = served.post("/users/role", &form, &served.cookie).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Element::of_html(&refused.text());
    assert!(names_on(&page).contains(&name(449)));
    let lists = page.named("textarea");
    assert!(lists.iter().any(|list| list.text() == "Brenn"));
    // Behind the last one there is nothing, and no way on.
    let behind = served.page("/users?from=18446744073709551615").await;
    assert_eq!(names_on(&Element::of_html(&behind)).len(), 0);
    assert!(!behind.contains("More users"));
}
