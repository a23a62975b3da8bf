//! An environment that keeps what the state asks until a test answers it.

use std::fmt;
use std::time::Duration;

use domain::denial_rows::DenialRow;
use domain::slice::Slice;
use domain::view::FilterKey;
use leptos::prelude::*;

use crate::charts::Theme;
use crate::news::{Ended, ServerMessage};
use crate::report_state::environment::{Environment, ReadSlice, Then, ThenAnswer};
use crate::request_error::RequestError;
use service::choices::Choice;
use service::page_data::PageData;
use service::route::Route;
use service::usage_answer::UsageAnswer;

/// What was asked, and what waits for the answer.
pub(super) struct Question<A, T> {
    pub(super) asked: A,
    then: Then<T>,
}

impl<A, T> Question<A, T> {
    pub(super) fn answer(self, answer: T) {
        (self.then)(answer);
    }
}

impl<A, T> Question<A, Result<T, RequestError>> {
    pub(super) fn fail(self, error: RequestError) {
        self.answer(Err(error));
    }
}

#[derive(Debug, PartialEq)]
pub(super) struct PageAsked {
    pub(super) route: Route,
    pub(super) query: String,
    pub(super) rows: usize,
}

#[derive(Debug, PartialEq)]
pub(super) struct ValuesAsked {
    pub(super) query: String,
    pub(super) key: FilterKey,
    pub(super) text: String,
}

#[derive(Debug, PartialEq)]
pub(super) struct NeighborsAsked {
    pub(super) query: String,
    pub(super) row: u32,
    pub(super) version: u64,
}

#[derive(Debug)]
pub(super) struct SliceAsked {
    pub(super) url: String,
    pub(super) base: Slice,
}

pub(super) type PageQuestion = Question<PageAsked, Result<PageData, RequestError>>;
pub(super) type UsageQuestion = Question<String, Result<UsageAnswer, RequestError>>;
pub(super) type ValuesQuestion = Question<ValuesAsked, Result<Vec<Choice>, RequestError>>;
pub(super) type NeighborsQuestion = Question<NeighborsAsked, Result<Vec<DenialRow>, RequestError>>;
pub(super) type VersionQuestion = Question<String, ServerMessage>;
pub(super) type SliceQuestion = Question<SliceAsked, ReadSlice>;
pub(super) type Timer = Question<Duration, ()>;

/// What is open, the oldest first.
#[derive(Default)]
struct Open {
    pages: Vec<PageQuestion>,
    usages: Vec<UsageQuestion>,
    values: Vec<ValuesQuestion>,
    neighbors: Vec<NeighborsQuestion>,
    versions: Vec<VersionQuestion>,
    slices: Vec<SliceQuestion>,
    timers: Vec<Timer>,
}

type OnUrl = Box<dyn Fn(String, String)>;
type Hear = Box<dyn Fn(ServerMessage)>;
type Ask = Box<dyn Fn()>;

/// The entries of a browser's history, and what the state did to the document.
#[derive(Default)]
struct Document {
    history: Vec<String>,
    present: usize,
    on_url: Option<OnUrl>,
    stream: Option<(String, Hear)>,
    come_back: Option<Ask>,
    begun: Vec<Route>,
    named: Vec<Route>,
    blanked: Vec<(Ended, String)>,
    is_ready: bool,
    /// The state went back, which a browser does a moment later.
    goes_back: bool,
}

/// The environment of a test. It is in Leptos' arena, as the state is.
#[derive(Clone, Copy)]
pub(super) struct Script {
    open: StoredValue<Open, LocalStorage>,
    document: StoredValue<Document, LocalStorage>,
    attempts_max: StoredValue<u64>,
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}

impl Script {
    /// An environment whose URL bar shows `url`.
    pub(super) fn at(url: &str) -> &'static Self {
        let document = Document {
            history: vec![url.to_owned()],
            ..Document::default()
        };
        Box::leak(Box::new(Self {
            open: StoredValue::new_local(Open::default()),
            document: StoredValue::new_local(document),
            attempts_max: StoredValue::new(u64::MAX),
        }))
    }

    /// A browser that holds fewer attempts.
    pub(super) fn limit_attempts(&self, max: u64) {
        self.attempts_max.set_value(max);
    }

    fn add(&self, add: impl FnOnce(&mut Open)) {
        self.open.update_value(add);
    }

    fn oldest<T>(&self, of: impl FnOnce(&mut Open) -> &mut Vec<T>) -> T {
        let oldest = self.open.try_update_value(|open| {
            let questions = of(open);
            (!questions.is_empty()).then(|| questions.remove(0))
        });
        oldest.flatten().expect("the state asked that")
    }

    pub(super) fn page(&self) -> PageQuestion {
        self.oldest(|open| &mut open.pages)
    }

    pub(super) fn usage(&self) -> UsageQuestion {
        self.oldest(|open| &mut open.usages)
    }

    pub(super) fn values(&self) -> ValuesQuestion {
        self.oldest(|open| &mut open.values)
    }

    pub(super) fn neighbors(&self) -> NeighborsQuestion {
        self.oldest(|open| &mut open.neighbors)
    }

    pub(super) fn version(&self) -> VersionQuestion {
        self.oldest(|open| &mut open.versions)
    }

    pub(super) fn slice(&self) -> SliceQuestion {
        self.oldest(|open| &mut open.slices)
    }

    pub(super) fn timer(&self) -> Timer {
        self.oldest(|open| &mut open.timers)
    }

    /// How many questions wait for an answer.
    pub(super) fn open_questions(&self) -> usize {
        self.open.with_value(|open| {
            open.pages.len()
                + open.usages.len()
                + open.values.len()
                + open.neighbors.len()
                + open.versions.len()
                + open.slices.len()
        })
    }

    /// How many timers run.
    pub(super) fn timers(&self) -> usize {
        self.open.with_value(|open| open.timers.len())
    }

    /// The entries of the history, up to the last.
    pub(super) fn history(&self) -> Vec<String> {
        self.document
            .with_value(|document| document.history.clone())
    }

    /// The browser goes back, where the state has asked for it; returns whether it has.
    pub(super) fn goes_back(&self) -> bool {
        let asked = self
            .document
            .try_update_value(|document| std::mem::take(&mut document.goes_back));
        let asked = asked.unwrap_or_default();
        if asked {
            self.move_by(-1);
        }
        asked
    }

    /// The reader moves in the history: -1 is back, 1 is forward.
    pub(super) fn move_by(&self, entries: isize) {
        let (url, on_url) = self
            .document
            .try_update_value(|document| {
                document.present = document.present.strict_add_signed(entries);
                let url = document.history[document.present].clone();
                (url, document.on_url.take().expect("the state listens"))
            })
            .unwrap();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        on_url(path.to_owned(), format!("?{query}"));
        self.document
            .update_value(|document| document.on_url = Some(on_url));
    }

    /// The stream of news says something.
    pub(super) fn stream(&self, news: ServerMessage) {
        let (url, hear) = self
            .document
            .try_update_value(|document| document.stream.take().expect("the state listens"))
            .unwrap();
        hear(news);
        self.document
            .update_value(|document| document.stream = Some((url, hear)));
    }

    /// The reader comes back to the page, once.
    pub(super) fn come_back(&self) {
        let come_back = self
            .document
            .try_update_value(|document| document.come_back.take().expect("the state listens"));
        come_back.unwrap()();
    }

    /// Where the stream of news is.
    pub(super) fn stream_url(&self) -> Option<String> {
        self.document
            .with_value(|document| Some(document.stream.as_ref()?.0.clone()))
    }

    /// The pages that were begun as if they had been loaded.
    pub(super) fn begun(&self) -> Vec<Route> {
        self.document.with_value(|document| document.begun.clone())
    }

    /// The pages that gave the document a title.
    pub(super) fn named(&self) -> Vec<Route> {
        self.document.with_value(|document| document.named.clone())
    }

    /// Why and with which way on the document was blanked.
    pub(super) fn blanked(&self) -> Vec<(Ended, String)> {
        self.document
            .with_value(|document| document.blanked.clone())
    }

    pub(super) fn is_ready(&self) -> bool {
        self.document.with_value(|document| document.is_ready)
    }
}

impl Environment for Script {
    fn ask_server_under(&self, _: String) {}

    fn ask_page_data(&self, route: Route, query: String, rows: usize, then: ThenAnswer<PageData>) {
        let asked = PageAsked { route, query, rows };
        self.add(|open| open.pages.push(Question { asked, then }));
    }

    fn ask_usage(&self, asked: String, then: ThenAnswer<UsageAnswer>) {
        self.add(|open| open.usages.push(Question { asked, then }));
    }

    fn ask_values(
        &self,
        query: String,
        key: FilterKey,
        text: String,
        then: ThenAnswer<Vec<Choice>>,
    ) {
        let asked = ValuesAsked { query, key, text };
        self.add(|open| open.values.push(Question { asked, then }));
    }

    fn ask_neighbours(
        &self,
        query: String,
        row: u32,
        version: u64,
        then: ThenAnswer<Vec<DenialRow>>,
    ) {
        let asked = NeighborsAsked {
            query,
            row,
            version,
        };
        self.add(|open| open.neighbors.push(Question { asked, then }));
    }

    fn ask_version(&self, asked: String, then: Then<ServerMessage>) {
        self.add(|open| open.versions.push(Question { asked, then }));
    }

    fn follow_news(
        &self,
        url: String,
        _: RwSignal<Option<Ended>>,
        ask: Box<dyn Fn()>,
        hear: Box<dyn Fn(ServerMessage)>,
    ) {
        self.document.update_value(|document| {
            document.stream = Some((url, hear));
            document.come_back = Some(ask);
        });
    }

    fn read_slice(&self, url: String, base: Slice, then: Then<ReadSlice>) {
        let asked = SliceAsked { url, base };
        self.add(|open| open.slices.push(Question { asked, then }));
    }

    fn attempts_max(&self) -> u64 {
        self.attempts_max.get_value()
    }

    fn after(&self, asked: Duration, then: Box<dyn FnOnce()>) {
        let then = Box::new(|()| then());
        self.add(|open| open.timers.push(Question { asked, then }));
    }

    fn push_url(&self, url: &str) {
        self.document.update_value(|document| {
            document.history.truncate(document.present + 1);
            document.history.push(url.to_owned());
            document.present += 1;
        });
    }

    fn go_back(&self) {
        self.document
            .update_value(|document| document.goes_back = true);
    }

    fn replace_url(&self, url: &str) {
        self.document
            .update_value(|document| document.history[document.present] = url.to_owned());
    }

    fn on_url_change(&self, change: Box<dyn Fn(String, String)>) {
        self.document
            .update_value(|document| document.on_url = Some(change));
    }

    fn begin_page(&self, route: Route) {
        self.document
            .update_value(|document| document.begun.push(route));
    }

    fn name_page(&self, route: Route) {
        self.document
            .update_value(|document| document.named.push(route));
    }

    fn blank(&self, why: Ended, home: String) {
        self.document
            .update_value(|document| document.blanked.push((why, home)));
    }

    fn system_theme(&self) -> Signal<Theme> {
        Signal::stored(Theme::Light)
    }

    fn prepare_document(&self, _: RwSignal<bool>) {}

    fn mark_ready(&self) {
        self.document
            .update_value(|document| document.is_ready = true);
    }
}
