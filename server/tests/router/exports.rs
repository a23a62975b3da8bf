//! Downloads: their headers, and that they hold what the page shows.

use app::tables::lazy_table::lazy_table;
use app::tables::name::TableName;
use app::tables::question_table::question_heading;
use app::tables::table::{Cell, Table};
use axum::http::{StatusCode, header};
use domain::event::Event;
use domain::names::{AccountName, DeviceName, FeatureName, UserName};

use super::element::{Element, to_the_minute};
use super::{Served, denied};
use crate::files_read_back::hostile_names;
use crate::files_read_back::records;
use crate::files_read_back::{rows, texts};

/// The labels above a table.
const LABELS: [&str; 6] = [
    "Title",
    "View",
    "Filters",
    "Days",
    "Time zone",
    "Data through",
];

/// The lines of a CSV file above its table, and the table's.
async fn csv(served: &Served, name: &str, query: &str) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let answer = served.get(&format!("/export/{name}.csv?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut head = records(&answer.body);
    let table = head.split_off(LABELS.len());
    let labels: Vec<&str> = head.iter().map(|line| &*line[0]).collect();
    assert_eq!(labels, LABELS);
    (head, table)
}

/// A harmless text as a CSV cell.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(value) => value.to_string(),
        Cell::Amount(value) => value.to_string(),
        Cell::Share(share) => {
            let hundredths = share.hundredths();
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        }
        Cell::Change { now, before } => (i128::from(*now) - i128::from(*before)).to_string(),
        Cell::Empty => String::new(),
    }
}

fn lines(table: &Table) -> Vec<Vec<String>> {
    let heads = table.columns.iter().map(|column| column.title.clone());
    let rows = table.rows.iter();
    let rows = rows.map(|row| row.iter().map(plain).collect());
    std::iter::once(heads.collect()).chain(rows).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_describes_itself() {
    let served = Served::demo(300).await;
    for name in TableName::all() {
        for (kind, media_type, start) in [
            (
                "csv",
                "text/csv; charset=utf-8",
                "\u{feff}Title,".as_bytes(),
            ),
            (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                b"PK",
            ),
        ] {
            let file = format!("{}.{kind}", name.word());
            let answer = served.get(&format!("/export/{file}?range=all")).await;
            assert_eq!(answer.status, StatusCode::OK, "{file}");
            assert_eq!(answer.header(header::CONTENT_TYPE), media_type);
            let disposition = answer.header(header::CONTENT_DISPOSITION);
            assert_eq!(disposition, format!("attachment; filename=\"{file}\""));
            assert!(answer.body.starts_with(start), "{file}");
        }
    }
}

/// Views in which the tables have rows.
const QUERIES: [&str; 3] = [
    "range=all",
    "from=2025-07-01&to=2025-08-31&compare=before&measure=true&step=week",
    "account=Oxmoor+Pumpworks&account=Silverreed+Electronics&measure=users&\
     from=2025-03-01&not-category=other&to=2025-07-30&tz=Asia%2FTokyo&sort=-count%2Cuser&hide=device%2Cversion",
];

#[tokio::test(flavor = "multi_thread")]
async fn its_rows_are_those_of_the_report() {
    let served = Served::demo(2_500).await;
    for query in QUERIES {
        let question = served.scoped.question(query).await.unwrap();
        for name in TableName::all() {
            let meant = lines(&lazy_table(&question, name, usize::MAX).whole(usize::MAX));
            // A license may have been returned by the end of some days.
            assert!(
                meant.len() > 1 || name == TableName::Activations,
                "{query}: {name:?}"
            );
            let (head, table) = csv(&served, name.word(), query).await;
            assert_eq!(table, meant, "{query}: {name:?}");
            assert_eq!(head[0][1], name.title());
            assert_eq!(head[1][1], question.view.to_query());
            assert_eq!(head[4][1], question.view.zone);
            assert_eq!(head[5][1], question_heading(&question).through);

            let target = format!("/export/{}.xlsx?{query}", name.word());
            let sheet = rows(&served.get(&target).await.body);
            assert_eq!(sheet.len(), LABELS.len() + 1 + meant.len(), "{target}");
            let found = texts(&sheet[LABELS.len() + 1]);
            assert_eq!(found, meant[0], "{target}");
            for (found, meant) in sheet[LABELS.len() + 2..].iter().zip(&meant[1..]) {
                let found = texts(found);
                assert_eq!(found[0], meant[0], "{target}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_has_the_order_and_columns_of_the_page() {
    let served = Served::demo(300).await;
    let query = "range=all&sort=-account%2Ctime&hide=device%2Cversion%2Ccount";
    let (_, table) = csv(&served, "denials-summary", query).await;
    for column in ["Device", "Version", "Count"] {
        assert!(!table[0].iter().any(|head| head == column), "{column}");
    }
    let page = Element::of_html(&served.page(&format!("/denials?{query}")).await);
    let mut shown = page.section("Denials Summary").cells();
    shown.retain(|row| row.len() > 1);
    assert_eq!(shown[1..], to_the_minute(table.clone())[1..shown.len()]);
    let accounts: Vec<String> = table[1..].iter().map(|row| row[1].to_lowercase()).collect();
    assert!(accounts.is_sorted_by(|a, b| a >= b));
    assert_eq!(accounts.len(), 300, "not only its first page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_includes_the_previous_period() {
    let served = Served::demo(2_500).await;
    let days = "from=2025-07-01&to=2025-08-31";
    for name in TableName::all() {
        let (_, alone) = csv(&served, name.word(), days).await;
        let (_, compared) = csv(&served, name.word(), &format!("{days}&compare=before")).await;
        let more: Vec<&String> = compared[0]
            .iter()
            .filter(|head| !alone[0].contains(head))
            .collect();
        if name == TableName::Summary {
            assert_eq!(alone, compared, "an attempt has no previous period");
            continue;
        }
        assert!(
            more[0].ends_with(" before") && more[1] == "Change",
            "{name:?}: {more:?}"
        );
        let column = |title: &str| compared[0].iter().position(|head| head == title).unwrap();
        let (now, before, change) = (column(now_of(name)), column(more[0]), column("Change"));
        for row in &compared[1..] {
            let number = |place: usize| row[place].parse::<i64>();
            // The row of the others has no change.
            if let Ok(change) = number(change) {
                assert_eq!(
                    change,
                    number(now).unwrap() - number(before).unwrap(),
                    "{row:?}"
                );
            }
        }
    }
}

/// The column that a table compares.
fn now_of(name: TableName) -> &'static str {
    match name {
        TableName::ActiveAccounts => "Events",
        TableName::ServedClients => "Clients",
        TableName::Activations => "Activations",
        _ => "Attempts",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text_in_a_spreadsheet() {
    let names = hostile_names();
    let events: Vec<Event<'_>> = (0..)
        .zip(&names)
        .map(|(seconds, (name, _))| Event {
            account: AccountName(name),
            user: UserName(name),
            device: DeviceName(name),
            feature: FeatureName(name),
            ..denied(seconds)
        })
        .collect();
    let served = Served::of(&events).await;
    let query = "range=all&sort=time&not-user=%3D1%2B1";
    let (head, table) = csv(&served, "denials-summary", query).await;
    assert_eq!(table.len(), names.len() + 1);
    let sheet = rows(
        &served
            .get(&format!("/export/denials-summary.xlsx?{query}"))
            .await
            .body,
    );
    let sheet = &sheet[LABELS.len() + 2..];
    for (((name, written), row), sheet) in names.iter().zip(&table[1..]).zip(sheet) {
        // An empty name is written as unknown; an empty account is the import's.
        let meant = |empty: &str| {
            if name.is_empty() {
                empty.to_owned()
            } else {
                written.clone()
            }
        };
        let found = [&row[2], &row[3], &row[5]];
        assert_eq!(found, [&meant("(unknown)"); 3], "{name}");
        assert_eq!(row[1], meant("Somebody"));
        let sheet = texts(sheet);
        assert_eq!(&sheet[1..4], &row[1..4], "{name}");
    }
    assert_eq!(head[1][1], "not-user=%3D1%2B1&range=all");
    assert!(head[2][1].starts_with("not user: =1+1"), "{:?}", head[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_an_invalid_url_is_refused() {
    let served = Served::of(&[denied(0)]).await;
    for (query, told) in [("tz=Nowhere/X", "Nowhere/X"), ("range=2w", "2w")] {
        for kind in ["csv", "xlsx"] {
            let target = format!("/export/denials-summary.{kind}?{query}");
            let answer = served.get(&target).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
            assert!(answer.text().contains(told), "{target}: {}", answer.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_is_not_found() {
    let served = Served::of(&[denied(0)]).await;
    for file in [
        "nothing.csv",
        "denials-summary",
        "denials-summary.pdf",
        "denials-summary.csv.xlsx",
        ".csv",
        "denials-summary.CSV",
    ] {
        let answer = served.get(&format!("/export/{file}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{file}");
    }
}
