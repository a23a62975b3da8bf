//! A table on its own page: all of its rows, as HTML without scripts.

use app::tables::lazy_table::lazy_table;
use app::tables::name::TableName;
use app::tables::table::Cell;
use axum::http::StatusCode;
use domain::event::Event;
use domain::names::{AccountName, FeatureName, UserName};
use domain::view::FilterKey;

use super::element::Element;
use super::{Served, denied, html};
use crate::files_read_back::hostile_names;

#[tokio::test(flavor = "multi_thread")]
async fn it_has_all_rows_of_its_table() {
    let served = Served::demo(2_500).await;
    for query in [
        "range=all",
        "from=2025-07-01&to=2025-08-31&compare=before&measure=true",
        "range=all&sort=-account%2Ctime&hide=device&step=month&not-category=other",
    ] {
        let question = served.scoped.question(query).await.unwrap();
        for name in TableName::all() {
            let target = format!("/table/{}?{query}", name.word());
            let page = Element::of_html(&served.page(&target).await);
            let table = lazy_table(&question, name, usize::MAX).whole(usize::MAX);
            assert!(table.rows.len() > 1, "{target}");
            let heads: Vec<String> = table.columns.into_iter().map(|one| one.title).collect();
            let rows = table.rows.iter();
            let rows = rows.map(|row| row.iter().map(Cell::text).collect());
            let meant: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
            assert_eq!(page.cells(), meant, "{target}");
            assert_eq!(page.named("h1")[0].text(), name.title());
            let loading = page.all(&|tag| tag.attribute("src").is_some());
            assert!(loading.is_empty(), "{target}");
            let files: Vec<&str> = page.of_class("files")[0]
                .named("a")
                .iter()
                .map(|link| link.attribute("href"))
                .collect();
            let canonical = question.view.to_query_with(&question.presentation.pairs());
            let file = |kind: &str| format!("/export/{}.{kind}?{canonical}", name.word());
            assert_eq!(files, [file("csv"), file("xlsx")]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_without_all_rows_links_to_it() {
    let served = Served::demo(2_500).await;
    let page = Element::of_html(&served.page("/denials?range=all&theme=dark").await);
    let links = page.section("Denials by Account").named("a");
    let all = links
        .into_iter()
        .find(|link| link.text().starts_with("All "));
    let all = all.expect("there are more than twenty accounts");
    let target = all.attribute("href");
    assert_eq!(target, "/table/denials-by-account?range=all&theme=dark");
    let rows = Element::of_html(&served.page(target).await).cells().len() - 1;
    assert_eq!(all.text(), format!("All {rows} rows"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_limited_and_says_so() {
    let served = Served::demo(10_001).await;
    let page = Element::of_html(&served.page("/table/denials-summary?range=all").await);
    assert_eq!(page.cells().len(), 10_001, "including the heading");
    assert_eq!(page.of_class("note")[0].text(), "the first 10,000 rows");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_text() {
    let names = hostile_names();
    let markup = "\"'><img src=x onerror=x()></td><script>x()</script>";
    let names = names.iter().map(|(name, _)| name.as_str());
    // The database keeps a NUL from a log; HTML cannot hold it.
    let names: Vec<&str> = names.filter(|name| !name.contains('\0')).collect();
    let events: Vec<Event<'_>> = (0..)
        .zip(names.iter().chain([&markup]))
        .map(|(seconds, name)| Event {
            account: AccountName(name),
            user: UserName(name),
            feature: FeatureName(name),
            ..denied(seconds)
        })
        .collect();
    let served = Served::of(&events).await;
    for name in TableName::all() {
        let target = format!(
            "/table/{}?range=all&user=%22%3E%3Cb%3E&user={}",
            name.word(),
            "%3Ci%3E"
        );
        let (tags, _) = html::read(&served.page(&target).await);
        let all = format!("/table/{}?range=all", name.word());
        let (all_tags, text) = html::read(&served.page(&all).await);
        for tag in tags.iter().chain(&all_tags) {
            assert!(!["img", "b", "i"].contains(&&*tag.name), "{tag:?}");
            // Leptos ends every document with a script that has the policy's nonce.
            let is_foreign = tag.name == "script" && tag.attribute("nonce").is_none();
            assert!(!is_foreign, "{tag:?}");
            assert!(tag.attributes.iter().all(|(key, _)| !key.starts_with("on")));
        }
        if Some(name) == TableName::of(FilterKey::Account) || name == TableName::Summary {
            for event in &events {
                assert!(text.contains(event.user.0), "{name:?}: no {}", event.user.0);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_is_not_found() {
    let served = Served::of(&[denied(0)]).await;
    for name in [
        "nothing",
        "Denials-Summary",
        "denials-summary.csv",
        "%3Cb%3E",
    ] {
        let answer = served.get(&format!("/table/{name}?range=all")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
}
