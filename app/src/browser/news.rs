//! Follows the server's news: with server-sent events while the page is visible, and by
//! polling where these are not available.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventSource, MessageEvent, Response};

use super::retry::server_answers;
use crate::news::{Ended, ServerMessage};

/// The poll interval of a page without a connection.
const EVERY: Duration = Duration::from_secs(30);

/// How long a hidden page keeps its connection. A browser has few connections per server,
/// shared by all of its windows.
const HIDDEN: Duration = Duration::from_secs(15);

/// Calls `hear` with the news of a stream at `url` until the report has `ended`. Calls `ask`
/// when the version has to be asked for: without a stream from time to time, and whenever the
/// reader comes back to the page.
pub(crate) fn follow_news(
    url: String,
    ended: RwSignal<Option<Ended>>,
    ask: impl Fn() + 'static,
    hear: impl Fn(ServerMessage) + 'static,
) {
    let follower = Rc::new(Follower {
        url,
        ended,
        ask: Box::new(ask),
        hear: Box::new(hear),
        stream: RefCell::default(),
    });
    follower.listen();
    let of = |act: fn(&Rc<Follower>)| {
        let follower = Rc::clone(&follower);
        move || act(&follower)
    };
    let close_at_end = of(|follower| {
        if follower.ended.get().is_some() {
            follower.close();
        }
    });
    Effect::new(close_at_end);
    let interval = set_interval_with_handle(of(Follower::ask_where_deaf), EVERY).ok();
    let come_back = of(|follower| {
        follower.ask();
        follower.listen();
    });
    let focus = window_event_listener(ev::focus, move |_| come_back());
    let (shown, hidden) = (of(Follower::listen), of(Follower::close_where_hidden));
    let visibility = window_event_listener(ev::visibilitychange, move |_| {
        if document().hidden() {
            set_timeout(hidden.clone(), HIDDEN);
        } else {
            shown();
        }
    });
    on_cleanup(move || {
        focus.remove();
        visibility.remove();
        if let Some(interval) = interval {
            interval.clear();
        }
    });
}

/// Asks for the data version at a URL. `then` is not called where the server does not answer.
pub(crate) fn ask_version(url: String, then: impl FnOnce(ServerMessage) + 'static) {
    spawn_local(async move {
        let response = JsFuture::from(window().fetch_with_str(&url)).await;
        let response = response.ok().and_then(|value| value.dyn_into().ok());
        let Some(response) = response else {
            return;
        };
        if let Some(told) = told_by(&response).await {
            server_answers();
            then(told);
        }
    });
}

async fn told_by(response: &Response) -> Option<ServerMessage> {
    match response.status() {
        200 => {}
        401 => return Some(ServerMessage::Refused),
        409 => return Some(ServerMessage::Ended(Ended::Rights)),
        _ => return None,
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    version_in(&text.as_string()?)
}

fn version_in(text: &str) -> Option<ServerMessage> {
    text.trim().parse().ok().map(ServerMessage::Version)
}

struct Follower {
    url: String,
    ended: RwSignal<Option<Ended>>,
    ask: Box<dyn Fn()>,
    hear: Box<dyn Fn(ServerMessage)>,
    stream: RefCell<Option<Stream>>,
}

/// An open connection; dropping it closes it.
struct Stream {
    source: EventSource,
    _version: Closure<dyn Fn(MessageEvent)>,
    _ended: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn()>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl Follower {
    /// Whether nothing more will come.
    fn is_over(&self) -> bool {
        self.ended.get_untracked().is_some()
    }

    /// Opens the connection if the page is visible and has none.
    fn listen(self: &Rc<Self>) {
        if self.is_over() || document().hidden() || self.stream.borrow().is_some() {
            return;
        }
        let stream = self.open();
        *self.stream.borrow_mut() = stream;
    }

    fn open(self: &Rc<Self>) -> Option<Stream> {
        let source = EventSource::new(&self.url).ok()?;
        let on = |read: fn(&str) -> Option<ServerMessage>| {
            let follower = Rc::clone(self);
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let data = event.data().as_string();
                if let Some(told) = data.and_then(|data| read(&data)) {
                    server_answers();
                    (follower.hear)(told);
                }
            })
        };
        let version = on(version_in);
        let ended = on(|word| Ended::from_word(word).map(ServerMessage::Ended));
        // The event does not say what is wrong: the session may have ended, the server
        // stopped, or too many connections are open.
        let follower = Rc::clone(self);
        let error = Closure::<dyn Fn()>::new(move || {
            follower.close();
            follower.ask();
        });
        for (name, closure) in [
            ("version", version.as_ref()),
            ("ended", ended.as_ref()),
            ("error", error.as_ref()),
        ] {
            let listener = closure.unchecked_ref();
            let added = source.add_event_listener_with_callback(name, listener);
            added.ok()?;
        }
        Some(Stream {
            source,
            _version: version,
            _ended: ended,
            _error: error,
        })
    }

    fn close(&self) {
        let stream = self.stream.borrow_mut().take();
        drop(stream);
    }

    fn close_where_hidden(self: &Rc<Self>) {
        if document().hidden() {
            self.close();
        }
    }

    fn ask(self: &Rc<Self>) {
        if !self.is_over() {
            (self.ask)();
        }
    }

    /// Polls if the page is visible and has no connection, and tries to open one again.
    fn ask_where_deaf(self: &Rc<Self>) {
        if !document().hidden() && self.stream.borrow().is_none() {
            self.ask();
            self.listen();
        }
    }
}
