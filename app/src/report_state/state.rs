//! The state of the report. The view is the state, and the URL is the view; the answer
//! follows from the view and the frame.

use domain::display;
use domain::view::{Measure, View};
use domain::zone::Days;
use leptos::prelude::*;

use super::environment::{Browser, Environment};
use super::facts::{Facts, HeldSlice, ServerAnswers};
use super::navigation::{Navigation, Target};
use super::table_rows::TableRows;
use crate::charts::Theme;
use crate::news::Ended;
use crate::request_error::RequestError;
use crate::tables::heading::heading;
use crate::tables::table::Heading;
use service::answer::{Answer, DataExtent};
use service::audience::Audience;
use service::page_data::PageData;
use service::presentation::{Presentation, ThemeChoice};
use service::route::Route;
use service::usage_answer::UsageAnswer;

/// The state of the report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReportState {
    /// Who reads it.
    pub(crate) audience: Audience,
    /// Which of the two pages shows.
    pub(crate) route: RwSignal<Route>,
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
    pub(crate) failure: RwSignal<Option<RequestError>>,
    /// What was wrong in the URL.
    pub(crate) notices: RwSignal<Vec<String>>,
    /// The newest data version of the server, as far as the page has heard.
    pub(super) newest: RwSignal<u64>,
    /// Why the reader may no longer see any of it.
    pub(crate) ended: RwSignal<Option<Ended>>,
    /// Whether a row's detail is open. It is an entry of the history, so that going back
    /// closes it.
    pub(crate) detail: RwSignal<bool>,
    /// Whether the browser goes back from a detail's entry, which takes it a moment.
    pub(super) leaves_detail: StoredValue<bool>,
    /// Where the reader goes in that moment.
    pub(super) next_target: StoredValue<Option<(Target, Navigation)>>,
    /// Whether the page is being printed.
    pub(crate) printing: RwSignal<bool>,
    pub(super) facts: RwSignal<Facts>,
    /// Why the server answers; `None` where the browser does or soon will.
    pub(crate) server_answers: RwSignal<Option<ServerAnswers>>,
    pub(super) slice: StoredValue<Option<HeldSlice>>,
    /// The path of the slice that was asked for last.
    pub(super) wanted_slice: StoredValue<Option<String>>,
    /// Counts the fetches of page data, so that a late answer to an old one is dropped.
    pub(super) page_fetch: StoredValue<u64>,
    /// The same for usage.
    pub(super) usage_fetch: StoredValue<u64>,
    /// The same for the data version.
    pub(super) version_fetch: StoredValue<u64>,
    /// The last fetch of the version that was answered, or that news came after.
    pub(super) version_settled: StoredValue<u64>,
    /// Counts the news.
    pub(super) news_heard: StoredValue<u64>,
    pub(super) typing: StoredValue<bool>,
    /// A static one, so that the state stays `Copy` and `Send`.
    pub(super) environment: &'static dyn Environment,
    system_theme: Signal<Theme>,
}

impl ReportState {
    /// The state that the server rendered. In a browser it begins to live.
    pub(crate) fn new(data: PageData) -> Self {
        let offers = data.slices.clone();
        let state = Self::in_environment(data, &Browser);
        state.environment.ask_server_under(state.fetch_url(""));
        // Effects run in browsers alone.
        Effect::new(move || state.begin(offers.clone()));
        state
    }

    /// The state that the server rendered, before it begins to live.
    pub(super) fn in_environment(data: PageData, environment: &'static dyn Environment) -> Self {
        let presentation = Presentation::parse(&data.presentation);
        let facts = Facts::of(&data);
        let table = TableRows::listed(presentation.rows_before, data.answer.rows.clone());
        let too_many = data.recorded.is_some() && data.slices.is_empty();
        Self {
            audience: data.audience,
            route: RwSignal::new(data.route),
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
            detail: RwSignal::new(false),
            leaves_detail: StoredValue::new(false),
            next_target: StoredValue::new(None),
            printing: RwSignal::new(false),
            facts: RwSignal::new(facts),
            server_answers: RwSignal::new(too_many.then_some(ServerAnswers::TooMany)),
            slice: StoredValue::new(None),
            wanted_slice: StoredValue::new(None),
            page_fetch: StoredValue::new(0),
            usage_fetch: StoredValue::new(0),
            version_fetch: StoredValue::new(0),
            version_settled: StoredValue::new(0),
            news_heard: StoredValue::new(0),
            typing: StoredValue::new(false),
            environment,
            system_theme: environment.system_theme(),
        }
    }

    /// Where the data lies.
    pub(crate) fn recorded(self) -> Option<DataExtent> {
        self.facts.with(|facts| facts.recorded.clone())
    }

    /// The database file.
    pub(crate) fn path(self) -> String {
        self.facts.with(|facts| facts.path.clone())
    }

    /// The local time of the last event, in the view's zone.
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

    /// Whether everything is compared with the previous period, and there is one.
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

    /// One line that says what a picture shows.
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

    /// The URL of a view on the page that shows.
    pub(crate) fn view_url(self, view: &View) -> String {
        self.view_url_at(self.route.get(), view)
    }

    /// The URL of a view on a page, presented as now and from the first row of the table.
    pub(crate) fn view_url_at(self, route: Route, view: &View) -> String {
        self.presentation.with(|presentation| {
            let presentation = Presentation {
                rows_before: 0,
                ..presentation.clone()
            };
            self.view_url_as(route, view, &presentation)
        })
    }

    /// The URL of this view with something changed in its presentation.
    pub(crate) fn presented_url(self, change: impl FnOnce(&mut Presentation)) -> String {
        let mut presentation = self.presentation.get();
        change(&mut presentation);
        self.view
            .with(|view| self.view_url_as(self.route.get(), view, &presentation))
    }

    /// The URL of a view on a page in a given presentation.
    pub(crate) fn view_url_as(
        self,
        route: Route,
        view: &View,
        presentation: &Presentation,
    ) -> String {
        let query = view.to_query_with(&presentation.pairs());
        with_query(&self.url(route.path()), &query)
    }

    /// The URL of a path of the report: every link of the page begins here.
    pub(crate) fn url(self, path: &str) -> String {
        self.facts.with_untracked(|facts| facts.base.join(path))
    }

    /// The URL by which the page itself fetches a path of the report. Server functions
    /// begin with the same.
    pub(super) fn fetch_url(self, path: &str) -> String {
        self.facts.with_untracked(|facts| facts.asks.join(path))
    }

    /// The URL of a page made of this view: `path` and the same query string.
    pub(crate) fn url_with_view(self, path: &str) -> String {
        with_query(&self.url(path), &self.tracked_query())
    }

    /// The URL of a file made of this view. It is fetched as the page fetches: a file does not
    /// show whose report it is from, and another user may have signed in by then.
    pub(crate) fn file_url(self, path: &str) -> String {
        with_query(&self.fetch_url(path), &self.tracked_query())
    }

    fn tracked_query(self) -> String {
        self.presentation.with(|presentation| {
            self.view
                .with(|view| view.to_query_with(&presentation.pairs()))
        })
    }

    /// The query string of this view and its presentation.
    pub(super) fn query(self) -> String {
        self.presentation.with_untracked(|presentation| {
            self.view
                .with_untracked(|view| view.to_query_with(&presentation.pairs()))
        })
    }
}

/// Sets a signal where its value changes, so that what follows it runs only then.
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
