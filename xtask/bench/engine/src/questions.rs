//! What is asked: views of the denials page, from nothing filtered to very little left,
//! and two of them beside the previous period.

use std::error::Error;

use domain::event::Second;
use domain::frame::Frame;
use domain::report::trend::TrendStep;
use domain::report::{Report, report};
use domain::view::{FilterKey, View};
use domain::view_query::date_text;
use domain::zone::{ZoneOffsets, date_of_day};
use serde_json::{Value, json};
use service::answer::Moment;
use service::presentation::Presentation;

/// A view with the name that the table gives it.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) view: View,
    pub(crate) presentation: Presentation,
}

impl Question {
    /// A question that compares nothing. The trend is by week, as the page has it for
    /// days between two months and two years, and as the SQL beside it has it always.
    fn new(name: &'static str, view: View) -> Self {
        let presentation = Presentation {
            step: Some(TrendStep::Week),
            ..Presentation::default()
        };
        Self {
            name,
            view,
            presentation,
        }
    }

    /// The same beside the previous period.
    fn compared(name: &'static str, view: View) -> Self {
        let mut question = Self::new(name, view);
        question.presentation.compare = true;
        question
    }
}

/// What an answer depends on beside frame and view: the present is the last event.
pub(crate) fn moment<'a>(frame: &Frame, zone: &'a ZoneOffsets) -> Moment<'a> {
    let through = frame.through().unwrap_or(Second(0));
    Moment {
        now: through,
        through,
        recorded: frame.recorded(zone),
        zone,
    }
}

/// The questions to ask of a database, whose own names they filter by.
pub(crate) fn questions(
    frame: &Frame,
    moment: &Moment<'_>,
) -> Result<Vec<Question>, Box<dyn Error>> {
    let all = View::parse_strict("range=all")?;
    let whole = report(frame, &all, &moment.context(), 4);
    let [status, category, product, accounts @ ..] = names(&whole)?;
    let today = moment.zone.day(moment.now);
    let last = |days: i32| {
        let [first, last] = [today - days + 1, today].map(|day| date_text(date_of_day(day)));
        View::parse_strict(&format!("from={first}&to={last}"))
    };
    let mut narrow = last(90)?;
    narrow
        .filters
        .get_mut(FilterKey::Account)
        .only
        .extend(accounts.clone());
    let [ref largest, ..] = accounts;
    let mut three = all
        .toggled(FilterKey::Status, &status)
        .toggled(FilterKey::Product, &product);
    three
        .filters
        .get_mut(FilterKey::Account)
        .not
        .insert(largest.clone());
    let text = View {
        text: "mar".to_owned(),
        ..all.clone()
    };
    Ok(vec![
        Question::new("nothing filtered", all.clone()),
        Question::new("one category", all.toggled(FilterKey::Category, &category)),
        Question::new("a status, a product and not an account", three),
        Question::new("three accounts × 90 days", narrow.clone()),
        Question::new("a text", text),
        // Both periods together are nearly the whole year.
        Question::compared("25 weeks, compared", last(25 * 7)?),
        Question::compared("three accounts × 90 days, compared", narrow),
    ])
}

/// The commonest status, category and product, and the three largest accounts.
fn names(report: &Report) -> Result<[String; 6], Box<dyn Error>> {
    let missing = || Box::<dyn Error>::from("the database has too few names to filter by");
    let first = |rows: &[domain::report::Row<String>], place: usize| {
        rows.get(place)
            .map(|row| row.key.clone())
            .ok_or_else(missing)
    };
    let status = report.by_status.rows.first().ok_or_else(missing)?;
    Ok([
        status.key.value(),
        first(&report.by[FilterKey::Category].rows, 0)?,
        first(&report.by[FilterKey::Product].rows, 0)?,
        first(&report.by[FilterKey::Account].rows, 0)?,
        first(&report.by[FilterKey::Account].rows, 1)?,
        first(&report.by[FilterKey::Account].rows, 2)?,
    ])
}

/// A question as the programs beside this one read it.
pub(crate) fn described(question: &Question, moment: &Moment<'_>) -> Value {
    let view = &question.view;
    let days = moment.days(view);
    let filters = view.filters.set().map(|(key, filter)| {
        let values = json!({ "only": filter.only, "not": filter.not });
        (key.word().to_owned(), values)
    });
    let before = moment.before(view);
    let before = before.filter(|before| question.presentation.compare && before.is_recorded);
    let before = before.map(|before| {
        json!({
            "days": [before.first, before.last],
            "until_s": before.until_local_s,
            "shift_days": before.shift_days,
        })
    });
    let lists = FilterKey::ALL.into_iter().filter(|key| key.is_offered());
    json!({
        "name": question.name,
        "lists": lists.map(FilterKey::word).collect::<Vec<_>>(),
        "query": view.to_query(),
        "days": [days.first, days.last],
        "before": before,
        "filters": filters.collect::<serde_json::Map<_, _>>(),
        "text": view.text,
        "repeat_window_s": view.repeat_window_s,
        "grant_window_s": view.grant_window_s,
    })
}
