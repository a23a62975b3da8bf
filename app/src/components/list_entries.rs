//! The rows of a list of denials, as bars that lead to what they count.

use domain::dimension::ListOf;
use domain::report::{List, Report, Row};
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
            let list = &report.by_status;
            let rows = list.rows.iter().take(PANEL_ROWS);
            rows.map(|row| {
                let value = row.key.value();
                BarEntry {
                    label: row.key.code.clone(),
                    detail: labels::status_detail(&row.key),
                    color: status_color(row.key.place),
                    ..entry(view, key, (list, row), &value, compares, target(&value))
                }
            })
            .collect()
        }
        Some(ListOf::Users) => {
            // Two accounts may have a user of the same name.
            let shows_account = report.accounts_hit > 1;
            let list = &report.by_user;
            let rows = list.rows.iter().take(PANEL_ROWS);
            rows.map(|row| {
                let (user, account) = (&row.key.user, &row.key.account);
                let detail = shows_account.then(|| labels::name(account).to_owned());
                let target = match route {
                    Route::Denials if shows_account => view.toggled_in(account, key, user),
                    _ => target(user),
                };
                BarEntry {
                    // It only distinguishes the rows.
                    value: format!("{user}\u{1f}{account}"),
                    detail: detail.unwrap_or_default(),
                    ..entry(view, key, (list, row), user, compares, target)
                }
            })
            .collect()
        }
        _ => {
            let list = &report.by[key];
            let rows = list.rows.iter().take(PANEL_ROWS);
            rows.map(|row| {
                let target = target(&row.key);
                entry(view, key, (list, row), &row.key, compares, target)
            })
            .collect()
        }
    }
}

/// The view that a row leads to.
fn target(key: FilterKey, view: &View, route: Route, value: &str) -> View {
    match route {
        Route::Denials => view.toggled(key, value),
        Route::Overview => {
            let mut view = view.clone();
            let filter = view.filters.get_mut(key);
            filter.not.remove(value);
            filter.only = std::iter::once(value.to_owned()).collect();
            view
        }
    }
}

fn entry<K>(
    view: &View,
    key: FilterKey,
    (list, row): (&List<K>, &Row<K>),
    value: &str,
    compares: bool,
    target: View,
) -> BarEntry {
    let selected = &view.filters.get(key).only;
    let before = row.before.filter(|_| compares);
    let share = list.share(row, view.measure);
    BarEntry {
        value: value.to_owned(),
        label: labels::value(key, value).to_owned(),
        detail: String::new(),
        before: before.map(|before| before.get(view.measure)),
        share,
        color: plain_color(),
        selected: (!selected.is_empty()).then(|| selected.contains(value)),
        route: Route::Denials,
        view: target,
    }
}
