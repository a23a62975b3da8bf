//! Views with many filters: how many are allowed, and that a page grows linearly with them.

use axum::http::{StatusCode, header};
use domain::view::{QUERY_BYTES_MAX, VALUES_MAX, View};

use super::element::Element;
use super::{Served, denied, escaped};

/// This many users in a query string.
fn users(count: usize) -> String {
    let users: Vec<String> = (0..count).map(|n| format!("user=u{n}")).collect();
    format!("range=all&{}", users.join("&"))
}

/// Every URL that takes a view.
fn targets(query: &str) -> Vec<String> {
    let within = escaped(query);
    vec![
        format!("/?{query}"),
        format!("/denials?{query}"),
        format!("/table/denials-summary?{query}"),
        format!("/export/denials-summary.csv?{query}"),
        format!("/export/denials-by-account.xlsx?{query}"),
        format!("/links/new?{query}"),
        format!("/data/report?route=Denials&query={within}"),
        format!("/data/usage?query={within}"),
        format!("/data/values?key=Account&query={within}"),
        format!("/data/neighbours?row=0&version=1&query={within}"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_values_of_a_filter_are_refused_and_not_dropped() {
    let served = Served::of(&[denied(0)]).await;
    for target in targets(&users(VALUES_MAX + 1)) {
        let answer = served.get(&target).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
        let text = answer.text();
        assert!(text.contains("has more than 100 values"), "{text}");
        assert!(text.contains("leave some out"), "{text}");
    }
    for target in targets(&users(VALUES_MAX)) {
        // The row's data version is another one.
        if !target.starts_with("/data/neighbours") {
            assert_eq!(served.get(&target).await.status, StatusCode::OK, "{target}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overlong_query_and_an_overlong_url_are_refused() {
    let served = Served::of(&[denied(0)]).await;
    let long = format!("range=all&device={}", "d".repeat(QUERY_BYTES_MAX));
    for target in targets(&long) {
        let answer = served.get(&target).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
        assert!(answer.text().contains("at most 8192"), "{}", answer.text());
    }
    let attack = users(3_500);
    let all = [
        "/nothing",
        "/version",
        "/sign-in",
        "/users",
        "/api/openapi.json",
    ];
    let all = all.map(|path| format!("{path}?{attack}"));
    for target in all.into_iter().chain(targets(&attack)) {
        let answer = served.get(&target).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
        assert!(answer.text().contains("maximum of 32768"));
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_grows_linearly_with_its_filters() {
    let served = Served::demo(300).await;
    let mut bytes = Vec::new();
    for count in [20, 40, 80] {
        let page = served.page(&format!("/denials?{}", users(count))).await;
        bytes.push(page.len());
    }
    let (first, second) = (bytes[1] - bytes[0], bytes[2] - bytes[1]);
    // Twice as many filters add about twice as many bytes.
    assert!(second < first * 9 / 4, "{bytes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn chips_after_the_first_few_are_buttons_of_the_form() {
    let served = Served::demo(300).await;
    let target = format!("/denials?{}&not-feature=mesh", users(11));
    let page = Element::of_html(&served.page(&target).await);
    let list = page.of_class("chips")[0];
    let linked = list.of_class("chip-remove");
    let linked = linked.iter().filter(|link| link.tag.name == "a").count();
    assert_eq!(linked, 8);
    let more = list.named("details")[0];
    assert_eq!(more.named("summary")[0].text(), "and 4 more");
    let texts: Vec<String> = more
        .of_class("chip-text")
        .iter()
        .map(|c| c.text())
        .collect();
    // Features come before users, which are sorted as text.
    assert_eq!(texts, ["user: u6", "user: u7", "user: u8", "user: u9"]);
    for (button, label) in
        more.named("button")
            .iter()
            .zip(["Exclude user: u6", "Remove user: u6", "Exclude user: u7"])
    {
        assert_eq!(button.attribute("aria-label"), label);
        assert_eq!(button.attribute("form"), "filters");
    }
    // Without JavaScript each button submits the form, which leads to the view without the
    // filter or with it negated.
    for (class, meant) in [
        ("chip-remove", users(11).replace("&user=u6", "")),
        ("chip-turn", users(11).replace("&user=u6", "&not-user=u6")),
    ] {
        let button = more.of_class(class)[0];
        let sent = format!(
            "{target}&also-account=&q=&{}={}",
            button.attribute("name"),
            escaped(button.attribute("value"))
        );
        let answer = served.get(&sent).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let meant = View::parse(&format!("{meant}&not-feature=mesh")).view;
        let to = answer.header(header::LOCATION);
        assert_eq!(to, format!("/denials?{}", meant.to_query()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_chips_are_links_without_a_disclosure() {
    let served = Served::demo(300).await;
    let page = Element::of_html(&served.page(&format!("/denials?{}", users(8))).await);
    let list = page.of_class("chips")[0];
    assert_eq!(list.of_class("chip").len(), 8);
    assert!(list.named("details").is_empty() && list.named("button").is_empty());
}
