//! The state of the page. The view is the state, and the address is the view; the
//! answer follows from the view and the frame.

use std::sync::Arc;

use domain::denial_rows::denial_rows;
use domain::event::Second;
use domain::frame::Frame;
use domain::report::{ReportContext, report};
use domain::view::{Days, View};
use domain::zone::ZoneOffsets;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::answer::{Answer, DenialsData, LIST_ROWS, Recorded, SliceOffer, TABLE_ROWS};
use crate::browser;
use crate::denials_error::DenialsError;
use crate::denials_query::denials;

/// What the page knows that no click changes.
#[derive(Clone, Debug)]
struct Facts {
    presentation: Vec<(String, String)>,
    recorded: Option<Recorded>,
    slice: Option<SliceOffer>,
    now: Second,
    zone_name: String,
    zone: ZoneOffsets,
    path: String,
}

/// The state of the page.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The view.
    pub view: RwSignal<View>,
    /// The answer to it.
    pub answer: RwSignal<Answer>,
    /// Whether the server is being asked.
    pub waiting: RwSignal<bool>,
    /// What went wrong last.
    pub failure: RwSignal<Option<DenialsError>>,
    /// What was wrong in the address.
    pub notices: RwSignal<Vec<String>>,
    /// How many rows the table shows.
    rows: RwSignal<usize>,
    facts: StoredValue<Facts>,
    frame: StoredValue<Option<Arc<Frame>>>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    question: StoredValue<u64>,
}

impl Page {
    /// The state that the server rendered.
    pub fn new(data: DenialsData) -> Self {
        let view = View::parse(&data.query).view;
        let facts = Facts {
            presentation: data.presentation,
            recorded: data.recorded,
            slice: data.slice,
            now: Second(data.now_s),
            zone_name: view.zone.clone(),
            zone: data.zone,
            path: data.path,
        };
        Self {
            view: RwSignal::new(view),
            answer: RwSignal::new(data.answer),
            waiting: RwSignal::new(false),
            failure: RwSignal::new(None),
            notices: RwSignal::new(data.notices),
            rows: RwSignal::new(TABLE_ROWS),
            facts: StoredValue::new(facts),
            frame: StoredValue::new(None),
            question: StoredValue::new(0),
        }
    }

    /// Begins the page's life in a browser: fetches the slice and follows the address.
    pub fn start(self) {
        Effect::new(move || {
            browser::on_address_change(move |query| self.show(View::parse(&query).view));
            if let Some(offer) = self.facts.with_value(|facts| facts.slice.clone()) {
                browser::fetch_slice(offer.url, move |frame| {
                    // Without it the server answers.
                    self.frame.set_value(frame.map(Arc::new));
                    browser::mark_ready();
                });
            } else {
                browser::mark_ready();
            }
        });
    }

    /// Goes to a view: a new entry in the browser's history.
    pub fn go(self, view: View) {
        if view == self.view.get_untracked() {
            return;
        }
        let query = self
            .facts
            .with_value(|facts| view.to_query_with(&facts.presentation));
        browser::push_address(&query);
        self.show(view);
    }

    /// Changes the view in place and goes there.
    pub fn change(self, change: impl FnOnce(&mut View)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        self.go(view);
    }

    /// Shows more rows of the table.
    pub fn more_rows(self) {
        self.rows.update(|rows| *rows += TABLE_ROWS);
        let view = self.view.get_untracked();
        if let Some(answer) = self.answer_here(&view) {
            self.answer.set(answer);
        }
    }

    /// Whether the browser holds what it takes to show more rows.
    pub fn has_more_rows(self) -> bool {
        let shown = self.answer.with(|answer| answer.rows.len() as u64);
        shown < self.answer.with(|answer| answer.report.totals.attempts)
    }

    /// Where the data lies.
    pub fn recorded(self) -> Option<Recorded> {
        self.facts.with_value(|facts| facts.recorded.clone())
    }

    /// The file of the record.
    pub fn path(self) -> String {
        self.facts.with_value(|facts| facts.path.clone())
    }

    /// The address of a view.
    pub fn address(self, view: &View) -> String {
        let query = self
            .facts
            .with_value(|facts| view.to_query_with(&facts.presentation));
        if query.is_empty() {
            "/denials".to_owned()
        } else {
            format!("/denials?{query}")
        }
    }

    /// The presentation keys, for forms.
    pub fn presentation(self) -> Vec<(String, String)> {
        self.facts.with_value(|facts| facts.presentation.clone())
    }

    fn show(self, view: View) {
        self.rows.set(TABLE_ROWS);
        self.view.set(view.clone());
        self.question.update_value(|question| *question += 1);
        if let Some(answer) = self.answer_here(&view) {
            self.waiting.set(false);
            self.failure.set(None);
            self.answer.set(answer);
            return;
        }
        self.waiting.set(true);
        let question = self.question.get_value();
        spawn_local(async move {
            let answer = denials(view.to_query()).await;
            if question != self.question.get_value() {
                return;
            }
            self.waiting.set(false);
            match answer {
                Ok(data) => {
                    self.facts.update_value(|facts| {
                        facts.now = Second(data.now_s);
                        facts.zone_name.clone_from(&view.zone);
                        facts.zone = data.zone;
                    });
                    self.failure.set(None);
                    self.answer.set(data.answer);
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    /// The answer from the slice; `None` while it is not there or does not hold the
    /// view's days.
    fn answer_here(self, view: &View) -> Option<Answer> {
        let frame = self.frame.get_value()?;
        let rows = self.rows.get_untracked();
        self.facts.with_value(|facts| {
            if facts.zone_name != view.zone {
                return None;
            }
            let context = ReportContext {
                now: facts.now,
                zone: &facts.zone,
            };
            let days = days(facts, view);
            let held = facts.slice.as_ref()?.days;
            let holds = held.is_none_or(|(first, last)| first <= days.first && days.last <= last);
            holds.then(|| Answer {
                report: report(&frame, view, &context, LIST_ROWS),
                rows: denial_rows(&frame, view, &context, 0, rows),
            })
        })
    }
}

/// The days of a view on the whole record, whatever part of it a slice holds.
fn days(facts: &Facts, view: &View) -> Days {
    let today = domain::zone::date_of_day(facts.zone.day(facts.now));
    let recorded = facts.recorded.as_ref().map(|recorded| Days {
        first: recorded.first_day,
        last: recorded.last_day,
    });
    view.range.days(today, recorded)
}
