//! What the state asks of the outside: the server, the URL bar and the window. One trait,
//! so that tests can answer each question when they want to.

use std::fmt::Debug;
use std::time::Duration;

use domain::denial_rows::DenialRow;
use domain::slice::{Slice, SliceError};
use domain::view::FilterKey;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::charts::Theme;
use crate::news::{Ended, ServerMessage};
use crate::request_error::RequestError;
use crate::server_fns;
use service::choices::Choice;
use service::page_data::PageData;
use service::route::Route;
use service::usage_answer::UsageAnswer;

/// What is done with a result. Boxed, so that the environment can be a `dyn`: the code of a
/// page stays one copy for browser and tests.
pub(super) type Then<T> = Box<dyn FnOnce(T)>;

/// What is done with a server's answer.
pub(super) type ThenAnswer<T> = Then<Result<T, RequestError>>;

/// A slice, or what is wrong with its bytes; `None` where there are none.
pub(super) type ReadSlice = Result<Slice, Option<SliceError>>;

/// What surrounds the state. On a server every method but [`Environment::system_theme`] does
/// nothing or is not called.
pub(super) trait Environment: Debug + Sync {
    /// Sets what the URLs of server functions begin with.
    fn ask_server_under(&self, path: String);

    /// Asks for all that a page shows, with some rows of the table.
    fn ask_page_data(&self, route: Route, query: String, rows: usize, then: ThenAnswer<PageData>);

    /// Asks for the usage of a view.
    fn ask_usage(&self, query: String, then: ThenAnswer<UsageAnswer>);

    /// Asks for the values of a filter that contain a text.
    fn ask_values(
        &self,
        query: String,
        key: FilterKey,
        text: String,
        then: ThenAnswer<Vec<Choice>>,
    );

    /// Asks for a row and its neighbors in time, in the frame of `version`.
    fn ask_neighbours(
        &self,
        query: String,
        row: u32,
        version: u64,
        then: ThenAnswer<Vec<DenialRow>>,
    );

    /// Asks for the data version at a URL; `then` is not called where no answer comes.
    fn ask_version(&self, url: String, then: Then<ServerMessage>);

    /// Listens to the server's news at a URL until the report has ended. `hear` takes them;
    /// `ask` is called when it is time to ask for the version.
    fn follow_news(
        &self,
        url: String,
        ended: RwSignal<Option<Ended>>,
        ask: Box<dyn Fn()>,
        hear: Box<dyn Fn(ServerMessage)>,
    );

    /// Fetches the bytes of a slice and reads them; `base` is what a delta adds to.
    fn read_slice(&self, url: String, base: Slice, then: Then<ReadSlice>);

    /// The most attempts that this browser answers from by itself.
    fn attempts_max(&self) -> u64;

    /// Calls `then` after some time.
    fn after(&self, wait: Duration, then: Box<dyn FnOnce()>);

    /// Puts a URL in the URL bar, as a new entry of the history.
    fn push_url(&self, url: &str);

    /// Goes back to the entry before the present one.
    fn go_back(&self);

    /// Puts a URL in the URL bar, in place of the present entry.
    fn replace_url(&self, url: &str);

    /// Calls `change` with path and query string when the reader goes back or forward.
    fn on_url_change(&self, change: Box<dyn Fn(String, String)>);

    /// Begins another page as loading one would: title, scroll position, focus.
    fn begin_page(&self, route: Route);

    /// Gives the document the title of a page.
    fn name_page(&self, route: Route);

    /// Puts a sentence in place of the whole document.
    fn blank(&self, why: Ended, home: String);

    /// The theme of the reader's system, now and later.
    fn system_theme(&self) -> Signal<Theme>;

    /// Prepares the document: its menus close and its details open for print.
    fn prepare_document(&self, printing: RwSignal<bool>);

    /// Marks the document as ready: the next click needs nothing that is still on its way.
    fn mark_ready(&self);
}

/// The reader's browser, and the server behind it.
#[derive(Debug)]
pub(super) struct Browser;

impl Environment for Browser {
    fn ask_server_under(&self, path: String) {
        browser::ask_server_under(path);
    }

    fn ask_page_data(&self, route: Route, query: String, rows: usize, then: ThenAnswer<PageData>) {
        spawn_local(async move {
            then(server_fns::page_data::ask_page_data(route, query, Some(rows)).await);
        });
    }

    fn ask_usage(&self, query: String, then: ThenAnswer<UsageAnswer>) {
        spawn_local(async move { then(server_fns::usage::ask_usage(query).await) });
    }

    fn ask_values(
        &self,
        query: String,
        key: FilterKey,
        text: String,
        then: ThenAnswer<Vec<Choice>>,
    ) {
        spawn_local(async move {
            then(server_fns::values::ask_values(query, key, Some(text)).await);
        });
    }

    fn ask_neighbours(
        &self,
        query: String,
        row: u32,
        version: u64,
        then: ThenAnswer<Vec<DenialRow>>,
    ) {
        spawn_local(async move {
            then(server_fns::neighbours::ask_neighbours(query, row, version).await);
        });
    }

    fn ask_version(&self, url: String, then: Then<ServerMessage>) {
        browser::ask_version(url, then);
    }

    fn follow_news(
        &self,
        url: String,
        ended: RwSignal<Option<Ended>>,
        ask: Box<dyn Fn()>,
        hear: Box<dyn Fn(ServerMessage)>,
    ) {
        browser::follow_news(url, ended, ask, hear);
    }

    fn read_slice(&self, url: String, base: Slice, then: Then<ReadSlice>) {
        browser::read_slice(url, base, then);
    }

    fn attempts_max(&self) -> u64 {
        browser::attempts_max()
    }

    fn after(&self, wait: Duration, then: Box<dyn FnOnce()>) {
        set_timeout(then, wait);
    }

    fn push_url(&self, url: &str) {
        browser::push_url(url);
    }

    fn go_back(&self) {
        browser::go_back();
    }

    fn replace_url(&self, url: &str) {
        browser::replace_url(url);
    }

    fn on_url_change(&self, change: Box<dyn Fn(String, String)>) {
        browser::on_history_navigation(change);
    }

    fn begin_page(&self, route: Route) {
        browser::begin_page(route);
    }

    fn name_page(&self, route: Route) {
        browser::name_page(route);
    }

    fn blank(&self, why: Ended, home: String) {
        browser::blank(why, home);
    }

    fn system_theme(&self) -> Signal<Theme> {
        browser::system_theme()
    }

    fn prepare_document(&self, printing: RwSignal<bool>) {
        browser::close_facets_outside();
        browser::open_for_print(move |on| printing.set(on));
    }

    fn mark_ready(&self) {
        browser::mark_ready();
    }
}
