//! What the pages with forms share.

use app::document::{LinkHead, ReaderMenu, ReportReader};
use app::request_error::RequestError;
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
            ("/api", "Ingest API"),
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
    and_then(notice, "Enter the password again.")
}

/// A notice and another sentence.
fn and_then(notice: &str, sentence: &str) -> String {
    let end = if notice.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{notice}{end} {sentence}")
}

/// The beginning of what was typed: a refused form is not sent back larger than its limits
/// allow.
pub(crate) fn cut(typed: &str, chars_max: usize) -> String {
    // One character more than allowed, so that it is refused again if left unchanged.
    typed.chars().take(chars_max + 1).collect()
}

/// The longest day or number that a refused form sends back or names, in characters.
pub(crate) const SHORT_CHARS_MAX: usize = 100;

/// Account names that a refused form sends back at most, and their bytes.
const ACCOUNTS_MAX: usize = 1_000;
const ACCOUNTS_BYTES_MAX: usize = 32 * 1024;

/// The account names that a refused form sends back: whole ones, as many as have room.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KeptAccounts<'a> {
    /// Those that it does, in their order.
    pub names: Vec<&'a str>,
    /// How many it does not.
    pub left_out: usize,
}

impl<'a> KeptAccounts<'a> {
    /// What is kept of names.
    pub(crate) fn of(names: impl Iterator<Item = &'a str>) -> Self {
        let (mut kept, mut left_out, mut bytes) = (Vec::new(), 0, 0_usize);
        for name in names {
            let with = bytes.saturating_add(name.len() + 1);
            if with > ACCOUNTS_BYTES_MAX || kept.len() >= ACCOUNTS_MAX {
                left_out += 1;
            } else {
                bytes = with;
                kept.push(name);
            }
        }
        Self {
            names: kept,
            left_out,
        }
    }

    /// What is kept of a field with a name a line, as such a field.
    pub(crate) fn of_lines(typed: &str) -> String {
        KeptAccounts::of(typed.lines()).lines()
    }

    /// The names, one a line.
    pub(crate) fn lines(&self) -> String {
        self.names.join("\n")
    }
}

/// What a refused form says where it lacks accounts that were typed: sent again as it is, it
/// would be about fewer.
pub(crate) fn accounts_again(notice: &str, left_out: usize) -> String {
    match left_out {
        0 => notice.to_owned(),
        1 => and_then(
            notice,
            "1 account does not fit into this form: add it again.",
        ),
        more => and_then(
            notice,
            &format!("{more} accounts do not fit into this form: add them again."),
        ),
    }
}

/// A store error as a response.
pub(crate) fn store_failure(error: &StoreError) -> Response {
    failure(&RequestError::of_store(error))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_keeps_whole_names_and_counts_the_others() {
        let long = "a".repeat(ACCOUNTS_BYTES_MAX - 1);
        let kept = KeptAccounts::of([&*long, "b", "c"].into_iter());
        assert_eq!((kept.names, kept.left_out), (vec![&*long], 2));
        let longer = format!("{long}a");
        let kept = KeptAccounts::of([&*longer, "b"].into_iter());
        assert_eq!((kept.lines(), kept.left_out), ("b".to_owned(), 1));
        let many = vec!["a"; ACCOUNTS_MAX + 1];
        let kept = KeptAccounts::of(many.into_iter());
        assert_eq!((kept.names.len(), kept.left_out), (ACCOUNTS_MAX, 1));
        assert_eq!(KeptAccounts::of_lines("a\r\nb"), "a\nb");
    }

    #[test]
    fn a_notice_says_what_has_to_be_typed_again() {
        assert_eq!(accounts_again("No", 0), "No");
        let text = accounts_again("No", 1);
        assert_eq!(
            text,
            "No. 1 account does not fit into this form: add it again."
        );
        let text = password_again(&accounts_again("No?", 2));
        assert_eq!(
            text,
            "No? 2 accounts do not fit into this form: add them again. Enter the password again."
        );
    }
}
