//! The rows of a list of denials, as bars that lead to what they count.

use domain::dimension::ListOf;
use domain::report::{Report, Row};
use domain::view::{FilterKey, View};

use super::bar_list::BarEntry;
use crate::charts::{plain_color, status_color};
use service::answer::PANEL_ROWS;
use service::labels;
use service::route::Route;

/// The rows of the list of a key. On the denials page a row sets its filter or removes it; on
/// the overview it opens the denials.
pub(super) fn list_entries(
    report: &Report,
    key: FilterKey,
    view: &View,
    route: Route,
    compares: bool,
) -> Vec<BarEntry> {
    let target = |value: &str| target(key, view, route, value);
    match key.declaration().list.map(|list| list.of) {
        Some(ListOf::Statuses) => {
            let rows = report.by_status.rows.iter().take(PANEL_ROWS);
            rows.map(|row| {
                let value = row.key.value();
                BarEntry {
                    label: row.key.code.clone(),
                    detail: labels::status_detail(&row.key),
                    color: status_color(row.key.place),
                    ..entry(view, key, row, &value, compares, target(&value))
                }
            })
            .collect()
        }
        Some(ListOf::Users) => {
            // Two accounts may have a user of the same name.
            let shows_account = report.accounts_hit > 1;
            let rows = report.by_user.rows.iter().take(PANEL_ROWS);
            rows.map(|row| {
                let (user, account) = (&row.key.user, &row.key.account);
                let detail = shows_account.then(|| labels::name(account).to_owned());
                BarEntry {
                    // It only distinguishes the rows.
                    value: format!("{user}\u{1f}{account}"),
                    detail: detail.unwrap_or_default(),
                    ..entry(view, key, row, user, compares, target(user))
                }
            })
            .collect()
        }
        _ => {
            let rows = report.by[key].rows.iter().take(PANEL_ROWS);
            rows.map(|row| entry(view, key, row, &row.key, compares, target(&row.key)))
                .collect()
        }
    }
}

/// The view that a row leads to.
fn target(key: FilterKey, view: &View, route: Route, value: &str) -> View {
    match (route, key) {
        (Route::Denials, _) => view.toggled(key, value),
        (Route::Overview, FilterKey::Status) => view.clone(),
        (Route::Overview, _) => {
            let mut view = view.clone();
            view.filters.get_mut(key).only = std::iter::once(value.to_owned()).collect();
            view
        }
    }
}

fn entry<K>(
    view: &View,
    key: FilterKey,
    row: &Row<K>,
    value: &str,
    compares: bool,
    target: View,
) -> BarEntry {
    let selected = &view.filters.get(key).only;
    let before = row.before.filter(|_| compares);
    BarEntry {
        value: value.to_owned(),
        label: labels::value(key, value).to_owned(),
        detail: String::new(),
        measure: row.measures.get(view.measure),
        before: before.map(|before| before.get(view.measure)),
        percent_hundredths: row.percent_hundredths,
        color: plain_color(),
        selected: (!selected.is_empty()).then(|| selected.contains(value)),
        place: Route::Denials,
        view: target,
    }
}
