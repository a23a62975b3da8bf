//! Data requests of the pages' scripts: what a slice cannot answer.

use app::request_error::RequestError;
use axum::http::{StatusCode, header};
use domain::denial_rows::DenialRow;
use domain::event::Event;
use domain::names::{AccountName, FeatureName, UserName};
use domain::view::{FilterKey, View};
use service::answer::{LIST_ROWS, TABLE_ROWS};
use service::choices::{Choice, choices};
use service::page_data::PageData;
use service::route::Route;
use service::usage_answer::UsageAnswer;

use super::{Served, denied, escaped};

#[tokio::test(flavor = "multi_thread")]
async fn a_data_request_returns_the_report() {
    let served = Served::demo(1_000).await;
    for query in [
        "",
        "range=all",
        "range=all&category=capacity&not-source=cls&measure=true&theme=dark",
        "range=all&tz=Europe/Madrid&q=a%26b&user=",
        "range=all&compare=before&step=month&sort=account,-time&row=11",
        "color=red&range=30d&tz=Mars/Olympus",
        "?range=all",
        "%",
        "&&&===",
    ] {
        for route in Route::ALL {
            let target = format!("/data/report?route={route:?}&query={}", escaped(query));
            let answer = served.get(&target).await;
            assert_eq!(answer.status, StatusCode::OK, "{target}");
            assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
            let mut data: PageData = serde_json::from_slice(&answer.body).unwrap();
            let expected = served.scoped.page_data(route, query, TABLE_ROWS).await;
            let expected = expected.unwrap();
            // The current time may be a second later.
            data.now_s = expected.now_s;
            assert_eq!(data, expected, "{target}");
            let errors = View::parse(query).notices().len();
            assert!(data.notices.len() >= errors, "{target}: {:?}", data.notices);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_has_the_requested_number_of_rows() {
    let served = Served::demo(300).await;
    for (rows, expected) in [(1, 1), (250, 250), (1_000_000, 300)] {
        let target = format!("/data/report?route=Denials&query=range%3Dall&rows={rows}");
        let data: PageData = serde_json::from_slice(&served.get(&target).await.body).unwrap();
        assert_eq!(data.answer.rows.len(), expected, "{rows}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn usage_is_that_of_the_overview() {
    let served = Served::demo(1_000).await;
    for query in ["range=all", "from=2025-07-01&to=2025-08-31&source=cls"] {
        let target = format!("/data/usage?query={}", escaped(query));
        let usage: UsageAnswer = serde_json::from_slice(&served.get(&target).await.body).unwrap();
        let data = served.scoped.page_data(Route::Overview, query, 0).await;
        assert!(usage.usage.granted > 0, "{query}");
        assert_eq!(Some(usage), data.unwrap().usage, "{query}");
    }
}

/// The values of a filter that the server finds.
async fn values(served: &Served, query: &str, key: FilterKey, text: &str) -> Vec<Choice> {
    let (query, text) = (escaped(query), escaped(text));
    let target = format!("/data/values?query={query}&key={key:?}&text={text}");
    let answer = served.get(&target).await;
    assert_eq!(answer.status, StatusCode::OK, "{target}");
    serde_json::from_slice(&answer.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_found_by_text_in_any_case() {
    let names: Vec<String> = (0..300).map(|place| format!("Solver {place:03}")).collect();
    let mut events: Vec<Event<'_>> = (0..)
        .zip(&names)
        .map(|(seconds, name)| Event {
            feature: FeatureName(name),
            ..denied(seconds)
        })
        .collect();
    events.push(Event {
        feature: FeatureName("Älv & bro"),
        account: AccountName("Other"),
        ..denied(300)
    });
    let served = Served::of(&events).await;
    let found = |text: &'static str| values(&served, "range=all", FilterKey::Feature, text);
    let labels = |values: Vec<Choice>| -> Vec<String> {
        values.into_iter().map(|value| value.label).collect()
    };
    assert_eq!(labels(found("ÄLV &").await), ["Älv & bro"]);
    assert_eq!(labels(found("solver 01").await).len(), 10);
    assert_eq!(labels(found("nothing like it").await).len(), 0);
    // The number of matches is limited.
    assert_eq!(found("solver").await.len(), LIST_ROWS);
    assert_eq!(found("").await.len(), LIST_ROWS);
    // The other filters apply, the one on features does not.
    let query = "range=all&account=Other&feature=Solver%20001";
    let of_account = values(&served, query, FilterKey::Feature, "").await;
    assert_eq!(labels(of_account), ["Älv & bro"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_the_choices_of_a_report() {
    let served = Served::demo(1_000).await;
    let data = served
        .scoped
        .page_data(Route::Denials, "range=all", 1)
        .await;
    let report = data.unwrap().answer.report;
    for key in FilterKey::ALL {
        let found = values(&served, "range=all", key, "").await;
        let offered = choices(&report, key);
        let is_searched = matches!(key, FilterKey::User | FilterKey::Device);
        assert_eq!(found.is_empty(), is_searched, "{key:?}");
        assert_eq!(found, offered, "{key:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denials_neighbours_are_of_the_same_user() {
    let of = |user: &'static str, seconds| Event {
        user: UserName(user),
        ..denied(seconds)
    };
    let served = Served::of(&[of("nadia", 0), of("olga", 5), of("nadia", 9)]).await;
    let version = served.scoped.version().await.unwrap();
    let target = |row: u32, version: u64| {
        format!("/data/neighbours?query=range%3Dall&row={row}&version={version}")
    };
    let answer = served.get(&target(0, version)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let rows: Vec<DenialRow> = serde_json::from_slice(&answer.body).unwrap();
    let users: Vec<(u32, &str)> = rows.iter().map(|row| (row.row, &*row.user)).collect();
    assert_eq!(users, [(0, "nadia"), (2, "nadia")]);
    let nobody = served.get(&target(3, version)).await;
    assert_eq!(nobody.text(), "[]", "there is no such row");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_older_data_is_not_looked_up() {
    let served = Served::of(&[denied(0)]).await;
    let version = served.scoped.version().await.unwrap();
    let target = format!("/data/neighbours?query=&row=0&version={version}");
    assert_eq!(served.get(&target).await.status, StatusCode::OK);
    // An earlier attempt shifts the rows.
    served.import(&[denied(-60)]).await;
    let answer = served.get(&target).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let error: RequestError = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(error, RequestError::Moved);
    assert!(error.to_string().contains("reload the page"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_request_without_a_view_is_a_bad_request() {
    let served = Served::of(&[denied(0)]).await;
    for path in ["report", "usage", "values", "neighbours"] {
        for query in ["", "?range=all", "?route=Denials&key=Account&row=0"] {
            let target = format!("/data/{path}{query}");
            let answer = served.get(&target).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
            assert!(
                answer.text().contains("query"),
                "{target}: {}",
                answer.text()
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_data_request_says_what_is_missing() {
    let served = Served::of(&[denied(0)]).await;
    for (target, lacking) in [
        ("/data/report?query=", "route"),
        ("/data/report?query=&route=Nowhere", "Nowhere"),
        ("/data/report?query=&route=Denials&rows=-1", "rows"),
        ("/data/values?query=&key=color", "color"),
        ("/data/neighbours?query=&row=0", "version"),
        ("/data/neighbours?query=&row=4294967296&version=1", "row"),
    ] {
        let answer = served.get(target).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
        let text = answer.text();
        assert!(text.contains(lacking), "{target}: {text}");
    }
}
