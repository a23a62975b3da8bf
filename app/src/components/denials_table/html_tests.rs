//! The table as the server renders it.

use domain::denial_rows::DenialRow;
use domain::verdict::Verdict;
use domain::view::View;
use domain::zone::ZoneOffsets;
use leptos::prelude::*;

use super::DenialsTable;
use crate::report_state::ReportState;
use service::answer::Answer;
use service::audience::Audience;
use service::base_path::BasePath;
use service::page_data::PageData;
use service::route::Route;

fn row(row: u32) -> DenialRow {
    DenialRow {
        row,
        time: format!("2025-08-29 14:{:02}", row % 60),
        second: 0,
        account: "<b>harbor</b>".to_owned(),
        user: format!("user {row}"),
        device: String::new(),
        product: "mill".to_owned(),
        feature: "mill-5x".to_owned(),
        version: "3.1".to_owned(),
        count: 2.0,
        space: "rlm".to_owned(),
        code: "-22".to_owned(),
        description: "All licenses in use".to_owned(),
        category: "capacity".to_owned(),
        server: "lic-1".to_owned(),
        source: "local".to_owned(),
        verdict: Verdict::True,
    }
}

/// The HTML of a table of `rows` of 250 attempts, at a URL.
fn html(query: &str, rows: u32) -> String {
    let parsed = View::parse(query);
    let mut answer = Answer {
        rows: (0..rows).map(row).collect(),
        ..Answer::default()
    };
    answer.report.totals.attempts = 250;
    let data = PageData {
        audience: Audience::Producer,
        base: BasePath::default(),
        asks: BasePath::default(),
        route: Route::Denials,
        query: parsed.view.to_query(),
        presentation: parsed.presentation,
        notices: Vec::new(),
        answer,
        usage: None,
        recorded: None,
        slices: Vec::new(),
        version: 1,
        now_s: 0,
        zone: ZoneOffsets::utc(),
        path: String::new(),
    };
    Owner::new().with(|| {
        let state = ReportState::new(data);
        view! { <DenialsTable state>"files"</DenialsTable> }.to_html()
    })
}

fn count(html: &str, text: &str) -> usize {
    html.matches(text).count()
}

#[test]
fn the_first_html_has_the_rows_and_no_room_for_others() {
    let html = html("", 100);
    assert_eq!(count(&html, "class=\"row-open\""), 100);
    assert_eq!(count(&html, "<th scope=\"col\""), 14);
    assert!(html.contains("aria-rowcount=\"251\""), "{html}");
    assert!(html.contains("rows 1 to 100 of 250 attempts, newest first"));
    assert!(!html.contains("style="), "the policy forbids the attribute");
    // The Tab key reaches one row.
    assert_eq!(count(&html, "tabindex=\"-1\""), 99);
}

#[test]
fn names_are_text() {
    let html = html("", 1);
    assert!(html.contains("&lt;b&gt;harbor"), "{html}");
    assert!(!html.contains("<b>"));
}

#[test]
fn pages_link_to_the_next_and_previous_and_keep_the_view() {
    let first = html("account=a", 100);
    assert!(
        first.contains("href=\"/denials?account=a&amp;row=101\""),
        "{first}"
    );
    assert!(!first.contains("rel=\"prev\""));
    let second = html("account=a&row=101&sort=user", 100);
    assert!(second.contains("rows 101 to 200 of 250 attempts, sorted by user"));
    let back = "<a rel=\"prev\" href=\"/denials?account=a&amp;sort=user\"";
    assert!(second.contains(back), "{second}");
    assert!(second.contains("row=201"), "{second}");
    let last = html("row=201", 50);
    assert!(!last.contains("rel=\"next\""));
    assert!(last.contains("row=101"), "{last}");
}

#[test]
fn a_heading_links_to_the_sorted_table_from_its_first_row() {
    let html = html("row=101&sort=user", 100);
    assert!(html.contains("href=\"/denials?sort=account\""), "{html}");
    assert!(html.contains("href=\"/denials?sort=-user\""), "{html}");
    assert_eq!(count(&html, "aria-sort="), 1);
}

#[test]
fn a_hidden_column_is_in_no_row() {
    let html = html("hide=version,server", 3);
    assert_eq!(count(&html, "<th scope=\"col\""), 12);
    assert!(!html.contains("lic-1"));
    assert!(html.contains("mill-5x"));
}
