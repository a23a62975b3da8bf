//! The denials page: reasons, accounts, trend, advice and single attempts.

use domain::view::FilterKey;
use leptos::either::Either;
use leptos::prelude::*;

use crate::components::denials_table::DenialsTable;
use crate::components::headline::Headline;
use crate::components::list_panel::ListPanel;
use crate::components::numbers_table::Files;
use crate::components::trend_panel::TrendPanel;
use crate::components::what_to_do_panel::WhatToDoPanel;
use crate::report_state::ReportState;
use crate::tables::name::TableName;

/// The denials page.
#[component]
pub(crate) fn Denials(state: ReportState) -> impl IntoView {
    let panels = if state.audience.is_customer() {
        Either::Left(view! { <CustomerPanels state/> })
    } else {
        Either::Right(view! {
            <div class="panels">
                <ListPanel state key=FilterKey::Status/>
                <ListPanel state key=FilterKey::Account/>
            </div>
            <div class="panels wide">
                <TrendPanel state/>
                <WhatToDoPanel state/>
                <ListPanel state key=FilterKey::Version/>
            </div>
        })
    };
    view! {
        <Headline state/>
        {panels}
        <DenialsTable state>
            <Files state name=TableName::Summary.word()/>
        </DenialsTable>
    }
}

/// For a customer: its own users and features, and what it can do. Accounts are shown if the
/// link has several.
#[component]
fn CustomerPanels(state: ReportState) -> impl IntoView {
    let accounts = move || {
        let several = state
            .answer
            .with(|answer| answer.report.by[FilterKey::Account].rows_total > 1);
        several.then(|| view! { <ListPanel state key=FilterKey::Account/> })
    };
    view! {
        <div class="panels wide">
            <ListPanel state key=FilterKey::Status/>
            <WhatToDoPanel state/>
        </div>
        <div class="panels names">
            <ListPanel state key=FilterKey::User/>
            <ListPanel state key=FilterKey::Feature/>
            <ListPanel state key=FilterKey::Version/>
            {accounts}
        </div>
        <div class="panels wide">
            <TrendPanel state/>
        </div>
    }
}
