//! The denials page's first HTML: its numbers, its tables, its names, its notices.

use app::tables::lazy_table::lazy_table;
use app::tables::name::TableName;
use app::tables::table::Cell;
use axum::http::{StatusCode, header};
use domain::display::{number, percent};
use domain::event::Event;
use domain::names::{AccountName, DeviceName, FeatureName, ProductName, UserName};
use domain::status::LoggedStatus;
use domain::view::{FilterKey, View};
use serde_json::Value;
use service::answer::{PANEL_ROWS, TABLE_ROWS};
use service::route::Route;

use super::element::{Element, to_the_minute};
use super::html;
use super::{Served, denied, island_data};

/// Views of demo data; the lists of each have rows.
const QUERIES: [&str; 4] = [
    "range=all",
    "range=all&category=capacity&measure=true",
    "range=all&q=mesh&w=0&measure=users",
    "from=2025-07-01&to=2025-08-20&compare=before&step=week&not-status=flexnet-publisher%3A-4",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_those_of_the_report() {
    let served = Served::demo(2_500).await;
    for query in QUERIES {
        let page = Element::of_html(&served.page(&format!("/denials?{query}")).await);
        let report = served.report(query).await;
        let count = |key: &str| number(report[key].as_u64().unwrap());
        assert_ne!(count("attempts"), "0", "{query}");
        let figures = headline(&page);
        for (name, key) in [
            ("Attempts (denied)", "attempts"),
            ("True denials", "true_denials"),
            ("Affected users", "affected_users"),
        ] {
            let shown = figures.iter().find(|(shown, _)| shown == name);
            let shown = &shown.unwrap_or_else(|| panic!("no {name}")).1;
            assert!(
                shown.split_whitespace().next() == Some(&count(key)),
                "{query}: {name} {shown}"
            );
        }
        // The list and the table beside each chart.
        for (heading, list, names) in [
            (
                "Denials Distribution",
                "by_status",
                &["space", "code", "description"][..],
            ),
            ("Denials by Account", "by_account", &["account"]),
        ] {
            let section = page.section(heading);
            let rows: Vec<Value> = report[list].as_array().unwrap().clone();
            let listed = section.of_class("bar-row");
            assert_eq!(
                listed.len(),
                rows.len().min(PANEL_ROWS),
                "{query}: {heading}"
            );
            let cells = section.cells();
            for ((row, listed), cells) in rows.iter().zip(&listed).zip(&cells[1..]) {
                let share = percent((row["percent"].as_f64().unwrap() * 100.0).round() as u64);
                let texts = names
                    .iter()
                    .map(|name| row[*name].as_str().unwrap().to_owned());
                let counts = ["attempts", "true_denials", "affected_users"]
                    .map(|measure| number(row[measure].as_u64().unwrap()));
                for text in texts.chain(counts).chain([share.clone()]) {
                    assert!(cells.contains(&text), "{query}: no {text} in {cells:?}");
                }
                assert_eq!(listed.of_class("share")[0].text(), share);
            }
        }
    }
}

/// The headline numbers: their names and what they say.
pub(crate) fn headline(page: &Element) -> Vec<(String, String)> {
    let figures = page.of_class("figure").into_iter();
    let figures =
        figures.map(|figure| (figure.named("dt")[0].text(), figure.named("dd")[0].text()));
    figures.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_is_in_the_first_html() {
    let served = Served::demo(2_500).await;
    for query in QUERIES {
        let page = Element::of_html(&served.page(&format!("/denials?{query}")).await);
        let question = served.scoped.question(query).await.unwrap();
        for name in [
            TableName::of(FilterKey::Status).unwrap(),
            TableName::of(FilterKey::Account).unwrap(),
            TableName::OverTime,
            TableName::Summary,
        ] {
            let rows_max = if name == TableName::Summary {
                TABLE_ROWS
            } else {
                PANEL_ROWS.max(366)
            };
            let table = lazy_table(&question, name, rows_max).whole(usize::MAX);
            assert!(table.rows.len() > 1, "{query}: {name:?}");
            let section = page.section(name.title());
            let mut shown = section.cells();
            shown.retain(|row| row.len() > 1);
            let heads: Vec<&str> = table.columns.iter().map(|column| &*column.title).collect();
            let head = shown.remove(0);
            for (shown, meant) in head.iter().zip(&heads) {
                assert!(shown.starts_with(meant), "{query}: {name:?}: {head:?}");
            }
            assert_eq!(head.len(), heads.len(), "{query}: {name:?}");
            let texts = |row: &Vec<Cell>| row.iter().map(Cell::text).collect();
            let meant = to_the_minute(table.rows.iter().map(texts).collect());
            for (shown, meant) in shown.iter().zip(meant).take(PANEL_ROWS) {
                assert_eq!(*shown, meant, "{query}: {name:?}");
            }
        }
        let advice = page.section(TableName::WhatToDo.title()).cells();
        let table = lazy_table(&question, TableName::WhatToDo, PANEL_ROWS).whole(usize::MAX);
        assert_eq!(advice.len(), table.rows.len() + 1, "{query}");
        for (shown, meant) in advice[1..].iter().zip(&table.rows) {
            assert!(shown[0].starts_with(&meant[0].text()), "{query}: {shown:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_starts_from_what_the_page_shows() {
    let served = Served::demo(2_500).await;
    for query in QUERIES {
        let (tags, _) = html::read(&served.page(&format!("/denials?{query}")).await);
        let mut shown = island_data(&tags);
        let data = served
            .scoped
            .first_page(Route::Denials, query)
            .await
            .unwrap();
        shown.now_s = data.now_s;
        assert_eq!(shown, data, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_text_everywhere() {
    // Unescaped, each would break out of an attribute, a text and a script, and become HTML.
    let names = ["account", "user", "device", "feature", "product"].map(|name| {
        format!(
            "{name}\" onclick=\"x()\" '><img src=x onerror=x()></script>\
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
        assert_eq!(data.answer.report.by_status.rows[0].key.code, "<i>7</i>");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_that_leads_nowhere_is_a_page_for_a_browser_and_a_line_for_a_program() {
    let served = Served::empty().await;
    let accept = "text/html,application/xhtml+xml,*/*;q=0.8";
    let answer = served
        .get_with("/nothing", &[(header::ACCEPT, accept)])
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    let page = answer.text();
    assert!(page.contains("Page not found"), "{page}");
    for path in ["/", "/denials", "/account"] {
        assert!(page.contains(&format!("href=\"{path}\"")), "{path}");
    }
    for accept in ["*/*", "application/json"] {
        let answer = served
            .get_with("/nothing", &[(header::ACCEPT, accept)])
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().starts_with("There is nothing at this URL"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_part_of_the_url_is_a_notice() {
    let served = Served::of(&[denied(0)]).await;
    let target = "/denials?range=all&acount=%3Cb%3Ered&tz=Mars/Olympus&measure=denials";
    let (tags, text) = html::read(&served.page(target).await);
    for words in [
        "unknown setting \"acount\": did you mean account?",
        "\"measure=denials\" is invalid",
        "unknown time zone \"Mars/Olympus\"",
        "Dismiss",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
    assert_eq!(
        island_data(&tags).answer.report.totals.attempts,
        1,
        "the rest is shown"
    );
    let (_, text) = html::read(&served.page("/denials?range=all&theme=dark").await);
    assert!(!text.contains("Dismiss"), "a presentation key is valid");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_range_says_where_the_data_is() {
    let served = Served::of(&[denied(0)]).await;
    let (tags, text) = html::read(&served.page("/denials?from=2024-01-01&to=2024-01-31").await);
    assert!(text.contains("2025-08-29"), "{text}");
    let mut links = tags.iter().filter_map(|tag| tag.attribute("href"));
    assert!(links.any(|link| link == "/denials?range=all"));
}
