//! News: an open page learns that the server has newer data, and offers it.

use leptos::prelude::*;

use super::Page;
use super::table_rows::TableRows;
use crate::answer::{TABLE_ROWS, TABLE_ROWS_MAX};
use crate::browser;

impl Page {
    /// Looks for newer data from time to time, and whenever the reader comes back.
    pub(super) fn watch_for_news(self) {
        browser::on_look(move || {
            if self.has_news.get_untracked() {
                return;
            }
            let known = self.facts.with_untracked(|facts| facts.version);
            browser::fetch_version(move |version| {
                if version > known {
                    self.has_news.set(true);
                }
            });
        });
    }

    /// Shows the newer data: the same view, the same place on the page.
    pub(crate) fn take_news(self) {
        self.has_news.set(false);
        let rows = self.table.with_untracked(|table| match table {
            TableRows::Listed { rows, .. } => rows.len().clamp(TABLE_ROWS, TABLE_ROWS_MAX),
            // The slice that follows has them all.
            TableRows::Held(_) => TABLE_ROWS,
        });
        self.ask_for_everything(rows);
    }
}
