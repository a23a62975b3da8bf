//! Asking: a view is answered from the slice where that holds what is asked for, else by
//! the server.

use std::sync::Arc;
use std::time::Duration;

use domain::frame::Frame;
use domain::period::Period;
use domain::slice::{Slice, SliceError};
use domain::view::{FilterKey, View};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::facts::{Facts, HeldSlice, ServerAnswers};
use super::navigation::Step;
use super::table_rows::TableRows;
use super::{Page, set_changed};
use crate::browser;
use crate::engine::{answer_of, denial_order, report_of};
use crate::questions;
use service::answer::{Asked, LIST_ROWS, TABLE_ROWS};
use service::choices::{Choice, choices, matching};
use service::page_data::PageData;
use service::presentation::Presentation;
use service::route::Route;
use service::slice_offer::SliceOffer;

/// How long a question to the server waits for the next keystroke.
const TYPING: Duration = Duration::from_millis(200);

impl Page {
    /// Begins the page's life in a browser: fetches the slice and follows the address.
    pub(super) fn start(self, offers: Vec<SliceOffer>) {
        browser::ask_server_under(self.ask_url(""));
        Effect::new(move || {
            browser::on_address_change(move |path, query| self.follow(&path, &query));
            browser::close_facets_outside();
            browser::open_for_print(move |on| self.printing.set(on));
            self.watch_for_news();
            match Self::choose(offers.clone()) {
                Some(offer) => self.fetch_slice(offer, Slice::default(), browser::mark_ready),
                None => {
                    self.tell_too_many();
                    browser::mark_ready();
                }
            }
        });
    }

    /// The widest slice that this browser takes; where it takes none, the server answers.
    fn choose(offers: Vec<SliceOffer>) -> Option<SliceOffer> {
        let attempts_max = browser::attempts_max();
        let mut offers = offers.into_iter();
        offers.find(|offer| offer.attempts <= attempts_max)
    }

    fn tell_too_many(self) {
        let is_recorded = self.facts.with_untracked(|facts| facts.recorded.is_some());
        let why = is_recorded.then_some(ServerAnswers::TooMany);
        set_changed(self.server_answers, why);
    }

    /// Fetches a slice, to answer from it what comes next: of what is new since `base`,
    /// where the server knows that. Without it the server answers.
    fn fetch_slice(self, offer: SliceOffer, base: Slice, then: impl FnOnce() + 'static) {
        self.wanted_slice.set_value(Some(offer.url.clone()));
        set_changed(self.server_answers, None);
        browser::fetch_slice(self.ask_url(&offer.url), base, move |slice| {
            let wanted = self.wanted_slice.get_value();
            // Else one that was asked for later is on its way.
            if wanted.as_ref() == Some(&offer.url) {
                self.take_slice(offer, slice);
            }
            then();
        });
    }

    fn take_slice(self, offer: SliceOffer, slice: Result<Slice, Option<SliceError>>) {
        match slice {
            Ok(Slice { mark, frame }) => {
                self.slice.set_value(Some(HeldSlice { offer, mark, frame }));
                self.hold_table();
            }
            Err(Some(error)) => {
                set_changed(self.server_answers, Some(ServerAnswers::Unreadable(error)));
            }
            // The server did not give it. It may answer the next question, and gives it then,
            // or know the reader no more.
            Err(None) => {
                self.wanted_slice.set_value(None);
                self.ask_for_news();
            }
        }
    }

    /// Takes the slice that the server offers with an answer, unless it is the one that is
    /// here or on its way.
    fn follow_offers(self, offers: Vec<SliceOffer>) {
        let wanted = self.wanted_slice.get_value();
        match Self::choose(offers) {
            Some(offer) if wanted.as_ref() != Some(&offer.url) => {
                let held = self.slice.get_value();
                let base = held.map(|held| held.slice()).unwrap_or_default();
                self.fetch_slice(offer, base, || {});
            }
            None => {
                // One that is still on its way is of an older answer.
                self.wanted_slice.set_value(None);
                self.tell_too_many();
                self.hold_table();
            }
            // The slice may hold these rows now that the zone's changes are known.
            Some(_) => self.hold_table(),
        }
    }

    /// Takes the table's rows from the slice, where it has them all.
    fn hold_table(self) {
        let here = self.with_slice(order);
        if let Some(rows) = here {
            self.table.set(rows);
        }
    }

    /// Answers the view.
    pub(super) fn ask(self, step: Step) {
        self.question.update_value(|question| *question += 1);
        if self.place.get_untracked() == Route::Overview {
            self.ask_for_usage(step);
        }
        let here = self.with_slice(|frame, asked, facts| {
            let answer = answer_of(frame, asked, &facts.moment(), 0, 0);
            (answer, order(frame, asked, facts))
        });
        if let Some((answer, rows)) = here {
            set_changed(self.server_answers, None);
            self.stale.set(false);
            self.failure.set(None);
            self.answer.set(answer);
            self.table.set(rows);
            return;
        }
        self.stale.set(true);
        let question = self.question.get_value();
        match step {
            Step::Choice | Step::Looks => self.ask_server(question, TABLE_ROWS),
            // The next keystroke makes this question an old one.
            Step::Keystroke => {
                set_timeout(move || self.ask_server(question, TABLE_ROWS), TYPING);
            }
        }
    }

    /// Asks the server again, after it did not answer.
    pub(crate) fn ask_again(self) {
        self.failure.set(None);
        self.ask(Step::Choice);
    }

    /// Asks the server for so many rows of the table.
    pub(super) fn ask_for_rows(self, rows: usize) {
        self.question.update_value(|question| *question += 1);
        self.stale.set(true);
        self.ask_server(self.question.get_value(), rows);
    }

    /// Asks the server for all that the page shows, with so many rows of the table.
    pub(super) fn ask_for_everything(self, rows: usize) {
        // An answer about usage that is on its way is to older data.
        self.usage_question.update_value(|question| *question += 1);
        self.ask_for_rows(rows);
    }

    fn ask_server(self, question: u64, rows: usize) {
        let is_old = move || question != self.question.get_value();
        if is_old() {
            return;
        }
        let (place, query) = (self.place.get_untracked(), self.query());
        spawn_local(async move {
            let answer = questions::page_data::ask_page_data(place, query, Some(rows)).await;
            if is_old() {
                return;
            }
            match answer {
                Ok(data) => self.take(data),
                Err(error) => {
                    self.stale.set(false);
                    self.failure.set(Some(error));
                    // The question about usage was given up for this one.
                    if self.usage_stale.get_untracked() {
                        self.ask_for_usage(Step::Choice);
                    }
                }
            }
        });
    }

    /// Takes an answer of the server, with all that it says.
    pub(super) fn take(self, data: PageData) {
        let view = View::parse(&data.query).view;
        let presentation = Presentation::parse(&data.presentation);
        self.facts.set(Facts::of(&data));
        // It may be newer than what a look has told of.
        set_changed(self.newest, data.version);
        // The server has the zone's own spelling.
        if view != self.view.get_untracked() {
            self.view.set(view);
            browser::replace_address(&untrack(|| self.address(&self.view.get())));
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
            self.usage.set(data.usage);
            self.usage_stale.set(false);
        }
        self.follow_offers(data.slices);
    }

    fn ask_for_usage(self, step: Step) {
        self.usage_question.update_value(|question| *question += 1);
        self.usage_stale.set(true);
        let question = self.usage_question.get_value();
        let is_old = move || question != self.usage_question.get_value();
        let ask = move || {
            if is_old() {
                return;
            }
            let query = self.query();
            spawn_local(async move {
                let usage = questions::usage::ask_usage(query).await;
                if is_old() {
                    return;
                }
                self.usage_stale.set(false);
                match usage {
                    Ok(usage) => self.usage.set(Some(usage)),
                    Err(error) => {
                        // The last answer is to another view.
                        self.usage.set(None);
                        self.failure.set(Some(error));
                    }
                }
            });
        };
        match step {
            Step::Choice | Step::Looks => ask(),
            Step::Keystroke => set_timeout(ask, TYPING),
        }
    }

    /// Gives the values of a filter that hold a text, from the slice or, once the reader
    /// pauses, from the server; nothing where they are not wanted any more by then.
    pub(crate) fn values(
        self,
        key: FilterKey,
        text: String,
        is_wanted: impl Fn() -> bool + Copy + 'static,
        take: impl FnOnce(Vec<Choice>) + 'static,
    ) {
        let here = self.with_slice(|frame, asked, facts| {
            let moment = facts.moment();
            let period = Period::whole(moment.days(asked.view));
            let report = report_of(frame, asked.view, moment.zone, period, usize::MAX);
            matching(choices(&report, key), &text, LIST_ROWS)
        });
        if let Some(values) = here {
            take(values);
            return;
        }
        let query = self.query();
        let ask = move || {
            if !is_wanted() {
                return;
            }
            spawn_local(async move {
                match questions::values::ask_values(query, key, Some(text)).await {
                    Ok(values) if is_wanted() => take(values),
                    Err(error) if is_wanted() => self.failure.set(Some(error)),
                    _ => {}
                }
            });
        };
        set_timeout(ask, TYPING);
    }

    /// Computes something from the slice, where it has every attempt that this takes.
    fn with_slice<T>(
        self,
        compute: impl FnOnce(&Arc<Frame>, &Asked<'_>, &Facts) -> T,
    ) -> Option<T> {
        let held = self.slice.get_value()?;
        let view = self.view.get_untracked();
        let presentation = self.presentation.get_untracked();
        let asked = Asked {
            view: &view,
            presentation: &presentation,
            place: self.place.get_untracked(),
            audience: self.audience,
        };
        self.facts.with_untracked(|facts| {
            held.answers(&asked, facts)
                .then(|| compute(&held.frame, &asked, facts))
        })
    }
}

/// Every row of the table, in its order.
fn order(frame: &Arc<Frame>, asked: &Asked<'_>, facts: &Facts) -> TableRows {
    let context = facts.moment().context();
    let sort = &asked.presentation.sort;
    TableRows::Held {
        frame: Arc::clone(frame),
        order: Arc::new(denial_order(frame, asked.view, &context, sort)),
    }
}
