//! News: an open page learns that the server has newer data, and offers it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Page;
use crate::answer::TABLE_ROWS;
use crate::browser;
use crate::question_error::QuestionError;
use crate::questions;

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
        self.stale.set(true);
        let (place, query) = (self.place.get_untracked(), self.query());
        spawn_local(async move {
            match questions::page_data::ask_page_data(place, query, Some(TABLE_ROWS)).await {
                Ok(data) => self.take(data),
                Err(error) => self.offer_again(error),
            }
        });
    }

    fn offer_again(self, error: QuestionError) {
        self.stale.set(false);
        self.has_news.set(true);
        self.failure.set(Some(error));
    }
}
