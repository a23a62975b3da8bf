//! The state of the page. The view is the state, and the address is the view; the
//! answer follows from the view and the frame.

use std::sync::Arc;
use std::time::Duration;

use domain::event::Second;
use domain::frame::Frame;
use domain::report::ReportContext;
use domain::view::{Days, View};
use domain::zone::ZoneOffsets;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::answer::{Answer, DenialsData, Recorded, SliceOffer, TABLE_ROWS, TABLE_ROWS_MAX};
use crate::browser;
use crate::denials_error::DenialsError;
use crate::denials_query::denials;

/// How long a question to the server waits for the next keystroke.
const TYPING: Duration = Duration::from_millis(200);

/// What the page knows beside the view: of the record, and of the moment of its last
/// answer from the server.
#[derive(Clone, Debug)]
struct Facts {
    presentation: Vec<(String, String)>,
    recorded: Option<Recorded>,
    now: Second,
    zone_name: String,
    zone: ZoneOffsets,
    path: String,
}

/// How a view came about, and so what becomes of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// A choice: a new entry of the history.
    Choice,
    /// A keystroke: the entry that the first keystroke made is changed.
    Keystroke,
}

/// The state of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// The view.
    pub(crate) view: RwSignal<View>,
    /// The last answer.
    pub(crate) answer: RwSignal<Answer>,
    /// Whether the answer is to an earlier view.
    pub(crate) stale: RwSignal<bool>,
    /// What went wrong last.
    pub(crate) failure: RwSignal<Option<DenialsError>>,
    /// What was wrong in the address.
    pub(crate) notices: RwSignal<Vec<String>>,
    /// How many rows the table shows.
    rows: RwSignal<usize>,
    facts: RwSignal<Facts>,
    /// The slice that the browser holds.
    slice: StoredValue<Option<(SliceOffer, Arc<Frame>)>>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    question: StoredValue<u64>,
    typing: StoredValue<bool>,
}

impl Page {
    /// The state that the server rendered.
    pub(crate) fn new(data: DenialsData) -> Self {
        let view = View::parse(&data.query).view;
        let facts = Facts {
            presentation: data.presentation,
            recorded: data.recorded,
            now: Second(data.now_s),
            zone_name: view.zone.clone(),
            zone: data.zone,
            path: data.path,
        };
        let page = Self {
            view: RwSignal::new(view),
            answer: RwSignal::new(data.answer),
            stale: RwSignal::new(false),
            failure: RwSignal::new(None),
            notices: RwSignal::new(data.notices),
            rows: RwSignal::new(TABLE_ROWS),
            facts: RwSignal::new(facts),
            slice: StoredValue::new(None),
            question: StoredValue::new(0),
            typing: StoredValue::new(false),
        };
        page.start(data.slice);
        page
    }

    /// Begins the page's life in a browser: fetches the slice and follows the address.
    fn start(self, offer: Option<SliceOffer>) {
        Effect::new(move || {
            browser::on_address_change(move |query| self.follow(&query));
            let Some(offer) = offer.clone() else {
                browser::mark_ready();
                return;
            };
            browser::fetch_slice(offer.url.clone(), move |frame| {
                // Without it the server answers.
                let slice = frame.map(|frame| (offer, Arc::new(frame)));
                self.slice.set_value(slice);
                browser::mark_ready();
            });
        });
    }

    /// Goes to a view: a new entry in the browser's history.
    pub(crate) fn go(self, view: View) {
        self.step(view, Step::Choice);
    }

    /// Changes the view and goes there.
    pub(crate) fn change(self, change: impl FnOnce(&mut View)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        self.go(view);
    }

    /// Changes the view as the reader types.
    pub(crate) fn type_in(self, change: impl FnOnce(&mut View)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        self.step(view, Step::Keystroke);
    }

    /// Ends typing: the next keystroke makes an entry of its own.
    pub(crate) fn end_typing(self) {
        self.typing.set_value(false);
    }

    /// Shows more rows of the table.
    pub(crate) fn more_rows(self) {
        self.rows.update(|rows| *rows += TABLE_ROWS);
        self.ask(Step::Choice);
    }

    /// Whether there are more rows, and they may be shown.
    pub(crate) fn has_more_rows(self) -> bool {
        self.answer.with(|answer| {
            let shown = answer.rows.len();
            (shown as u64) < answer.totals.attempts && shown < TABLE_ROWS_MAX
        })
    }

    /// Where the data lies.
    pub(crate) fn recorded(self) -> Option<Recorded> {
        self.facts.with(|facts| facts.recorded.clone())
    }

    /// The file of the record.
    pub(crate) fn path(self) -> String {
        self.facts.with(|facts| facts.path.clone())
    }

    /// The days of the view.
    pub(crate) fn days(self) -> Days {
        let view = self.view.get_untracked();
        self.facts.with_untracked(|facts| days(facts, &view))
    }

    /// The address of a view.
    pub(crate) fn address(self, view: &View) -> String {
        let query = self
            .facts
            .with(|facts| view.to_query_with(&facts.presentation));
        if query.is_empty() {
            "/denials".to_owned()
        } else {
            format!("/denials?{query}")
        }
    }

    /// The presentation keys, for forms.
    pub(crate) fn presentation(self) -> Vec<(String, String)> {
        self.facts.with(|facts| facts.presentation.clone())
    }

    fn step(self, view: View, step: Step) {
        if view == self.view.get_untracked() {
            return;
        }
        let query = self
            .facts
            .with_untracked(|facts| view.to_query_with(&facts.presentation));
        let goes_on = step == Step::Keystroke && self.typing.get_value();
        if goes_on {
            browser::replace_address(&query);
        } else {
            browser::push_address(&query);
        }
        self.typing.set_value(step == Step::Keystroke);
        self.notices.set(Vec::new());
        self.show(view, step);
    }

    /// Shows what the address says, after the reader went back or forward.
    fn follow(self, query: &str) {
        let parsed = View::parse(query);
        self.typing.set_value(false);
        self.notices
            .set(parsed.errors.iter().map(ToString::to_string).collect());
        self.facts
            .update(|facts| facts.presentation = parsed.presentation);
        self.show(parsed.view, Step::Choice);
    }

    fn show(self, view: View, step: Step) {
        self.rows.set(TABLE_ROWS);
        self.view.set(view);
        self.ask(step);
    }

    /// Answers the view: from the slice where it holds what is asked for, else by the
    /// server.
    fn ask(self, step: Step) {
        self.question.update_value(|question| *question += 1);
        let view = self.view.get_untracked();
        if let Some(answer) = self.answer_here(&view) {
            self.stale.set(false);
            self.failure.set(None);
            self.answer.set(answer);
            return;
        }
        self.stale.set(true);
        let question = self.question.get_value();
        match step {
            Step::Choice => self.ask_server(view, question),
            // The next keystroke makes this question an old one.
            Step::Keystroke => set_timeout(move || self.ask_server(view, question), TYPING),
        }
    }

    fn ask_server(self, view: View, question: u64) {
        let is_old = move || question != self.question.get_value();
        if is_old() {
            return;
        }
        let rows = self.rows.get_untracked();
        spawn_local(async move {
            let answer = denials(view.to_query(), Some(rows)).await;
            if is_old() {
                return;
            }
            match answer {
                Ok(data) => self.take(data),
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    /// Takes an answer of the server, with all that it says.
    fn take(self, data: DenialsData) {
        let view = View::parse(&data.query).view;
        self.facts.update(|facts| {
            facts.recorded = data.recorded;
            facts.now = Second(data.now_s);
            facts.zone_name.clone_from(&view.zone);
            facts.zone = data.zone;
        });
        if !data.notices.is_empty() {
            self.notices.set(data.notices);
        }
        self.view.set(view);
        self.stale.set(false);
        self.failure.set(None);
        self.answer.set(data.answer);
    }

    /// The answer from the slice; `None` while it is not there, or does not hold every
    /// moment of the view's days, or where the zone is another.
    fn answer_here(self, view: &View) -> Option<Answer> {
        let (slice, frame) = self.slice.get_value()?;
        let rows = self.rows.get_untracked();
        self.facts.with_untracked(|facts| {
            let here = facts.zone_name == view.zone && slice.holds(days(facts, view), &facts.zone);
            let context = ReportContext {
                now: facts.now,
                zone: &facts.zone,
            };
            here.then(|| Answer::of(&frame, view, &context, rows))
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
