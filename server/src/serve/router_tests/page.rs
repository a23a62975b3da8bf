//! The page's HTML: its numbers, its names, its size.

use app::answer::DenialsData;
use axum::http::header;
use domain::display::{number, percent};
use domain::event::Event;
use domain::names::{AccountName, DeviceName, FeatureName, ProductName, UserName};
use domain::status::LoggedStatus;
use domain::view::{FilterKey, View};

use super::html::{self, Tag};
use super::{Served, denied};

/// Bytes that the first HTML may take, compressed.
const HTML_BYTES_MAX: usize = 60_000;

/// What the page's island starts from.
fn island_data(tags: &[Tag]) -> DenialsData {
    let mut islands = tags.iter().filter(|tag| tag.name == "leptos-island");
    let island = islands.next().expect("the page has an island");
    assert!(islands.next().is_none(), "and only one");
    let props = island.attribute("data-props").expect("with its data");
    let mut props: serde_json::Value = serde_json::from_str(props).expect("as JSON");
    serde_json::from_value(props["data"].take()).expect("of this form")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_in_the_first_html() {
    let served = Served::demo(2_500).await;
    for query in [
        "range=all",
        "range=all&category=capacity&measure=true",
        "range=all&q=mesh&w=0",
    ] {
        let html = served.page(&format!("/denials?{query}")).await;
        let (tags, text) = html::read(&html);
        let data = served
            .record
            .denials(query, app::answer::TABLE_ROWS)
            .await
            .unwrap();
        let report = data.answer.clone();
        assert!(report.totals.attempts > 0, "{query}");
        let totals = report.totals;
        for (value, name) in [
            (totals.attempts, "attempts"),
            (totals.true_denials, "true denials"),
            (totals.affected_users, "affected users"),
        ] {
            let shown = format!("{name}{}", number(value));
            assert!(text.contains(&shown), "{query}: no `{shown}`");
        }
        for row in &report.by_status.rows {
            let share = percent(row.percent_hundredths);
            assert!(
                text.contains(&row.key.description) && text.contains(&share),
                "{query}"
            );
        }
        for row in &report.by_account.rows {
            assert!(text.contains(&row.key), "{query}: {}", row.key);
        }
        for row in &data.answer.rows {
            assert!(text.contains(&row.time), "{query}: {}", row.time);
        }
        let shown = island_data(&tags);
        assert_eq!(
            shown.answer, data.answer,
            "{query}: the browser starts from the same"
        );
        assert_eq!(shown.query, data.query);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_text_wherever_they_stand() {
    // Each would break out of an attribute, of a text and of a script, and be HTML of its
    // own, were it put there as it is.
    let names = ["account", "user", "device", "feature", "product"].map(|name| {
        format!(
            "{name}\" onclick=\"x()\" '><img src=x onerror=x()></td></script>\
             <script>x()</script><b>&lt;b&gt;&quot; <!-- #*#*#*#x()#*#*#*#"
        )
    });
    let [account, user, device, feature, product] = names.each_ref().map(String::as_str);
    let hostile = Event {
        account: AccountName(account),
        user: UserName(user),
        device: DeviceName(device),
        feature: FeatureName(feature),
        product: ProductName(product),
        status: Some(LoggedStatus {
            space: "own<i>space",
            code: "<i>7</i>",
            description: "<iframe src=\"//example.org\"></iframe>",
        }),
        ..denied(0)
    };
    let served = Served::of(&[hostile]).await;
    let user_filter = View::default().toggled(FilterKey::User, user).to_query();
    for target in [
        "/denials?range=all".to_owned(),
        format!("/denials?range=all&{user_filter}"),
    ] {
        let (tags, text) = html::read(&served.page(&target).await);
        for name in &names {
            assert!(text.contains(name.as_str()), "{target}: no `{name}`");
        }
        assert!(text.contains("<iframe"), "as text");
        for tag in &tags {
            assert!(
                !["img", "b", "i", "iframe"].contains(&tag.name.as_str()),
                "{tag:?}"
            );
            for (attribute, _) in &tag.attributes {
                assert!(!attribute.starts_with("on"), "{tag:?}");
            }
        }
        let data = island_data(&tags);
        let row = &data.answer.rows[0];
        let shown = [
            &row.account,
            &row.user,
            &row.device,
            &row.feature,
            &row.product,
        ];
        assert_eq!(shown, names.each_ref(), "{target}");
        assert_eq!(data.answer.by_status.rows[0].key.code, "<i>7</i>");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_the_address_is_a_notice() {
    let served = Served::of(&[denied(0)]).await;
    let target = "/denials?range=all&color=%3Cb%3Ered&tz=Mars/Olympus&measure=denials";
    let (tags, text) = html::read(&served.page(target).await);
    for words in [
        "`color` is no key of a view",
        "`measure=denials` is no value of measure",
        "`Mars/Olympus` is no time zone",
        "Dismiss",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
    assert_eq!(
        island_data(&tags).answer.totals.attempts,
        1,
        "the rest is shown"
    );
    let (_, text) = html::read(&served.page("/denials?range=all&theme=dark").await);
    assert!(
        !text.contains("Dismiss"),
        "a presentation key is no mistake"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_range_says_where_the_data_lies() {
    let served = Served::of(&[denied(0)]).await;
    let (tags, text) = html::read(&served.page("/denials?from=2024-01-01&to=2024-01-31").await);
    assert!(text.contains("2025-08-29"), "{text}");
    let mut links = tags.iter().filter_map(|tag| tag.attribute("href"));
    assert!(links.any(|link| link == "/denials?range=all"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_html_is_small_and_never_stored() {
    let served = Served::demo(4_000).await;
    for encoding in ["br", "gzip"] {
        let accept = [(header::ACCEPT_ENCODING, encoding)];
        let answer = served.get_with("/denials?range=all", &accept).await;
        assert_eq!(answer.header(header::CONTENT_ENCODING), encoding);
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        let bytes = answer.body.len();
        assert!(bytes < HTML_BYTES_MAX, "{bytes} bytes in {encoding}");
    }
}
