//! A report that is open in a browser, and the server that it is from.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use domain::view::{FilterKey, Range, View};
use leptos::prelude::*;

use super::script::Script;
use super::server::{Offered, Server};
use crate::engine::fetch_engine;
use crate::report_state::{ReportState, TableRows};
use service::answer::TABLE_ROWS;
use service::route::Route;

/// An open report.
pub(super) struct World {
    pub(super) server: Server,
    pub(super) script: &'static Script,
    pub(super) state: ReportState,
    _owner: Owner,
}

impl World {
    /// Opens a URL. The slice is on its way.
    pub(super) fn open(url: &str, server: Server) -> Self {
        let owner = Owner::new();
        owner.set();
        let script = Script::at(url);
        Self::open_in(script, url, server, owner)
    }

    /// The same in a browser that holds fewer attempts.
    pub(super) fn open_in_small_browser(url: &str, server: Server, attempts_max: u64) -> Self {
        let owner = Owner::new();
        owner.set();
        let script = Script::at(url);
        script.limit_attempts(attempts_max);
        Self::open_in(script, url, server, owner)
    }

    fn open_in(script: &'static Script, url: &str, server: Server, owner: Owner) -> Self {
        fetch_code();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let route = Route::at(server.base.strip(path));
        let data = server.page_data(route, query, TABLE_ROWS);
        let offers = data.slices.clone();
        let state = ReportState::in_environment(data, script);
        state.begin(offers);
        Self {
            server,
            script,
            state,
            _owner: owner,
        }
    }

    /// The state as the server renders it, before it begins to live.
    pub(super) fn rendered(url: &str, server: &Server) -> ReportState {
        let data = server.page_data(Route::Denials, "", TABLE_ROWS);
        ReportState::in_environment(data, Script::at(url))
    }

    /// Opens a URL and reads its slice.
    pub(super) fn with_slice(url: &str, offered: Offered) -> Self {
        let world = Self::open(url, Server::offering(offered));
        world.answer_slice();
        world
    }

    /// The server answers the oldest question for page data.
    pub(super) fn answer_page(&self) {
        let question = self.script.page();
        let asked = &question.asked;
        let data = self.server.page_data(asked.route, &asked.query, asked.rows);
        question.answer(Ok(data));
    }

    /// The server answers the oldest question for a slice.
    pub(super) fn answer_slice(&self) {
        let question = self.script.slice();
        let slice = self.server.read_slice(&question.asked.base);
        question.answer(slice);
    }

    /// How many attempts the answer that shows has.
    pub(super) fn attempts(&self) -> u64 {
        self.state
            .answer
            .with_untracked(|answer| answer.report.totals.attempts)
    }

    pub(super) fn is_stale(&self) -> bool {
        self.state.stale.get_untracked()
    }

    /// Whether the table has every row of the slice.
    pub(super) fn has_held_rows(&self) -> bool {
        let table = self.state.table.get_untracked();
        matches!(table, TableRows::Held { .. })
    }

    /// The mark of the slice that is held.
    pub(super) fn mark(&self) -> Option<u64> {
        self.state
            .slice
            .with_value(|slice| Some(slice.as_ref()?.mark))
    }

    /// The view's query string.
    pub(super) fn query(&self) -> String {
        self.state.view.with_untracked(View::to_query)
    }

    /// The reader chooses another range.
    pub(super) fn choose_range(&self, range: Range) {
        self.state.change(|view| view.range = range);
    }

    /// The reader chooses an account.
    pub(super) fn choose_account(&self, account: &str) {
        self.state
            .change(|view| *view = view.toggled(FilterKey::Account, account));
    }

    /// The reader types into the field for text.
    pub(super) fn type_text(&self, text: &str) {
        self.state.type_in(|view| view.text = text.to_owned());
    }
}

/// Has the code that answers from a slice, which is here at once outside of browsers.
fn fetch_code() {
    let fetched = pin!(fetch_engine()).poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(fetched, Poll::Ready(true));
}
