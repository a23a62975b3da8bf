//! News: an open page learns that the server has newer data, and offers it; and it
//! learns that its reader may see it no more, and blanks itself.

use leptos::prelude::*;

use super::table_rows::TableRows;
use super::{Page, set_changed};
use crate::browser;
use crate::news::{Ended, Told};
use crate::question_error::QuestionError;
use service::answer::{TABLE_ROWS, TABLE_ROWS_MAX};
use service::route::Route;

impl Page {
    /// Follows the server's news.
    pub(super) fn watch_for_news(self) {
        browser::follow_news(
            self.ask_url("/news"),
            self.ask_url("/version"),
            move |told| self.hear(told),
        );
        // Where nothing came back, the reader may be nobody any more.
        Effect::new(move || {
            if self.failure.get() == Some(QuestionError::Unreachable) {
                self.ask_for_news();
            }
        });
    }

    /// Asks the server whether there is news.
    pub(super) fn ask_for_news(self) {
        browser::ask_version(self.ask_url("/version"), move |told| self.hear(told));
    }

    fn hear(self, told: Told) {
        match told {
            Told::Version(version) => set_changed(self.newest, version),
            Told::Ended(why) => self.end(why),
            // Why is not said: the link may have ended, too.
            Told::Refused if self.audience.is_customer() => self.end(Ended::LinkSession),
            Told::Refused => self.end(Ended::Session),
        }
    }

    /// Blanks the page: nothing of the report stays in the document.
    fn end(self, why: Ended) {
        if self.ended.get_untracked().is_some() {
            return;
        }
        // Answers that are on their way are to nobody's question.
        self.question.update_value(|question| *question += 1);
        self.usage_question.update_value(|question| *question += 1);
        self.wanted_slice.set_value(None);
        self.slice.set_value(None);
        self.ended.set(Some(why));
        // The rest goes by hand: a page that could be made anew as a whole would bring the
        // code for that to every reader.
        let home = if self.audience.is_customer() {
            Route::Denials
        } else {
            Route::Overview
        };
        browser::blank(why, self.url(home.path()));
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
