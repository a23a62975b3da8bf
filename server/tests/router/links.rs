//! Share links: how they are created, by whom, and what they show.

use axum::http::{StatusCode, header};
use domain::event::{Event, Second};
use domain::names::{AccountName, DeviceName, UserName};
use domain::view::View;
use store::{Actor, LinkId, NewLink, Rights, Role, User, UserId};

use super::{Answer, START, Served, by_test, denied};

/// A denial of another account than that of [`denied`].
fn of_dorn(seconds: i64) -> Event<'static> {
    Event {
        account: AccountName("Dorn"),
        user: UserName("selma"),
        device: DeviceName("dev-7"),
        ..denied(seconds)
    }
}

/// A link for an account, without masking.
pub(crate) fn link_for(account: &str) -> NewLink {
    NewLink {
        accounts: std::iter::once(account.to_owned()).collect(),
        filters: View::default().filters,
        earliest: None,
        masks_users: false,
        masks_devices: false,
        note: "For the talk on Monday".to_owned(),
        password: None,
        days: 30,
    }
}

impl Served {
    pub(crate) async fn user(&self, id: UserId) -> User {
        let users = self.store.users().await.unwrap();
        users.into_iter().find(|user| user.id == id).unwrap()
    }

    /// The first administrator.
    async fn administrator(&self) -> User {
        self.store.first_administrator().await.unwrap().unwrap()
    }

    /// A link of the administrator, and the path of its URL.
    pub(crate) async fn link(&self, new: NewLink) -> (LinkId, String) {
        let owner = self.administrator().await;
        let (id, secret) = self.store.add_link(&owner, new, &by_test()).await.unwrap();
        (id, format!("/l/{}", secret.reveal()))
    }

    /// A visitor who opens a link in a browser without cookies.
    pub(crate) async fn opened(&self, path: &str) -> Opened {
        let answer = self.post(path, &[], "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        Opened::of(&answer)
    }

    /// Gets a path of the link's report as its visitor.
    pub(crate) async fn get_shared(&self, opened: &Opened, target: &str) -> Answer {
        self.get_as(&opened.at(target), &opened.cookie).await
    }
}

/// A visitor who opened a link.
#[derive(Clone)]
pub(crate) struct Opened {
    /// The link's cookie.
    pub(crate) cookie: String,
    /// The prefix of the URLs of the link's report.
    pub(crate) base: String,
}

impl Opened {
    /// From the response that redirected to the report.
    pub(crate) fn of(answer: &Answer) -> Self {
        let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
        let mut given = cookies
            .map(|cookie| cookie.to_str().unwrap())
            .filter(|cookie| !cookie.ends_with("Max-Age=0"));
        let cookie = given.next().unwrap().split(';').next();
        let cookie = cookie.unwrap().to_owned();
        let (name, _) = cookie.split_once('=').unwrap();
        let id = name.strip_prefix("turnaway-link-3000-").unwrap();
        assert_eq!(id.len(), 16);
        let base = format!("/shared/{id}");
        let to = answer.header(header::LOCATION);
        assert!(to.starts_with(&format!("{base}/denials?range=all")), "{to}");
        Self { cookie, base }
    }

    pub(crate) fn at(&self, target: &str) -> String {
        format!("{}{target}", self.base)
    }
}

/// The link URL that a page shows.
pub(crate) fn link_url_in(page: &str) -> String {
    let (_, rest) = page.split_once("http://127.0.0.1:3000/l/").unwrap();
    let secret: String = rest.chars().take_while(|c| *c != '"').collect();
    assert_eq!(secret.len(), 43);
    format!("/l/{secret}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_shared_with_two_clicks_and_opened_with_one() {
    let served = Served::of(&[denied(0), of_dorn(60)]).await;
    let form = served
        .get("/links/new?range=all&account=Dorn&category=capacity")
        .await;
    assert_eq!(form.status, StatusCode::OK);
    let text = form.text();
    assert!(text.contains("value=\"Dorn\" checked"), "{text}");
    assert!(text.contains("value=\"Brenn\">"), "offered, not chosen");
    assert!(text.contains("value=\"category=capacity\" checked"));
    let typed = [
        ("view", "range=all"),
        ("account", "Dorn"),
        ("filter", "category=capacity"),
        ("zone", "UTC"),
        ("days", "7"),
        ("note", "Before <Monday>"),
    ];
    let made = served.post("/links/new", &typed, &served.cookie).await;
    let made = served.followed(&made, &served.cookie).await;
    assert_eq!(made.status, StatusCode::OK);
    let path = link_url_in(&made.text());
    // Viewing the link's page changes nothing.
    for _ in 0..3 {
        let page = served.get_as(&path, "").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("Open the report"));
        assert!(!page.text().contains("Dorn") && page.header(header::SET_COOKIE).is_empty());
    }
    let links = served.store.links(None, None, 100).await.unwrap();
    assert_eq!((links.len(), links[0].opens), (1, 0));
    let opened = served.post(&path, &[], "").await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let opened = Opened::of(&opened);
    let report = served.get_shared(&opened, "/denials?range=all").await;
    assert_eq!(report.status, StatusCode::OK);
    let text = report.text();
    assert!(text.contains("Before &lt;Monday&gt;"), "{text}");
    assert!(text.contains("From <strong>") && text.contains("It shows the denials of Dorn."));
    assert!(text.contains("What you can do") && !text.contains("Cross-sell"));
    assert!(text.contains("selma") && !text.contains("nadia") && !text.contains("Brenn"));
    assert_eq!(report.header(header::REFERRER_POLICY), "no-referrer");
    for overview in ["?range=all", "/?range=all"] {
        let overview = served.get_shared(&opened, overview).await;
        assert_eq!(overview.status, StatusCode::SEE_OTHER);
        let to = overview.header(header::LOCATION);
        assert_eq!(to, opened.at("/denials?range=all"));
    }
    let links = served.store.links(None, None, 100).await.unwrap();
    assert_eq!((links[0].opens, links[0].last_opened_at), (1, Some(START)));
    // Signing out of it affects no other visitor of the link.
    let other = served.opened(&path).await;
    let closed = served
        .post(&opened.at("/sign-out"), &[], &opened.cookie)
        .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let version = async |opened: &Opened| served.get_shared(opened, "/version").await.status;
    assert_eq!(version(&opened).await, StatusCode::UNAUTHORIZED);
    assert_eq!(version(&other).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_fields_are_reported_and_kept() {
    let served = Served::of(&[denied(0), of_dorn(60)]).await;
    let fine = [
        ("account", "Dorn"),
        ("zone", "UTC"),
        ("days", "7"),
        ("note", "Keep <this>"),
    ];
    for (key, value, told) in [
        ("days", "0", "works 1 to"),
        ("days", "soon", "works 1 to"),
        ("earliest", "1.1.2026", "is not a date"),
        ("password", "short", "characters"),
        ("filter", "nothing=1", "nothing"),
    ] {
        let mut typed = fine.to_vec();
        typed.push((key, value));
        let answer = served.post("/links/new", &typed, &served.cookie).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key}");
        let text = answer.text();
        assert!(text.contains(told), "{key} {value}: {text}");
        assert!(text.contains("Keep &lt;this>"), "{text}");
    }
    let answer = served.post("/links/new", &fine[1..], &served.cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("name at least one account"));
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
async fn a_link_opens_no_page_of_users() {
    let served = Served::of(&[denied(0)]).await;
    let (_, path) = served.link(link_for("Brenn")).await;
    let opened = served.opened(&path).await;
    let cookie = opened.cookie.clone();
    for target in [
        "/users",
        "/audit",
        "/api",
        "/account",
        "/links",
        "/links/new",
    ] {
        let answer = served.get_as(target, &cookie).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
        let below = served.get_shared(&opened, target).await;
        assert_eq!(below.status, StatusCode::NOT_FOUND, "{target}");
    }
    for target in [
        "/users/add",
        "/account/password",
        "/sign-out",
        "/links/new",
        "/links/revoke",
        "/links/rotate",
    ] {
        let answer = served.post(target, &[("link", "1")], &cookie).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{target}");
        let below = opened.at(target);
        if target != "/sign-out" {
            let answer = served.post(&below, &[("link", "1")], &cookie).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        }
    }
    // A user who opened a link still has their own pages.
    let both = format!("{}; {cookie}", served.cookie);
    assert_eq!(served.get_as("/links", &both).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn customer_success_creates_and_sees_only_its_own_links() {
    let served = Served::of(&[denied(0), of_dorn(60)]).await;
    let (foreign, _) = served.link(link_for("Brenn")).await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let mira = served.add_user("Mira", rights).await;
    let cookie = served.cookie_of(mira).await;
    let form = served.get_as("/links/new?range=all", &cookie).await;
    assert!(
        form.text().contains("value=\"Dorn\" checked"),
        "the only one"
    );
    assert!(!form.text().contains("Brenn"));
    let make = |account: &'static str| {
        let (served, cookie) = (&served, cookie.clone());
        async move {
            let typed = [("account", account), ("zone", "UTC"), ("days", "7")];
            served.post("/links/new", &typed, &cookie).await
        }
    };
    let refused = make("Brenn").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(make("Dorn").await.status, StatusCode::SEE_OTHER);
    let list = served.get_as("/links", &cookie).await.text();
    assert!(list.contains("Dorn") && !list.contains("Brenn"));
    let number = foreign.number().to_string();
    for target in ["/links/revoke", "/links/rotate"] {
        let answer = served.post(target, &[("link", &number)], &cookie).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{target}");
        assert!(!answer.text().contains("Brenn"));
    }
    let link = served.store.link(foreign).await.unwrap().unwrap();
    assert_eq!(link.revoked_at, None);
    let all = served.get("/links").await.text();
    assert!(
        all.contains("Dorn") && all.contains("Brenn"),
        "an administrator sees all"
    );
    let producer = served.add_user("Noor", Rights::all(Role::Producer)).await;
    let cookie = served.cookie_of(producer).await;
    for target in ["/links", "/links/new"] {
        let answer = served.get_as(target, &cookie).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
    }
    let report = served.get_as("/denials", &cookie).await.text();
    assert!(
        !report.contains("/links"),
        "no one is linked to a page they may not see"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_never_shows_more_than_its_owner_may_see() {
    let served = Served::of(&[denied(0), of_dorn(60)]).await;
    let rights = Rights::all(Role::CustomerSuccess);
    let mira = served.add_user("Mira", rights).await;
    let owner = served.user(mira).await;
    let both = NewLink {
        accounts: ["Brenn", "Dorn"].map(str::to_owned).into(),
        ..link_for("Brenn")
    };
    let (_, secret) = served
        .store
        .add_link(&owner, both, &by_test())
        .await
        .unwrap();
    let opened = served.opened(&format!("/l/{}", secret.reveal())).await;
    let report = || async {
        served
            .get_shared(&opened, "/denials?range=all")
            .await
            .text()
    };
    let before = report().await;
    assert!(before.contains("selma") && before.contains("nadia"));
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Dorn"]).unwrap();
    let by: Actor<'_> = by_test();
    served.store.set_rights(mira, &rights, &by).await.unwrap();
    let after = report().await;
    assert!(after.contains("selma") && !after.contains("nadia") && !after.contains("Brenn"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_sees_advice_about_its_users_and_not_about_selling() {
    let served = Served::of(&[denied(0)]).await;
    let (_, path) = served.link(link_for("Brenn")).await;
    let opened = served.opened(&path).await;
    let page = served
        .get_shared(&opened, "/denials?range=all")
        .await
        .text();
    assert!(page.contains("Denials by User") && page.contains("Denials by Feature"));
    let file = served
        .get_shared(&opened, "/export/what-to-do.csv?range=all")
        .await
        .text();
    assert!(
        !file.contains("Sales") && !file.contains("Cross-sell"),
        "{file}"
    );
    let answer = "/data/report?route=Denials&query=range%3Dall";
    let answer = served.get_shared(&opened, answer).await.text();
    assert!(answer.contains("Customer"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_links_earliest_second_is_its_first() {
    let served = Served::of(&[denied(0), of_dorn(60), of_dorn(120)]).await;
    let from = of_dorn(120).at.0;
    let (_, path) = served
        .link(NewLink {
            earliest: Some(Second(from)),
            ..link_for("Dorn")
        })
        .await;
    let opened = served.opened(&path).await;
    let csv = "/export/denials-summary.csv?range=all";
    let rows = |text: String| text.lines().filter(|line| line.contains("selma")).count();
    assert_eq!(rows(served.get_shared(&opened, csv).await.text()), 1);
    assert_eq!(rows(served.get(csv).await.text()), 2);
}
