//! The report as text tables.

use std::fmt::Write as _;

use domain::dimension::ListOf;
use domain::display::{day, number};
use domain::frame::Frame;
use domain::report::{List, Measures, Report, ReportContext};
use domain::view::{FilterKey, Measure, View};

use service::labels::{measured, title};

use domain::display::printable;

/// The maximum width of a name; longer ones are cut.
const NAME_CHARS_MAX: usize = 64;

/// The report as tables.
pub(crate) fn text(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    report: &Report,
) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_report(&mut text, frame, view, context, report);
    text.trim_end().to_owned()
}

fn write_report(
    text: &mut String,
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    report: &Report,
) -> std::fmt::Result {
    let days = context.days(frame, view);
    if days.is_empty() {
        writeln!(text, "No days")?;
    } else {
        writeln!(
            text,
            "{} to {} ({})",
            day(days.first),
            day(days.last),
            view.zone
        )?;
    }
    let Measures {
        attempts,
        true_denials,
        affected_users,
    } = report.totals;
    writeln!(
        text,
        "{} · {} · {}",
        measured(attempts, Measure::Attempts),
        measured(true_denials, Measure::TrueDenials),
        measured(affected_users, Measure::AffectedUsers)
    )?;
    for key in FilterKey::ALL {
        let list = key.declaration().list;
        let Some(list) = list.filter(|list| list.json_key.is_some()) else {
            continue;
        };
        let title = title(key.word());
        match (list.of, key) {
            (ListOf::Statuses, _) => table(text, &title, view, &report.by_status, |key| {
                format!("{} {}  {}", key.space, key.code, key.description)
            })?,
            (ListOf::Users, _) => table(text, &title, view, &report.by_user, |key| {
                format!("{} · {}", named(&key.account), named(&key.user))
            })?,
            (ListOf::Values, FilterKey::Server) => {
                table(text, &title, view, &report.by_server, |key| {
                    format!("{} · {}", named(&key.account), named(&key.server))
                })?;
            }
            (ListOf::Values, _) => {
                table(text, &title, view, &report.by[key], |value| named(value))?;
            }
        }
    }
    table(text, "Day", view, &report.by_day, |number| day(*number))
}

fn named(name: &str) -> String {
    if name.is_empty() {
        "(unknown)".to_owned()
    } else {
        name.to_owned()
    }
}

fn table<K>(
    text: &mut String,
    title: &str,
    view: &View,
    list: &List<K>,
    name: impl Fn(&K) -> String,
) -> std::fmt::Result {
    let names: Vec<String> = list
        .rows
        .iter()
        .map(|row| printable(&name(&row.key), NAME_CHARS_MAX))
        .collect();
    let widest = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let width = widest.max(title.len());
    let share = match view.measure {
        Measure::Attempts => "% attempts",
        Measure::TrueDenials => "% true",
        Measure::AffectedUsers => "% users",
    };
    writeln!(text)?;
    writeln!(
        text,
        "{title:width$}  {:>12}  {:>12}  {:>8}  {share:>10}",
        "attempts", "true denials", "users"
    )?;
    for (row, name) in list.rows.iter().zip(names) {
        let measures = row.measures;
        writeln!(
            text,
            "{name:width$}  {:>12}  {:>12}  {:>8}  {:>10}",
            number(measures.attempts),
            number(measures.true_denials),
            number(measures.affected_users),
            list.share(row, view.measure),
        )?;
    }
    let hidden = list.rows_total - list.rows.len() as u64;
    if hidden > 0 {
        writeln!(text, "… and {} more", number(hidden))?;
    }
    Ok(())
}
