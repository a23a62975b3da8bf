//! What the pages with forms share.

use app::document::{LinkHead, ReaderMenu, ReportReader};
use app::question_error::QuestionError;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use leptos::prelude::IntoView;
use store::{Role, StoreError, UserError};

use crate::serve::access::reader::{Reader, SignedIn, Who};
use crate::serve::html::html;
use crate::serve::response::{failure, not_stored};

/// The reader's line above the report.
pub(crate) fn report_reader(reader: &Reader) -> ReportReader {
    match &reader.who {
        Who::User(user) => ReportReader::User(menu(user)),
        Who::Link(reader) => ReportReader::Link(LinkHead::of(&reader.link)),
    }
}

/// The menu of a user.
pub(crate) fn menu(user: &SignedIn) -> ReaderMenu {
    let mut pages = vec![("/account", "Your account")];
    if user.rights.role().makes_links() {
        pages.push(("/links", "Links"));
    }
    if user.rights.role().imports_logs() {
        pages.extend([("/imports", "Imports"), ("/sources", "Sources")]);
    }
    if user.rights.role() == Role::Administrator {
        pages.extend([
            ("/users", "Users"),
            ("/audit", "Audit log"),
            ("/api", "Events over HTTP"),
        ]);
    }
    ReaderMenu {
        reader: user.id.number(),
        name: user.name.clone(),
        pages,
    }
}

/// A document with its status. It is not cached, so that no one finds it there after a
/// sign-out.
pub(crate) async fn rendered<V: IntoView + 'static>(
    status: StatusCode,
    document: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let mut response = html(document, Request::new(Body::empty())).await;
    *response.status_mut() = status;
    not_stored(response)
}

/// The notice of a refused form with a password: passwords are never sent back, so it has to be
/// typed again.
pub(crate) fn password_again(notice: &str) -> String {
    let end = if notice.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{notice}{end} Type the password again.")
}

/// The beginning of what was typed: a refused form is not sent back larger than its limits
/// allow.
pub(crate) fn cut(typed: &str, chars_max: usize) -> String {
    // One character more than allowed, so that it is refused again if left unchanged.
    typed.chars().take(chars_max + 1).collect()
}

/// A store error as a response.
pub(crate) fn store_failure(error: &StoreError) -> Response {
    failure(&QuestionError::of_record(error))
}

/// The reason for refusing a change, as text; a store error is passed on.
pub(crate) fn refusal(error: UserError) -> Result<String, StoreError> {
    match error {
        UserError::Store(error) => Err(error),
        refused => Ok(refused.to_string()),
    }
}

/// Redirects the browser to another page, with GET.
pub(crate) fn go_to(path: &str) -> Response {
    not_stored(Redirect::to(path).into_response())
}
