//! News: an open page learns that the server has newer data, and offers it; and it
//! learns that its reader may no longer see it, and blanks itself.

use leptos::prelude::*;

use super::fetch::next;
use super::table_rows::TableRows;
use super::{ReportState, set_changed};
use crate::news::{Ended, ServerMessage};
use service::answer::{TABLE_ROWS, TABLE_ROWS_MAX};
use service::route::Route;

impl ReportState {
    /// Follows the server's news.
    pub(super) fn follow_news(self) {
        let ask = move || self.check_for_news();
        let hear = move |news| {
            // A version that was asked for earlier may be older than this.
            self.version_settled
                .set_value(self.version_fetch.get_value());
            self.hear(news);
        };
        let url = self.fetch_url("/news");
        self.environment
            .follow_news(url, self.ended, Box::new(ask), Box::new(hear));
    }

    /// Asks the server for its data version.
    pub(super) fn check_for_news(self) {
        let number = next(self.version_fetch);
        let then = move |news| {
            if number > self.version_settled.get_value() {
                self.version_settled.set_value(number);
                self.hear(news);
            }
        };
        let url = self.fetch_url("/version");
        self.environment.ask_version(url, Box::new(then));
    }

    fn hear(self, news: ServerMessage) {
        next(self.news_heard);
        match news {
            ServerMessage::Version(version) => set_changed(self.newest, version),
            ServerMessage::Ended(why) => self.end(why),
            // The server does not say why: the link may have ended, too.
            ServerMessage::Refused if self.audience.is_customer() => self.end(Ended::LinkSession),
            ServerMessage::Refused => self.end(Ended::Session),
        }
    }

    /// Notes the data version of an answer; `news_heard` is how many news had been heard
    /// when it was asked for.
    pub(super) fn note_version(self, version: u64, news_heard: u64) {
        if news_heard == self.news_heard.get_value() {
            // It may be newer than the last news.
            set_changed(self.newest, version);
        } else if version != self.newest.get_untracked() {
            // Either may be the newer one: versions do not always grow.
            self.check_for_news();
        }
    }

    /// Blanks the page: nothing of the report stays in the document.
    fn end(self, why: Ended) {
        if self.ended.get_untracked().is_some() {
            return;
        }
        // Answers that are on their way are no longer wanted.
        next(self.page_fetch);
        next(self.usage_fetch);
        self.wanted_slice.set_value(None);
        self.slice.set_value(None);
        self.ended.set(Some(why));
        // The document is emptied by hand: a page that Leptos could replace as a whole would
        // bring the code for that to every reader.
        let home = if self.audience.is_customer() {
            Route::Denials
        } else {
            Route::Overview
        };
        self.environment.blank(why, self.url(home.path()));
    }

    /// Whether the server has other data than the page shows. Versions of a reader who
    /// sees a part of the dataset do not grow, so a greater one is not always newer.
    pub(crate) fn has_news(self) -> bool {
        self.newest.get() != self.facts.with(|facts| facts.version)
    }

    /// Shows the newer data: the same view, the same place on the page.
    pub(crate) fn show_news(self) {
        let rows = self.table.with_untracked(|table| match table {
            TableRows::Listed { rows, .. } => rows.len().clamp(TABLE_ROWS, TABLE_ROWS_MAX),
            // The slice that follows has them all.
            TableRows::Held { .. } => TABLE_ROWS,
        });
        self.fetch_everything(rows);
    }
}
