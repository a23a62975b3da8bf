//! News: an open page learns that the server has newer data, and offers it.

use leptos::prelude::*;

use super::table_rows::TableRows;
use super::{Page, set_changed};
use crate::answer::{TABLE_ROWS, TABLE_ROWS_MAX};
use crate::browser;

impl Page {
    /// Looks for newer data from time to time, and whenever the reader comes back.
    pub(super) fn watch_for_news(self) {
        browser::on_look(move || {
            if !untrack(|| self.has_news()) {
                browser::fetch_version(move |version| set_changed(self.newest, version));
            }
        });
    }

    /// Whether the server has other data than the page shows. Versions of a reader who
    /// sees a part of the record do not grow, so that they tell nothing of the rest.
    pub(crate) fn has_news(self) -> bool {
        self.newest.get() != self.facts.with(|facts| facts.version)
    }

    /// Shows the newer data: the same view, the same place on the page.
    pub(crate) fn take_news(self) {
        let rows = self.table.with_untracked(|table| match table {
            TableRows::Listed { rows, .. } => rows.len().clamp(TABLE_ROWS, TABLE_ROWS_MAX),
            // The slice that follows has them all.
            TableRows::Held { .. } => TABLE_ROWS,
        });
        self.ask_for_everything(rows);
    }
}
