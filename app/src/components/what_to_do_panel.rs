//! What to do about it: one row per reason, with the accounts and features concerned, and who
//! acts.

use domain::display::{number, signed_percent};
use domain::report::Row;
use domain::report::weight::Weight;
use domain::share::Share;
use domain::status::Category;
use domain::view::{FilterKey, View};
use leptos::prelude::*;

use super::numbers_table::Files;
use super::view_link::ViewLink;
use crate::advice::advice;
use crate::charts::category_color;
use crate::report_state::ReportState;
use crate::tables::name::TableName;
use service::labels;

/// The panel of advice.
#[component]
pub(crate) fn WhatToDoPanel(state: ReportState) -> impl IntoView {
    let rows = move || {
        let view = state.view.get();
        let compares = state.compares();
        state.answer.with(|answer| {
            let list = &answer.report.by[FilterKey::Category];
            let rows = list.rows.iter();
            rows.map(|row| {
                let mut weights = answer.weights.iter();
                let weight = weights.find(|weight| weight.category == row.key);
                let share = list.share(row, view.measure);
                category_row(state, &view, (row, share), weight, compares)
            })
            .collect_view()
        })
    };
    let is_customer = state.audience.is_customer();
    let (title, action) = if is_customer {
        ("What you can do", "What you can do")
    } else {
        ("What to do about it", "What to do")
    };
    let accounts = (!is_customer).then(|| view! { <th scope="col">"Top accounts"</th> });
    view! {
        <section class="panel what-to-do" aria-labelledby="what-to-do">
            <h2 id="what-to-do">{title}</h2>
            <div class="what-to-do-scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Reason"</th>
                            <th scope="col">"What it means"</th>
                            <th scope="col">{action}</th>
                            {accounts}
                            <th scope="col">"Top features"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="numbers"><Files state name=TableName::WhatToDo.word()/></div>
        </section>
    }
}

fn category_row(
    state: ReportState,
    view: &View,
    (row, share): (&Row<String>, Share),
    weight: Option<&Weight>,
    compares: bool,
) -> impl IntoView + use<> {
    let category = Category::from_slug(&row.key).unwrap_or(Category::Other);
    let advice = advice(category, state.audience);
    let selected = &view.filters.get(FilterKey::Category).only;
    let is_selected = selected.contains(&row.key);
    let is_dimmed = !selected.is_empty() && !is_selected;
    let value = row.measures.get(view.measure);
    let before = row.before.filter(|_| compares);
    let change = before.map(|before| {
        let change = signed_percent(value, before.get(view.measure));
        view! { <span class="change">{change}</span> }
    });
    let heaviest = |key, rows| heaviest(state, view, &row.key, key, rows);
    let accounts = (!state.audience.is_customer()).then(|| {
        let rows = heaviest(FilterKey::Account, weight.map(|weight| &weight.accounts));
        view! { <td data-label="Top accounts"><ul class="heaviest">{rows}</ul></td> }
    });
    let features = heaviest(FilterKey::Feature, weight.map(|weight| &weight.features));
    let to = view.toggled(FilterKey::Category, &row.key);
    let name = labels::category(&row.key);
    let color = category_color(&row.key);
    view! {
        <tr class:dimmed=is_dimmed>
            <th scope="row" aria-current=is_selected.then_some("true")>
                <ViewLink state to=Signal::stored(to) class="reason">
                    {name}
                </ViewLink>
                <span class="reason-number">
                    {share.to_string()} " · " {number(value)} " " {change}
                </span>
                <svg class="bar" aria-hidden="true">
                    <rect width=labels::width(share) height="100%" rx="2" fill=color/>
                </svg>
            </th>
            <td data-label="What it means">{advice.insight}</td>
            <td data-label="What to do">
                {advice.opportunity} <span class="who">{advice.who}</span>
            </td>
            {accounts}
            <td data-label="Top features"><ul class="heaviest">{features}</ul></td>
        </tr>
    }
}

/// The heaviest accounts or features of a category, each a link.
fn heaviest(
    state: ReportState,
    view: &View,
    category: &str,
    key: FilterKey,
    rows: Option<&Vec<Row<String>>>,
) -> impl IntoView + use<> {
    let rows = rows.into_iter().flatten();
    rows.map(|row| {
        let mut to = view.clone();
        for (key, value) in [(FilterKey::Category, category), (key, &row.key)] {
            to.filters.get_mut(key).only = std::iter::once(value.to_owned()).collect();
        }
        let name = labels::name(&row.key).to_owned();
        let count = number(row.measures.get(view.measure));
        view! {
            <li>
                <ViewLink state to=Signal::stored(to)>{name}</ViewLink>
                " "
                <span class="value">{count}</span>
            </li>
        }
    })
    .collect_view()
}
