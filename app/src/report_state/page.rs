//! The state of the page. The view is the state, and the address is the view; the
//! answer follows from the view and the frame.

use domain::display;
use domain::view::{Measure, View};
use domain::zone::Days;
use leptos::prelude::*;

use super::facts::{Facts, HeldSlice, ServerAnswers};
use super::table_rows::TableRows;
use crate::browser;
use crate::charts::Theme;
use crate::news::Ended;
use crate::question_error::QuestionError;
use crate::tables::heading::heading;
use crate::tables::table::Heading;
use service::answer::{Answer, Recorded};
use service::audience::Audience;
use service::page_data::PageData;
use service::presentation::{Presentation, ThemeChoice};
use service::route::Route;
use service::usage_answer::UsageAnswer;

/// The state of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Whom it is for.
    pub(crate) audience: Audience,
    /// Which of the two pages shows.
    pub(crate) place: RwSignal<Route>,
    /// The view.
    pub(crate) view: RwSignal<View>,
    /// How it is shown.
    pub(crate) presentation: RwSignal<Presentation>,
    /// The last answer.
    pub(crate) answer: RwSignal<Answer>,
    /// The last answer about usage; `None` until it is asked for.
    pub(crate) usage: RwSignal<Option<UsageAnswer>>,
    /// The rows of the summary table.
    pub(crate) table: RwSignal<TableRows>,
    /// Whether the answer is to an earlier view.
    pub(crate) stale: RwSignal<bool>,
    /// Whether the answer about usage is to an earlier view.
    pub(crate) usage_stale: RwSignal<bool>,
    /// What went wrong last.
    pub(crate) failure: RwSignal<Option<QuestionError>>,
    /// What was wrong in the address.
    pub(crate) notices: RwSignal<Vec<String>>,
    /// The newest data version that the server has told of.
    pub(super) newest: RwSignal<u64>,
    /// Why the reader may see nothing of it any more.
    pub(crate) ended: RwSignal<Option<Ended>>,
    /// Whether the page is being printed.
    pub(crate) printing: RwSignal<bool>,
    pub(super) facts: RwSignal<Facts>,
    /// Why the server answers; `None` where the browser does or soon will.
    pub(crate) server_answers: RwSignal<Option<ServerAnswers>>,
    pub(super) slice: StoredValue<Option<HeldSlice>>,
    /// The address of the slice that was asked for last.
    pub(super) wanted_slice: StoredValue<Option<String>>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    pub(super) question: StoredValue<u64>,
    pub(super) usage_question: StoredValue<u64>,
    pub(super) typing: StoredValue<bool>,
    system_theme: Signal<Theme>,
}

impl Page {
    /// The state that the server rendered.
    pub(crate) fn new(data: PageData) -> Self {
        let presentation = Presentation::parse(&data.presentation);
        let facts = Facts::of(&data);
        let table = TableRows::listed(presentation.rows_before, data.answer.rows.clone());
        let too_many = data.recorded.is_some() && data.slices.is_empty();
        let page = Self {
            audience: data.audience,
            place: RwSignal::new(data.place),
            view: RwSignal::new(View::parse(&data.query).view),
            presentation: RwSignal::new(presentation),
            answer: RwSignal::new(data.answer),
            usage: RwSignal::new(data.usage),
            table: RwSignal::new(table),
            stale: RwSignal::new(false),
            usage_stale: RwSignal::new(false),
            failure: RwSignal::new(None),
            notices: RwSignal::new(data.notices),
            newest: RwSignal::new(data.version),
            ended: RwSignal::new(None),
            printing: RwSignal::new(false),
            facts: RwSignal::new(facts),
            server_answers: RwSignal::new(too_many.then_some(ServerAnswers::TooMany)),
            slice: StoredValue::new(None),
            wanted_slice: StoredValue::new(None),
            question: StoredValue::new(0),
            usage_question: StoredValue::new(0),
            typing: StoredValue::new(false),
            system_theme: browser::system_theme(),
        };
        page.start(data.slices);
        page
    }

    /// Where the data lies.
    pub(crate) fn recorded(self) -> Option<Recorded> {
        self.facts.with(|facts| facts.recorded.clone())
    }

    /// The file of the record.
    pub(crate) fn path(self) -> String {
        self.facts.with(|facts| facts.path.clone())
    }

    /// The local time of the record's last event, in the view's zone.
    pub(crate) fn through(self) -> Option<String> {
        self.facts.with(|facts| {
            let recorded = facts.recorded.as_ref()?;
            let through = domain::event::Second(recorded.through_s);
            Some(display::local_time(facts.zone.local_s(through)))
        })
    }

    /// The days of the view.
    pub(crate) fn days(self) -> Days {
        self.view
            .with(|view| self.facts.with(|facts| facts.moment().days(view)))
    }

    /// The measure of the view.
    pub(crate) fn measure(self) -> Measure {
        self.view.with(|view| view.measure)
    }

    /// Whether everything is compared with the period before, and there is one.
    pub(crate) fn compares(self) -> bool {
        self.presentation.with(|presentation| presentation.compare)
            && self.answer.with(|answer| {
                let before = answer.before.as_ref();
                before.is_some_and(|before| before.period.is_recorded)
            })
    }

    /// The theme: light on paper, else the reader's choice, else the system's.
    pub(crate) fn theme(self) -> Signal<Theme> {
        Signal::derive(move || {
            let choice = self.presentation.with(|presentation| presentation.theme);
            match choice {
                _ if self.printing.get() => Theme::Light,
                Some(ThemeChoice::Light) => Theme::Light,
                Some(ThemeChoice::Dark) => Theme::Dark,
                None => self.system_theme.get(),
            }
        })
    }

    /// What stands above this view on paper and in files.
    pub(crate) fn heading(self) -> Heading {
        let days = self.days();
        let through = self.through().unwrap_or_default();
        self.view.with(|view| heading(view, days, &through))
    }

    /// One line that tells what a picture shows.
    pub(crate) fn caption(self) -> Signal<String> {
        Signal::derive(move || {
            let heading = self.heading();
            let (days, zone, through) = (heading.days, heading.zone, heading.through);
            format!(
                "{days} ({zone}) · filters: {} · data through {through}",
                heading.filters
            )
        })
    }

    /// The address of a view on the page that shows.
    pub(crate) fn address(self, view: &View) -> String {
        self.address_at(self.place.get(), view)
    }

    /// The address of a view on a page, shown as now and from the first row of the table.
    pub(crate) fn address_at(self, place: Route, view: &View) -> String {
        self.presentation.with(|presentation| {
            let presentation = Presentation {
                rows_before: 0,
                ..presentation.clone()
            };
            self.address_of(place, view, &presentation)
        })
    }

    /// The address of this view with something else about how it is shown.
    pub(crate) fn address_shown(self, change: impl FnOnce(&mut Presentation)) -> String {
        let mut presentation = self.presentation.get();
        change(&mut presentation);
        self.view
            .with(|view| self.address_of(self.place.get(), view, &presentation))
    }

    /// The address of a view on a page, shown in some way.
    pub(crate) fn address_of(
        self,
        place: Route,
        view: &View,
        presentation: &Presentation,
    ) -> String {
        let query = view.to_query_with(&presentation.pairs());
        with_query(&self.url(place.path()), &query)
    }

    /// The URL of a path of the report: all that the page leads to goes through here.
    pub(crate) fn url(self, path: &str) -> String {
        self.facts.with_untracked(|facts| facts.base.join(path))
    }

    /// The URL by which the page itself asks for a path of the report. Server functions
    /// begin with the same.
    pub(super) fn ask_url(self, path: &str) -> String {
        self.facts.with_untracked(|facts| facts.asks.join(path))
    }

    /// The URL of a page made of this view: `path` and the same query string.
    pub(crate) fn address_with_view(self, path: &str) -> String {
        with_query(&self.url(path), &self.tracked_query())
    }

    /// The URL of a file made of this view. It is asked for as the page asks: a file does not
    /// show whose report it is from, and another user may have signed in by then.
    pub(crate) fn address_of_file(self, path: &str) -> String {
        with_query(&self.ask_url(path), &self.tracked_query())
    }

    fn tracked_query(self) -> String {
        self.presentation.with(|presentation| {
            self.view
                .with(|view| view.to_query_with(&presentation.pairs()))
        })
    }

    /// The query string of this view and how it is shown.
    pub(super) fn query(self) -> String {
        self.presentation.with_untracked(|presentation| {
            self.view
                .with_untracked(|view| view.to_query_with(&presentation.pairs()))
        })
    }
}

/// Sets a signal to what it does not have yet, so that those who follow it stay quiet
/// where nothing changes.
pub(crate) fn set_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}
