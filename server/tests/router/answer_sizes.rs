//! The maximum size of each response before compression, whatever the names and the view. The
//! table in docs/limits.md has the same figures.

use app::tables::name::TableName;
use axum::http::StatusCode;
use domain::event::{Event, Outcome, Source};
use domain::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
};
use domain::view::{FilterKey, QUERY_BYTES_MAX, View};

use store::{NOTE_CHARS_MAX, NewKey, NewLink, NewUser, Rights, Role, SignInName};

use super::access::{MANAGEMENT, OTHERS};
use super::element::Element;
use super::links::link_for;
use super::weight::{alphabets, heavy};
use super::{PASSWORD, Served, by_test, denied, escaped};

const MB: usize = 1_000_000;

/// The maximum size per URL. Downloads have no entry: they are streamed.
fn bytes_max(target: &str) -> usize {
    let (path, _) = target.split_once('?').unwrap_or((target, ""));
    match path {
        "/" | "/denials" | "/links/new" | "/imports" | "/links" | "/sources" => 4 * MB,
        "/data/report" => 48 * MB,
        "/data/usage" | "/data/values" => 2 * MB,
        "/data/neighbours" => 8 * MB,
        "/slice" => 128 * MB,
        "/version" => 100,
        path if path.starts_with("/table/") => 12 * MB,
        _ => MB,
    }
}

/// A view's query string of the maximum length, with generated values that are excluded and,
/// optionally, included.
fn longest(asks: bool, value: impl Fn(usize) -> String) -> String {
    let keys = FilterKey::ALL.into_iter().filter(|key| {
        !matches!(
            key,
            FilterKey::Status | FilterKey::Category | FilterKey::Source
        )
    });
    let words = keys.flat_map(|key| [Some(key.not_word()), asks.then_some(key.word())]);
    let words: Vec<&str> = words.flatten().collect();
    let mut view = View::parse("range=all").view;
    for (number, word) in words.iter().cycle().enumerate() {
        let value = escaped(&value(number));
        let query = format!("{}&compare=before&{word}={value}", view.to_query());
        let next = View::parse(&query);
        if next.exceeded_limit().is_some() || next.view == view {
            break;
        }
        view = next.view;
    }
    let query = format!("{}&compare=before", view.to_query());
    assert!(
        (QUERY_BYTES_MAX * 8 / 10..=QUERY_BYTES_MAX).contains(&query.len()),
        "{}",
        query.len()
    );
    query
}

/// The views with the largest responses: with many short values, with a few long ones that are
/// escaped, and with none. If values are only excluded, everything shows, and each link leads
/// to such a view.
fn views() -> [String; 5] {
    let short = |number: usize| format!("{number:x}");
    let long = |number: usize| format!("{number}{}", "<\">".repeat(60));
    [
        longest(false, short),
        longest(false, long),
        longest(true, short),
        longest(true, long),
        "compare=before&range=all&step=day".to_owned(),
    ]
}

/// URLs whose responses repeat the view.
fn repeating(view: &str) -> Vec<String> {
    let within = escaped(view);
    vec![
        format!("/?{view}"),
        format!("/denials?{view}"),
        format!("/links/new?{view}"),
        format!("/table/denials-summary?{view}"),
        format!("/data/report?route=Denials&rows=10000&query={within}"),
    ]
}

/// Other URLs that take a view.
fn answering(view: &str, version: u64) -> Vec<String> {
    let within = escaped(view);
    let mut targets = vec![
        format!("/data/report?route=Overview&rows=10000&query={within}"),
        format!("/data/usage?query={within}"),
        format!("/data/neighbours?row=3&version={version}&query={within}"),
    ];
    for key in service::choices::choice_keys() {
        targets.push(format!("/data/values?key={key:?}&query={within}"));
    }
    let tables = TableName::all();
    for table in tables.filter(|table| *table != TableName::Summary) {
        targets.push(format!("/table/{}?{view}", table.word()));
    }
    targets
}

/// URLs that take no view.
fn others(version: u64) -> Vec<String> {
    let pages = MANAGEMENT.into_iter().chain(OTHERS);
    let pages = pages.chain(["/account", "/version", "/api/openapi.json", "/nothing"]);
    let mut targets: Vec<String> = pages.map(str::to_owned).collect();
    targets.push(format!("/slice?from=0&to=4294967295&v={version}"));
    targets
}

async fn is_bounded(served: &Served, target: &str) {
    let answer = served.get(target).await;
    let shown = target.get(..80).unwrap_or(target);
    if target != "/nothing" {
        assert_eq!(answer.status, StatusCode::OK, "{shown}");
    }
    let (bytes, max) = (answer.body.len(), bytes_max(target));
    assert!(bytes <= max, "{shown}: {bytes} bytes, at most {max}");
}

/// Lists longer than a page, of names of the maximum length.
async fn fill_lists(served: &Served) {
    let note = "\"".repeat(NOTE_CHARS_MAX);
    for number in 0..101 {
        let link = NewLink {
            note: note.clone(),
            ..link_for(&format!("{number}{}", "\"".repeat(3_000)))
        };
        served.link(link).await;
        let user = NewUser {
            name: SignInName::new(&format!("{number:03}{}", "\"".repeat(90))).unwrap(),
            rights: Rights::all(Role::Producer),
            password: None,
        };
        served.store.add_user(user, &by_test()).await.unwrap();
        let key = NewKey {
            name: format!("{number:03}{}", "\"".repeat(97)),
            account: "\"".repeat(5_000),
            server: "\"".repeat(5_000),
            source: Source::Local,
        };
        served.store.add_key(&key, &by_test()).await.unwrap();
        if number % 2 == 0 {
            let revoked = served.store.revoke_key(&key.name, &by_test()).await;
            revoked.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_long_lists_and_of_forms_that_are_refused() {
    let served = Served::of(&[denied(0)]).await;
    fill_lists(&served).await;
    for target in ["/links", "/users", "/sources", "/audit", "/imports"] {
        is_bounded(&served, target).await;
    }
    let links = served.page("/links").await;
    assert_eq!(links.matches("class=\"link-note\"").count(), 100);
    assert!(links.contains("href=\"/links?before="));
    // As long as a form may be, where each sign is sent in three bytes and shown in six.
    let half = "\"".repeat(42_000);
    let link = [("account", "Brenn"), ("note", &*half), ("days", "30")];
    let user = [("name", &*half), ("role", "producer"), ("accounts", "all")];
    let sign_in = [("name", &*half), ("password", "x"), ("to", &*half)];
    is_refused_in_bounds(&served, "/sign-in", &sign_in, "").await;
    is_refused_in_bounds(&served, "/links/new", &link, &served.cookie).await;
    is_refused_in_bounds(&served, "/users/add", &user, &served.cookie).await;
}

async fn is_refused_in_bounds(served: &Served, target: &str, form: &[(&str, &str)], cookie: &str) {
    let bytes = bytes_of_refusal(served, target, form, cookie).await;
    let max = bytes_max(target);
    assert!(bytes <= max, "{target}: {bytes} bytes, at most {max}");
}

/// How large the answer to a form is that is refused for what it says.
async fn bytes_of_refusal(
    served: &Served,
    target: &str,
    form: &[(&str, &str)],
    cookie: &str,
) -> usize {
    let answer = served.post(target, form, cookie).await;
    let status = answer.status;
    assert!(
        status.is_client_error() && status != StatusCode::PAYLOAD_TOO_LARGE,
        "{target}: {status}"
    );
    answer.body.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_forms_that_are_refused_for_all_that_was_typed_into_them() {
    let served = Served::of(&[denied(0)]).await;
    let (link, _) = served.link(link_for("Brenn")).await;
    let edit = format!("/links/{}/edit", link.number());
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    let mira = served.add_user("Mira", rights).await.number().to_string();
    let one_name = "\"".repeat(80_000);
    let names = (0..1_900).map(|number| format!("{number:04}{}", "\"".repeat(36)));
    let names = names.collect::<Vec<_>>().join("\r\n");
    let short_names = (0..20_000).map(|number| format!("{number:x}"));
    let short_names = short_names.collect::<Vec<_>>().join("\r\n");
    for typed in [&one_name, &names, &short_names] {
        let typed = typed.as_str();
        let user = ("user", &*mira);
        let rights = [("role", "customer-success"), ("accounts", "named")];
        let link = [("earliest", "2025-01-01"), ("zone", "UTC"), ("days", "30")];
        let mut forms: Vec<(&str, Vec<(&str, &str)>)> = vec![(&edit, vec![("last-day", typed)])];
        for key in ["names", "more", "asked"] {
            let form = [rights[0], rights[1], (key, typed)];
            forms.push(("/users/add", [&[("name", "")][..], &form].concat()));
            forms.push(("/users/role", [&[user][..], &form].concat()));
        }
        for key in [
            "others", "more", "asked", "earliest", "zone", "days", "filter",
        ] {
            forms.push(("/links/new", [&link[..], &[(key, typed)]].concat()));
        }
        let cookie = &served.cookie;
        for (target, form) in forms {
            let bytes = bytes_of_refusal(&served, target, &form, cookie).await;
            // Two lists of 32 KiB at most, each sign in six bytes; a ticked one is named too.
            let max = if target == "/links/new" { MB } else { MB / 2 };
            assert!(bytes <= max, "{target}: {bytes} bytes, at most {max}");
        }
        let ticked: Vec<(&str, &str)> = typed.lines().map(|name| ("account", name)).collect();
        let ticked = &ticked[..ticked.len().min(1_400)];
        let form = [ticked, &[("days", "0")][..]].concat();
        let bytes = bytes_of_refusal(&served, "/links/new", &form, cookie).await;
        assert!(bytes <= MB, "{bytes} bytes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_says_how_many_accounts_it_lacks() {
    let served = Served::of(&[denied(0)]).await;
    // 20 bytes each with its end, of which 32 KiB hold 1,638 and the form 1,000.
    let short: Vec<String> = (0..1_003)
        .map(|number| format!("account {number:011}"))
        .collect();
    let long: Vec<String> = (0..34)
        .map(|number| format!("{number:02}{}", "x".repeat(997)))
        .collect();
    for (names, left_out) in [(short, 3), (long, 2)] {
        let typed = names.join("\r\n");
        let user = [
            ("name", ""),
            ("role", "customer-success"),
            ("accounts", "named"),
            ("names", &*typed),
            ("password", PASSWORD),
        ];
        let link = [("others", &*typed), ("zone", "UTC"), ("days", "0")];
        let mut ticked: Vec<(&str, &str)> = names.iter().map(|name| ("account", &**name)).collect();
        ticked.push(("days", "0"));
        let told = format!("{left_out} accounts do not fit into this form: add them again.");
        for (target, form) in [("/users/add", &user[..]), ("/links/new", &link)] {
            let answer = served.post(target, form, &served.cookie).await;
            let page = Element::of_html(&answer.text());
            let lists = page.named("textarea").into_iter();
            let kept = lists.map(|list| list.text().lines().count()).max();
            assert_eq!(kept, Some(names.len() - left_out), "{target}");
            assert!(answer.text().contains(&told), "{target}");
        }
        let answer = served.post("/links/new", &ticked, &served.cookie).await;
        assert!(answer.text().contains(&told), "{}", answer.text());
        // A form that has room for all says nothing.
        let fits = [("others", &*names[0]), ("zone", "UTC"), ("days", "0")];
        let answer = served.post("/links/new", &fits, &served.cookie).await;
        assert!(!answer.text().contains("had no room"));
    }
}

async fn each_answer_is_bounded(served: &Served) {
    let version = served.scoped.version().await.unwrap();
    let link = link_for(&"a".repeat(3_000));
    let (_, path) = served.link(link).await;
    let of_link = served.opened(&path).await;
    for target in others(version) {
        is_bounded(served, &target).await;
    }
    let views = views();
    for target in views[3..].iter().flat_map(|view| answering(view, version)) {
        is_bounded(served, &target).await;
    }
    for view in views {
        for target in repeating(&view) {
            is_bounded(served, &target).await;
        }
        let target = format!("/denials?{view}");
        let answer = served.get_shared(&of_link, &target).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.len() <= bytes_max(&target));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_names_that_nothing_compresses() {
    let [_, signs, ideographs] = alphabets();
    each_answer_is_bounded(&heavy(&signs, 400, 1_000).await).await;
    each_answer_is_bounded(&heavy(&ideographs, 1_000, 300).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_long_names_that_compress_to_nothing() {
    for (sign, chars, names, attempts) in [
        ("a", 12_000, 200, 200),
        ("&", 12_000, 200, 200),
        ("\"", 200_000, 30, 30),
        // Characters that JSON writes in six bytes, in as many rows as can be requested.
        ("\u{1}", 130, 100, 10_000),
    ] {
        let names: Vec<String> = (0..names)
            .map(|number| format!("{number}{}", sign.repeat(chars)))
            .collect();
        let mut events = Vec::new();
        for (seconds, name) in (0..attempts).zip(names.iter().cycle()) {
            let event = Event {
                account: AccountName(name),
                user: UserName(name),
                device: DeviceName(name),
                product: ProductName(name),
                feature: FeatureName(name),
                model: LicenseModel(name),
                server: ServerName(name),
                ..denied(seconds)
            };
            let granted = Event {
                outcome: Outcome::Granted,
                status: None,
                ..event
            };
            events.extend([event, granted]);
        }
        each_answer_is_bounded(&Served::of(&events).await).await;
    }
}
