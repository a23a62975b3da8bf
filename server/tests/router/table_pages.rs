//! The summary table without JavaScript: page by page, sorted by links.

use app::tables::lazy_table::lazy_table;
use app::tables::name::TableName;
use app::tables::table::Cell;
use domain::event::Event;
use domain::names::{ServerName, UserName, VersionName};
use service::answer::TABLE_ROWS;

use super::element::{Element, to_the_minute};
use super::{Served, denied};

/// The table's rows on the page at a URL, and the link with a relation.
async fn rows(served: &Served, target: &str, relation: &str) -> (Vec<Vec<String>>, Option<String>) {
    let page = Element::of_html(&served.page(target).await);
    let section = page.section("Denials Summary");
    let mut rows = section.cells();
    // The heading and the scroll spacers.
    rows.remove(0);
    rows.retain(|row| row.len() > 1);
    let links = section.all(&|tag| tag.attribute("rel") == Some(relation));
    let link = links.first().map(|link| link.attribute("href").to_owned());
    (rows, link)
}

/// All rows, following the links with a relation page by page.
async fn walked(served: &Served, target: &str, relation: &str) -> Vec<Vec<Vec<String>>> {
    let mut pages = Vec::new();
    let mut target = Some(target.to_owned());
    while let Some(at) = target {
        let (rows, next) = rows(served, &at, relation).await;
        pages.push(rows);
        assert!(pages.len() < 1_000, "it does not end: {next:?}");
        target = next;
    }
    pages
}

/// Every row of the table as the page shows it.
async fn whole(served: &Served, query: &str) -> Vec<Vec<String>> {
    let question = served.scoped.question(query).await.unwrap();
    let table = lazy_table(&question, TableName::Summary, usize::MAX).whole(usize::MAX);
    let rows = table.rows.iter();
    to_the_minute(
        rows.map(|row| row.iter().map(Cell::text).collect())
            .collect(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn its_pages_have_every_row_once() {
    let served = Served::demo(350).await;
    for query in [
        "range=all",
        "range=all&sort=account%2C-time&hide=device%2Cversion",
        "category=capacity&range=all&sort=-verdict",
    ] {
        let whole = whole(&served, query).await;
        let pages = walked(&served, &format!("/denials?{query}"), "next").await;
        let lengths: Vec<usize> = pages.iter().map(Vec::len).collect();
        assert!(lengths.len() > 1, "{query}: {lengths:?}");
        assert!(lengths.iter().rev().skip(1).all(|rows| *rows == TABLE_ROWS));
        assert_eq!(pages.concat(), whole, "{query}");
        // And back from the last full page.
        let last = lengths.len() * TABLE_ROWS - TABLE_ROWS + 1;
        let target = format!("/denials?{query}&row={last}");
        let mut back = walked(&served, &target, "prev").await;
        back.reverse();
        assert_eq!(back, pages, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_too_large_for_a_page_are_on_the_next() {
    // All different and incompressible.
    let name = |place: u64| -> String {
        let chars = (0..40).map(|nth| {
            let mixed = (place * 41 + nth).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
            char::from_u32(0x4e00 + u32::try_from(mixed % 20_000).unwrap()).unwrap()
        });
        chars.collect()
    };
    let names: Vec<String> = (0..250).map(name).collect();
    let events: Vec<Event<'_>> = (0..)
        .zip(&names)
        .map(|(seconds, name)| Event {
            user: UserName(name),
            version: VersionName(name),
            server: ServerName(name),
            ..denied(seconds)
        })
        .collect();
    let served = Served::of(&events).await;
    let pages = walked(&served, "/denials?range=all", "next").await;
    assert!(pages[0].len() < TABLE_ROWS, "{}", pages[0].len());
    assert_eq!(pages.concat(), whole(&served, "range=all").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_is_cut_in_its_row() {
    let long = "wide".repeat(100);
    let event = Event {
        user: UserName(&long),
        ..denied(0)
    };
    let served = Served::of(&[event]).await;
    let (rows, _) = rows(&served, "/denials?range=all", "next").await;
    let cut = format!("{}…", "wide".repeat(30));
    assert!(rows[0].contains(&cut), "{:?}", rows[0]);
    let table = served.page("/table/denials-summary?range=all").await;
    let cells = Element::of_html(&table).cells();
    assert!(cells[1].contains(&long), "it is complete elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heading_sorts_from_the_first_row_on() {
    let served = Served::demo(350).await;
    let page = Element::of_html(&served.page("/denials?range=all&row=101").await);
    for (class, query) in [
        ("column-time", "range=all&sort=time"),
        ("column-user", "range=all&sort=user"),
    ] {
        let link = page.of_class(class)[0].named("a")[0]
            .attribute("href")
            .to_owned();
        assert_eq!(link, format!("/denials?{query}"));
        let (rows, _) = rows(&served, &link, "next").await;
        assert_eq!(rows, whole(&served, query).await[..TABLE_ROWS]);
    }
    let beyond = Element::of_html(&served.page("/denials?range=all&row=351").await);
    let count = beyond.of_class("table-count")[0].text();
    assert_eq!(count, "no rows from 351 on, of 350 attempts");
}
