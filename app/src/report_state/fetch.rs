//! Fetching answers: from the slice if it holds what the view needs, else from the server.

use std::time::Duration;

use domain::period::Period;
use domain::view::{FilterKey, View};
use leptos::prelude::*;

use super::facts::Facts;
use super::navigation::Navigation;
use super::slice::ordered_rows;
use super::table_rows::TableRows;
use super::{ReportState, set_changed};
use crate::engine::{answer_of, report_of};
use crate::request_error::RequestError;
use service::answer::{LIST_ROWS, TABLE_ROWS};
use service::choices::{Choice, choices, matching};
use service::page_data::PageData;
use service::presentation::Presentation;
use service::route::Route;
use service::slice_offer::SliceOffer;

/// How long a fetch waits for the next keystroke.
pub(super) const TYPING: Duration = Duration::from_millis(200);

impl ReportState {
    /// Begins the state's life in a browser: fetches the slice, and follows the URL and the
    /// server's news.
    pub(super) fn begin(self, offers: Vec<SliceOffer>) {
        let environment = self.environment;
        environment.on_url_change(Box::new(move |path, query| self.follow(&path, &query)));
        environment.prepare_document(self.printing);
        self.follow_news();
        self.begin_slice(offers);
    }

    /// Answers the view.
    pub(super) fn fetch_answer(self, navigation: Navigation) {
        let number = next(self.page_fetch);
        if self.route.get_untracked() == Route::Overview {
            self.fetch_usage(navigation);
        }
        let computed = self.with_slice(|frame, asked, facts| {
            let answer = answer_of(frame, asked, &facts.moment(), 0, 0);
            (answer, ordered_rows(frame, asked, facts))
        });
        if let Some((answer, rows)) = computed {
            set_changed(self.server_answers, None);
            self.stale.set(false);
            self.failure.set(None);
            self.answer.set(answer);
            self.table.set(rows);
            return;
        }
        self.stale.set(true);
        let fetch = move || self.fetch_page_data(number, TABLE_ROWS);
        self.when_typed(navigation, fetch);
    }

    /// Fetches at once, or after a keystroke when the reader pauses: the next keystroke
    /// makes this fetch an old one.
    fn when_typed(self, navigation: Navigation, fetch: impl FnOnce() + 'static) {
        match navigation {
            Navigation::Choice | Navigation::Presentation => fetch(),
            Navigation::Keystroke => self.environment.after(TYPING, Box::new(fetch)),
        }
    }

    /// Asks the server again after a failure.
    pub(crate) fn retry(self) {
        self.failure.set(None);
        self.fetch_answer(Navigation::Choice);
    }

    /// Fetches an answer with `rows` rows of the table from the server.
    pub(super) fn fetch_rows(self, rows: usize) {
        let number = next(self.page_fetch);
        self.stale.set(true);
        self.fetch_page_data(number, rows);
    }

    /// Fetches all that the page shows, with `rows` rows of the table, from the server.
    pub(super) fn fetch_everything(self, rows: usize) {
        // An answer about usage that is on its way is of older data.
        next(self.usage_fetch);
        self.fetch_rows(rows);
    }

    fn fetch_page_data(self, number: u64, rows: usize) {
        let is_old = move || number != self.page_fetch.get_value();
        if is_old() {
            return;
        }
        let news_heard = self.news_heard.get_value();
        let then = move |answer| {
            if is_old() {
                return;
            }
            match answer {
                Ok(data) => self.receive(data, news_heard),
                Err(error) => {
                    self.stale.set(false);
                    self.fail(error);
                    // The fetch of usage was given up for this one.
                    if self.usage_stale.get_untracked() {
                        self.fetch_usage(Navigation::Choice);
                    }
                }
            }
        };
        let (route, query) = (self.route.get_untracked(), self.query());
        self.environment
            .ask_page_data(route, query, rows, Box::new(then));
    }

    /// Shows an answer of the server, and all that comes with it. `news_heard` is how many
    /// news had been heard when it was asked for.
    fn receive(self, data: PageData, news_heard: u64) {
        let view = View::parse(&data.query).view;
        let presentation = Presentation::parse(&data.presentation);
        self.facts.set(Facts::of(&data));
        self.note_version(data.version, news_heard);
        // The server has the zone's own spelling.
        if view != self.view.get_untracked() {
            self.view.set(view);
            let url = untrack(|| self.view_url(&self.view.get()));
            self.environment.replace_url(&url);
        }
        self.notices.set(data.notices);
        self.stale.set(false);
        self.failure.set(None);
        self.table.set(TableRows::listed(
            presentation.rows_before,
            data.answer.rows.clone(),
        ));
        self.answer.set(data.answer);
        if data.usage.is_some() {
            // One that is on its way is no newer.
            next(self.usage_fetch);
            self.usage.set(data.usage);
            self.usage_stale.set(false);
        }
        self.follow_offers(data.slices);
    }

    fn fetch_usage(self, navigation: Navigation) {
        let number = next(self.usage_fetch);
        self.usage_stale.set(true);
        let is_old = move || number != self.usage_fetch.get_value();
        let fetch = move || {
            if is_old() {
                return;
            }
            let then = move |usage| {
                if is_old() {
                    return;
                }
                self.usage_stale.set(false);
                match usage {
                    Ok(usage) => self.usage.set(Some(usage)),
                    Err(error) => {
                        // The last answer is to another view.
                        self.usage.set(None);
                        self.fail(error);
                    }
                }
            };
            self.environment.ask_usage(self.query(), Box::new(then));
        };
        self.when_typed(navigation, fetch);
    }

    /// Gives the values of a filter that contain a text: from the slice or, once the reader
    /// pauses, from the server; not at all if they are no longer wanted by then.
    pub(crate) fn fetch_values(
        self,
        key: FilterKey,
        text: String,
        is_wanted: impl Fn() -> bool + Copy + 'static,
        then: impl FnOnce(Vec<Choice>) + 'static,
    ) {
        let computed = self.with_slice(|frame, asked, facts| {
            let moment = facts.moment();
            let period = Period::whole(moment.days(asked.view));
            let report = report_of(frame, asked.view, moment.zone, period, usize::MAX);
            matching(choices(&report, key), &text, LIST_ROWS)
        });
        if let Some(values) = computed {
            then(values);
            return;
        }
        let query = self.query();
        let receive = move |values| match values {
            Ok(values) if is_wanted() => then(values),
            Err(error) if is_wanted() => self.fail(error),
            _ => {}
        };
        let ask = move || {
            if is_wanted() {
                let receive = Box::new(receive);
                self.environment.ask_values(query, key, text, receive);
            }
        };
        self.environment.after(TYPING, Box::new(ask));
    }

    /// Says what went wrong. The last answer stays.
    fn fail(self, error: RequestError) {
        let may_have_ended = error == RequestError::Unreachable;
        self.failure.set(Some(error));
        if may_have_ended {
            self.check_for_news();
        }
    }
}

/// The next number of a counter.
pub(super) fn next(counter: StoredValue<u64>) -> u64 {
    counter.update_value(|number| *number += 1);
    counter.get_value()
}
