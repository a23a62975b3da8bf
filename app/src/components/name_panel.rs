//! Denials by user and by feature, for a customer, who knows both by name: bars and their
//! table.

use domain::report::{List, Row, UserKey};
use domain::view::{FilterKey, View};
use leptos::prelude::*;

use super::bar_list::{BarEntry, BarList};
use super::numbers_table::NumbersTable;
use crate::answer::PANEL_ROWS;
use crate::charts::plain_color;
use crate::place::Place;
use crate::report_state::Page;
use crate::tables;
use crate::tables::name::TableName;
use crate::tables::table::Table;
use crate::words;

/// Users, most denials first.
#[component]
pub(crate) fn UserPanel(page: Page) -> impl IntoView {
    let entries = Memo::new(move |_| {
        let is_of_one = page.answer.with(|answer| answer.report.accounts_hit <= 1);
        let label = move |key: &UserKey| Label {
            value: key.user.clone(),
            // Two accounts may have a user of the same name.
            account: key.account.clone(),
            shows_account: !is_of_one,
        };
        page.answer
            .with(|answer| entries(page, FilterKey::User, &answer.report.by_user, label))
    });
    let table = Memo::new(move |_| {
        page.answer.with(|answer| {
            let list = &answer.report.by_user;
            page.view
                .with(|view| tables::by_user(list, view, page.compares(), PANEL_ROWS))
        })
    });
    let rows_total =
        Signal::derive(move || page.answer.with(|answer| answer.report.by_user.rows_total));
    view! { <NamePanel page name=TableName::ByUser entries table rows_total/> }
}

/// Features, most denials first.
#[component]
pub(crate) fn FeaturePanel(page: Page) -> impl IntoView {
    let entries = Memo::new(move |_| {
        let label = |name: &String| Label {
            value: name.clone(),
            account: String::new(),
            shows_account: false,
        };
        page.answer
            .with(|answer| entries(page, FilterKey::Feature, &answer.report.by_feature, label))
    });
    let table = Memo::new(move |_| {
        page.answer.with(|answer| {
            let list = &answer.report.by_feature;
            page.view
                .with(|view| tables::by_feature(list, view, page.compares(), PANEL_ROWS))
        })
    });
    let rows_total = Signal::derive(move || {
        page.answer
            .with(|answer| answer.report.by_feature.rows_total)
    });
    view! { <NamePanel page name=TableName::ByFeature entries table rows_total/> }
}

#[component]
fn NamePanel(
    page: Page,
    name: TableName,
    entries: Memo<Vec<BarEntry>>,
    table: Memo<Table>,
    rows_total: Signal<u64>,
) -> impl IntoView {
    let pointed = RwSignal::new(None);
    let links = Signal::derive(move || {
        entries.with(|entries| entries.iter().map(|entry| entry.view.clone()).collect())
    });
    view! {
        <section class="panel" aria-labelledby=name.word()>
            <h2 id=name.word()>{name.title()}</h2>
            <BarList page entries pointed/>
            <NumbersTable page table links links_to=Place::Denials pointed rows_total/>
        </section>
    }
}

/// How a row is named.
struct Label {
    value: String,
    account: String,
    shows_account: bool,
}

fn entries<K>(
    page: Page,
    key: FilterKey,
    list: &List<K>,
    label: impl Fn(&K) -> Label,
) -> Vec<BarEntry> {
    let compares = page.compares();
    page.view.with(|view| {
        let rows = list.rows.iter().take(PANEL_ROWS);
        rows.map(|row| entry(view, key, row, &label(&row.key), compares))
            .collect()
    })
}

fn entry<K>(view: &View, key: FilterKey, row: &Row<K>, label: &Label, compares: bool) -> BarEntry {
    let selected = &view.filters.get(key).only;
    let before = row.before.filter(|_| compares);
    BarEntry {
        // It only tells the rows apart.
        value: format!("{}\u{1f}{}", label.value, label.account),
        label: words::name(&label.value).to_owned(),
        detail: if label.shows_account {
            words::name(&label.account).to_owned()
        } else {
            String::new()
        },
        measure: row.measures.get(view.measure),
        before: before.map(|before| before.get(view.measure)),
        percent_hundredths: row.percent_hundredths,
        color: plain_color(),
        selected: (!selected.is_empty()).then(|| selected.contains(&label.value)),
        place: Place::Denials,
        view: view.toggled(key, &label.value),
    }
}
