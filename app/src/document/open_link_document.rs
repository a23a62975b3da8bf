//! What the URL of a link shows: a button, or that the link isn't valid. And the pages for a
//! link's reader where the report is not available, with links to continue.

use leptos::config::LeptosOptions;
use leptos::prelude::*;

use super::link_head::OpenReport;
use super::management_document::{FormNotice, ManagementDocument};

/// A valid link. The button opens it, since whatever only fetches the URL (a mail scanner, a
/// preview) must not count as a reader.
#[component]
pub fn OpenLinkDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// Whether a password is required.
    wants_password: bool,
    /// The origins whose pages may frame this one, separated by spaces.
    framed_by: Option<String>,
    /// Why the last try failed.
    notice: Option<String>,
) -> impl IntoView {
    let password = wants_password.then(|| {
        view! {
            <label class="field">
                "Password"
                <input type="password" name="password" autocomplete="off" required/>
            </label>
            <p class="note">"The sender should have given you the password."</p>
        }
    });
    view! {
        <ManagementDocument options title="Denied license requests" menu=None framed_by>
            <FormNotice notice/>
            <form class="panel form narrow" method="post">
                <p>"This link opens a report of your denied license requests."</p>
                {password}
                <button class="primary">"Open the report"</button>
                <p class="note">
                    "This sets one cookie for up to two weeks. After that, open the link again."
                </p>
            </form>
        </ManagementDocument>
    }
}

/// An invalid link: one page for expired, revoked and unknown links.
#[component]
pub fn InvalidLinkDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The origins whose pages may frame this one, separated by spaces.
    framed_by: Option<String>,
) -> impl IntoView {
    view! {
        <ManagementDocument options title="This link isn't valid" menu=None framed_by>
            <p>
                "It may have expired, or the URL may be incomplete. Ask the person who sent it for \
                 a new one."
            </p>
        </ManagementDocument>
    }
}

/// Where a reader can go from a page that shows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destinations {
    /// The reports of links that are open in this browser.
    pub reports: Vec<OpenReport>,
    /// Whether a user is signed in, who has their own report.
    pub has_own_report: bool,
}

/// The report of a link, for a browser that is not signed in to it. It is the same whether or
/// not the link exists.
#[component]
pub fn SignedOutOfReportDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// Whether the reader has just signed out.
    is_done: bool,
    /// Where to go.
    ways: Destinations,
    /// The origins whose pages may frame this one, separated by spaces.
    framed_by: Option<String>,
) -> impl IntoView {
    let (title, text) = if is_done {
        (
            "You are signed out of this report",
            "Open the link you were sent to sign in again.",
        )
    } else {
        (
            "You are not signed in to this report",
            "To read it, open the link you were sent. If the link no longer works, ask the \
             person who sent it for a new one.",
        )
    };
    view! {
        <ManagementDocument options title menu=None framed_by>
            <p>{text}</p>
            <Ways ways/>
        </ManagementDocument>
    }
}

/// A page that is not part of a link's report, for a link's reader.
#[component]
pub fn NotSharedDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// Where to go.
    ways: Destinations,
    /// The URL of the users' sign-in; `None` if it would lead nowhere.
    sign_in: Option<String>,
    /// The origins whose pages may frame this one, separated by spaces.
    framed_by: Option<String>,
) -> impl IntoView {
    let sign_in = sign_in.map(|url| {
        view! {
            <p class="note">
                "If you are a user of this server, you can " <a href=url>"sign in"</a> "."
            </p>
        }
    });
    let title = "This page isn't part of the shared report";
    view! {
        <ManagementDocument options title menu=None framed_by>
            <p>
                "Your link opens one report, and this page is not part of it."
            </p>
            <Ways ways/>
            {sign_in}
        </ManagementDocument>
    }
}

/// Where to go, as links.
#[component]
fn Ways(ways: Destinations) -> impl IntoView {
    let own = ways.has_own_report.then(|| {
        view! { <p><a class="button" href="/">"Back to your own report"</a></p> }
    });
    let reports = ways.reports.into_iter().map(|report| {
        view! {
            <li>
                <a href=report.url>{report.name}</a>
                <span class="note">", from " {report.from}</span>
            </li>
        }
    });
    let reports = reports.collect_view();
    let reports = (!reports.is_empty()).then(|| {
        view! {
            <section aria-labelledby="open-reports">
                <h2 id="open-reports">"Open in this browser"</h2>
                <ul class="open-reports">{reports}</ul>
            </section>
        }
    });
    view! {
        {own}
        {reports}
    }
}
