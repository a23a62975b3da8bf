//! Whole tables of names and of days: for files and for a table's own page.

use domain::display;
use domain::event::Second;
use domain::period::Period;
use domain::report::report_of;
use domain::report::trend::{Step, trend};
use domain::report::weight::weights;
use domain::view::FilterKey;
use domain::zone::Days;

use service::answer::WEIGHT_ROWS;
use service::dataset::Question;

use super::heading::heading;
use super::name::TableName;
use super::table::{Heading, Table, first_rows};

/// The heading of a table of this view.
pub fn question_heading(question: &Question) -> Heading {
    let through = question
        .recorded
        .as_ref()
        .map_or(String::new(), |recorded| {
            display::local_time(question.zone.local_s(Second(recorded.through_s)))
        });
    heading(
        &question.view,
        question.moment().days(&question.view),
        &through,
    )
}

/// A table of names or of days with at most `rows_max` rows, and a note if there are more.
pub(super) fn list_table(question: &Question, name: TableName, rows_max: usize) -> Table {
    let mut table = match name {
        TableName::OverTime => over_time(question),
        TableName::ActiveAccounts | TableName::ServedClients | TableName::Activations => {
            usage_table(question, name, rows_max)
        }
        _ => list(question, name, rows_max),
    };
    if table.rows.len() > rows_max {
        table.rows.truncate(rows_max);
        table.note = Some(first_rows(rows_max));
    }
    table
}

fn over_time(question: &Question) -> Table {
    let moment = question.moment();
    let days = moment.days(&question.view);
    let step = question.presentation.step.unwrap_or(Step::fitting(days));
    let (step, buckets) = step.buckets(days);
    let of = |buckets: &[Days], until_local_s| {
        trend(
            &question.frame,
            &question.view,
            &question.zone,
            buckets,
            until_local_s,
        )
    };
    let before = moment.before(&question.view);
    let before = before.filter(|before| question.presentation.compare && before.is_recorded);
    let before = before.map_or(Vec::new(), |before| {
        let buckets: Vec<Days> = buckets.iter().map(|days| before.back(*days)).collect();
        of(&buckets, before.until_local_s)
    });
    super::over_time(&of(&buckets, i64::MAX), &before, Some(step), &question.view)
}

fn usage_table(question: &Question, name: TableName, rows_max: usize) -> Table {
    let answer = question.usage(rows_max);
    let compares = question.presentation.compare;
    let before = answer.before.as_ref().filter(|_| compares);
    match name {
        TableName::ServedClients => super::served_clients(&answer.usage, before),
        TableName::Activations => super::activations(&answer.usage, before),
        _ => super::active_accounts(&answer.usage, before),
    }
}

fn list(question: &Question, name: TableName, rows_max: usize) -> Table {
    let moment = question.moment();
    let period = Period::whole(moment.days(&question.view));
    let (frame, view, zone) = (&question.frame, &question.view, &question.zone);
    let mut report = report_of(frame, view, zone, period, usize::MAX);
    let before = moment.before(view);
    let before = before.filter(|before| question.presentation.compare && before.is_recorded);
    if let Some(before) = before {
        let past = report_of(frame, view, zone, before.period(), usize::MAX);
        report.compare(&past);
    }
    let compares = before.is_some();
    match name {
        TableName::List(list) => super::of_list(&report, list, view, compares, rows_max),
        _ => {
            let weights = weights(frame, view, zone, period, WEIGHT_ROWS);
            super::what_to_do(
                &report.by[FilterKey::Category],
                &weights,
                view,
                compares,
                question.audience,
            )
        }
    }
}
