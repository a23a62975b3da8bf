//! The slice: which one is fetched, whole or as a delta, and what is computed from it.

use std::sync::Arc;

use domain::frame::Frame;
use domain::slice::{NOTHING, Slice};
use leptos::prelude::*;

use super::environment::{Environment, ReadSlice};
use super::facts::{Facts, HeldSlice, ServerAnswers};
use super::table_rows::TableRows;
use super::{ReportState, set_changed};
use crate::engine::denial_order;
use service::answer::AnswerRequest;
use service::slice_offer::SliceOffer;

impl ReportState {
    /// Fetches the first slice.
    pub(super) fn begin_slice(self, offers: Vec<SliceOffer>) {
        match widest(self.environment, offers) {
            Some(offer) => self.fetch_slice(offer, Slice::default()),
            None => {
                self.set_too_many_attempts();
                self.environment.mark_ready();
            }
        }
    }

    fn set_too_many_attempts(self) {
        let has_data = self.facts.with_untracked(|facts| facts.recorded.is_some());
        let why = has_data.then_some(ServerAnswers::TooMany);
        set_changed(self.server_answers, why);
    }

    /// Fetches a slice: as a delta to `base` if there is one, else whole. Until it is here
    /// the server answers.
    fn fetch_slice(self, offer: SliceOffer, base: Slice) {
        self.wanted_slice.set_value(Some(offer.url.clone()));
        set_changed(self.server_answers, None);
        let whole = self.fetch_url(&offer.url);
        if base.mark == NOTHING {
            self.read_whole(offer, whole);
            return;
        }
        let delta = format!("{whole}&since={}", base.mark);
        let then = move |slice| match slice {
            // The delta does not fit, but the whole slice may be readable.
            Err(Some(_)) if self.is_wanted(&offer) => self.read_whole(offer, whole),
            slice => self.receive_slice(offer, slice),
        };
        let then = Box::new(then);
        self.environment.read_slice(delta, base, then);
    }

    fn read_whole(self, offer: SliceOffer, url: String) {
        let then = Box::new(move |slice| self.receive_slice(offer, slice));
        self.environment.read_slice(url, Slice::default(), then);
    }

    /// Whether this slice is still the one that was asked for last.
    fn is_wanted(self, offer: &SliceOffer) -> bool {
        let wanted = |url: &Option<String>| url.as_ref() == Some(&offer.url);
        self.wanted_slice.with_value(wanted)
    }

    fn receive_slice(self, offer: SliceOffer, slice: ReadSlice) {
        if self.is_wanted(&offer) {
            match slice {
                Ok(Slice { mark, frame }) => {
                    self.slice.set_value(Some(HeldSlice { offer, mark, frame }));
                    self.fill_table();
                }
                Err(Some(error)) => {
                    set_changed(self.server_answers, Some(ServerAnswers::Unreadable(error)));
                }
                // The server refused it or did not answer. The next answer offers it again,
                // unless the reader's session has ended.
                Err(None) => {
                    self.wanted_slice.set_value(None);
                    self.check_for_news();
                }
            }
        }
        self.environment.mark_ready();
    }

    /// Fetches the slice that the server offers with an answer, unless it is held or on its
    /// way already.
    pub(super) fn follow_offers(self, offers: Vec<SliceOffer>) {
        match widest(self.environment, offers) {
            Some(offer) if !self.is_wanted(&offer) => {
                let held = self.slice.get_value();
                let base = held.map(|held| held.slice()).unwrap_or_default();
                self.fetch_slice(offer, base);
            }
            None => {
                // One that is still on its way belongs to an older answer.
                self.wanted_slice.set_value(None);
                self.set_too_many_attempts();
                self.fill_table();
            }
            // The slice may hold these rows now that the zone's changes are known.
            Some(_) => self.fill_table(),
        }
    }

    /// Fills the table from the slice, if it has every row.
    fn fill_table(self) {
        if let Some(rows) = self.with_slice(ordered_rows) {
            self.table.set(rows);
        }
    }

    /// Computes something from the slice, if it has every attempt that this takes.
    pub(super) fn with_slice<T>(
        self,
        compute: impl FnOnce(&Arc<Frame>, &AnswerRequest<'_>, &Facts) -> T,
    ) -> Option<T> {
        let held = self.slice.get_value()?;
        let view = self.view.get_untracked();
        let presentation = self.presentation.get_untracked();
        let asked = AnswerRequest {
            view: &view,
            presentation: &presentation,
            route: self.route.get_untracked(),
            audience: self.audience,
        };
        self.facts.with_untracked(|facts| {
            held.answers(&asked, facts)
                .then(|| compute(&held.frame, &asked, facts))
        })
    }
}

/// The widest slice that this browser can hold; `None`: the server answers.
fn widest(environment: &dyn Environment, offers: Vec<SliceOffer>) -> Option<SliceOffer> {
    let attempts_max = environment.attempts_max();
    let mut offers = offers.into_iter();
    offers.find(|offer| offer.attempts <= attempts_max)
}

/// Every row of the table, in its order.
pub(super) fn ordered_rows(
    frame: &Arc<Frame>,
    asked: &AnswerRequest<'_>,
    facts: &Facts,
) -> TableRows {
    let context = facts.moment().context();
    let sort = &asked.presentation.sort;
    TableRows::Held {
        frame: Arc::clone(frame),
        order: Arc::new(denial_order(frame, asked.view, &context, sort)),
    }
}
