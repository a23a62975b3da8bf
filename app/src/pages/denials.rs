//! The denials page: reasons, accounts, trend, advice and single attempts.

use leptos::prelude::*;

use super::Page;
use crate::components::account_panel::AccountPanel;
use crate::components::denials_table::DenialsTable;
use crate::components::headline::Headline;
use crate::components::numbers_table::Files;
use crate::components::status_panel::StatusPanel;
use crate::components::trend_panel::TrendPanel;
use crate::components::what_to_do_panel::WhatToDoPanel;
use crate::tables::name::TableName;

/// The denials page.
#[component]
pub(crate) fn Denials(page: Page) -> impl IntoView {
    view! {
        <Headline page/>
        <div class="panels">
            <StatusPanel page/>
            <AccountPanel page/>
        </div>
        <div class="panels wide">
            <TrendPanel page/>
            <WhatToDoPanel page/>
        </div>
        <DenialsTable page>
            <Files page name=TableName::Summary.word()/>
        </DenialsTable>
    }
}
