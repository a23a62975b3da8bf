//! What is asked: views of the denials page, from nothing filtered to very little left.

use std::error::Error;

use domain::event::Second;
use domain::frame::Frame;
use domain::report::{Report, ReportContext, report};
use domain::view::{FilterKey, View};
use domain::view_query::date_text;
use domain::zone::{ZoneOffsets, date_of_day};
use serde_json::{Value, json};

/// A view with the name that the table gives it.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) view: View,
}

/// The moment that the record ends with, which is the present of every view.
pub(crate) fn now(frame: &Frame) -> Second {
    frame.through().unwrap_or_default()
}

/// The questions to ask of a record, whose own names they filter by.
pub(crate) fn questions(
    frame: &Frame,
    zone: &ZoneOffsets,
) -> Result<Vec<Question>, Box<dyn Error>> {
    let now = now(frame);
    let all = View::parse_strict("range=all")?;
    let context = ReportContext { now, zone };
    let whole = report(frame, &all, &context, 4);
    let [status, category, product, accounts @ ..] = names(&whole)?;
    let today = zone.day(now);
    let [first, last] = [today - 89, today].map(|day| date_text(date_of_day(day)));
    let mut narrow = View::parse_strict(&format!("from={first}&to={last}"))?;
    narrow
        .filters
        .get_mut(FilterKey::Account)
        .only
        .extend(accounts.clone());
    let [ref largest, ..] = accounts;
    Ok(vec![
        Question {
            name: "nothing filtered",
            view: all.clone(),
        },
        Question {
            name: "one category",
            view: all.toggled(FilterKey::Category, &category),
        },
        Question {
            name: "a status, a product and not an account",
            view: {
                let mut view = all
                    .toggled(FilterKey::Status, &status)
                    .toggled(FilterKey::Product, &product);
                view.filters
                    .get_mut(FilterKey::Account)
                    .not
                    .insert(largest.clone());
                view
            },
        },
        Question {
            name: "three accounts × 90 days",
            view: narrow,
        },
        Question {
            name: "a text",
            view: View {
                text: "mar".to_owned(),
                ..all
            },
        },
    ])
}

/// The commonest status, category and product, and the three largest accounts.
fn names(report: &Report) -> Result<[String; 6], Box<dyn Error>> {
    let missing = || Box::<dyn Error>::from("the record has too few names to filter by");
    let first = |rows: &[domain::report::Row<String>], place: usize| {
        rows.get(place)
            .map(|row| row.key.clone())
            .ok_or_else(missing)
    };
    let status = report.by_status.rows.first().ok_or_else(missing)?;
    Ok([
        status.key.value(),
        first(&report.by_category.rows, 0)?,
        first(&report.by_product.rows, 0)?,
        first(&report.by_account.rows, 0)?,
        first(&report.by_account.rows, 1)?,
        first(&report.by_account.rows, 2)?,
    ])
}

/// A question as the programs beside this one read it.
pub(crate) fn described(question: &Question, frame: &Frame, zone: &ZoneOffsets) -> Value {
    let view = &question.view;
    let context = ReportContext {
        now: now(frame),
        zone,
    };
    let days = context.days(frame, view);
    let filters = view.filters.set().map(|(key, filter)| {
        let values = json!({ "only": filter.only, "not": filter.not });
        (key.word().to_owned(), values)
    });
    json!({
        "name": question.name,
        "query": view.to_query(),
        "days": [days.first, days.last],
        "filters": filters.collect::<serde_json::Map<_, _>>(),
        "text": view.text,
        "repeat_window_s": view.repeat_window_s,
        "grant_window_s": view.grant_window_s,
    })
}
