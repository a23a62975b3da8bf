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
pub(crate) fn Denials(page: ReportState) -> impl IntoView {
    let panels = if page.audience.is_customer() {
        Either::Left(view! { <CustomerPanels page/> })
    } else {
        Either::Right(view! {
            <div class="panels">
                <ListPanel page key=FilterKey::Status/>
                <ListPanel page key=FilterKey::Account/>
            </div>
            <div class="panels wide">
                <TrendPanel page/>
                <WhatToDoPanel page/>
                <ListPanel page key=FilterKey::Version/>
            </div>
        })
    };
    view! {
        <Headline page/>
        {panels}
        <DenialsTable page>
            <Files page name=TableName::Summary.word()/>
        </DenialsTable>
    }
}

/// For a customer: its own users and features, and what it can do. Accounts are shown if the
/// link has several.
#[component]
fn CustomerPanels(page: ReportState) -> impl IntoView {
    let accounts = move || {
        let several = page
            .answer
            .with(|answer| answer.report.by[FilterKey::Account].rows_total > 1);
        several.then(|| view! { <ListPanel page key=FilterKey::Account/> })
    };
    view! {
        <div class="panels wide">
            <ListPanel page key=FilterKey::Status/>
            <WhatToDoPanel page/>
        </div>
        <div class="panels names">
            <ListPanel page key=FilterKey::User/>
            <ListPanel page key=FilterKey::Feature/>
            <ListPanel page key=FilterKey::Version/>
            {accounts}
        </div>
        <div class="panels wide">
            <TrendPanel page/>
        </div>
    }
}
