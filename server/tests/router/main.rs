//! Router tests without a network: a database in a temporary folder, a dummy site, and one
//! request after another.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod access;
mod account_names;
mod answer_sizes;
mod api_page;
mod browser;
mod busy;
mod clock;
mod denials_page;
mod element;
mod export_streams;
mod exports;
mod files;
#[path = "../support/files_read_back.rs"]
mod files_read_back;
mod first_start;
mod forms;
mod html;
mod import_bounds;
mod imports;
mod ingest;
mod large_views;
mod link_edit;
mod link_scope;
mod links;
mod news;
mod news_of_scopes;
mod open_links;
mod openid;
mod openid_provider;
mod overview;
mod own_pages;
mod plain_form;
mod questions;
mod read_only;
mod reopened_links;
mod replaced;
mod security;
mod served;
mod session_ended;
mod shared_links;
mod sign_in;
mod slice;
mod slice_weight;
mod sources;
mod table_pages;
mod tables;
mod unread;
mod url_paths;
mod users;
mod version;
mod ways_back;
mod weight;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::event::{Event, Outcome, Second};
use domain::names::{AccountName, DeviceName, FeatureName, UserName};
use domain::status::LoggedStatus;
use service::page_data::PageData;
use store::Actor;

use html::Tag;
use served::Served;

/// 2025-08-29T10:00:00Z.
const START: i64 = 1_756_461_600;

/// Seconds without a request after which a session ends.
const SESSION_IDLE_S: i64 = 12 * 3600;

/// A host that the router answers to.
const HOST: &str = "127.0.0.1:3000";

/// A denial at this many seconds after [`START`].
fn denied(seconds: i64) -> Event<'static> {
    Event {
        account: AccountName("Brenn"),
        user: UserName("nadia"),
        device: DeviceName("ws-1"),
        status: Some(LoggedStatus {
            space: "flexnet-publisher",
            code: "-4",
            description: "Licensed number of users already reached",
        }),
        ..Event::new(
            Second(START + seconds),
            Outcome::Denied,
            FeatureName("mesh"),
        )
    }
}

/// The password of every user who has one.
const PASSWORD: &str = "correct horse battery";

fn by_test() -> Actor<'static> {
    Actor {
        who: "test",
        from: "test",
        at: START,
    }
}

/// A form as one of our own pages sends it.
fn posted(target: &str, form: &[(&str, &str)], cookie: &str) -> Request<Body> {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    Request::post(target)
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.finish()))
        .unwrap()
}

/// The data that a page's island starts from.
fn island_data(tags: &[Tag]) -> PageData {
    let mut islands = tags.iter().filter(|tag| tag.name == "leptos-island");
    let island = islands.next().expect("the page has an island");
    assert!(islands.next().is_none(), "only one");
    let props = island.attribute("data-props").expect("with its data");
    let props: serde_json::Value = serde_json::from_str(props).expect("as JSON");
    service::compact_json::read(props["data"].as_str().expect("a text")).expect("of this form")
}

/// A text as a value in a query string.
fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A response, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// The value of a header; empty if missing.
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The cookies that it sets or clears, with their attributes.
    fn set_cookies(&self) -> Vec<&str> {
        let set = self.headers.get_all(header::SET_COOKIE).into_iter();
        set.map(|value| value.to_str().unwrap()).collect()
    }

    /// The cookie that it sets; empty if none.
    fn cookie(&self) -> &str {
        let set = self.header(header::SET_COOKIE);
        set.split(';').next().unwrap_or_default()
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}
