//! The pages before anyone has signed in.

use leptos::config::LeptosOptions;
use leptos::either::Either;
use leptos::prelude::*;
use service::accounts::PASSWORD_CHARS_MIN;

use super::management_document::{FormNotice, ManagementDocument};

/// The sign-in.
#[component]
pub fn SignInDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The name that was typed.
    name: String,
    /// The path that the sign-in leads to.
    to: String,
    /// The name of the OpenID provider, if there is one.
    provider: Option<String>,
    /// Why the last try failed.
    notice: Option<String>,
) -> impl IntoView {
    let by_provider = provider.map(|provider| {
        let to = to.clone();
        view! {
            <form class="panel form narrow" method="post" action="/sign-in/provider">
                <input type="hidden" name="to" value=to/>
                <button>"Sign in with " {provider}</button>
            </form>
        }
    });
    view! {
        <ManagementDocument options title="Sign in" menu=None>
            <FormNotice notice/>
            {by_provider}
            <form class="panel form narrow" method="post" action="/sign-in">
                <input type="hidden" name="to" value=to/>
                <label class="field">
                    "Name"
                    <input name="name" value=name autocomplete="username" required autofocus/>
                </label>
                <label class="field">
                    "Password"
                    <input
                        type="password"
                        name="password"
                        autocomplete="current-password"
                        required
                    />
                </label>
                <button class="primary">"Sign in"</button>
                <p class="note">
                    "No password? The server's operator can create a sign-in link with "
                    <code>"turnaway serve --sign-in-link"</code> "."
                </p>
            </form>
        </ManagementDocument>
    }
}

/// Leads to the OpenID provider. A browser follows it automatically; a person can use the
/// link.
#[component]
pub fn ToProviderDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The provider's name.
    provider: String,
    /// The provider's URL.
    url: String,
) -> impl IntoView {
    view! {
        <ManagementDocument options title="Sign in" menu=None>
            <p><a href=url>"Continue to " {provider}</a></p>
        </ManagementDocument>
    }
}

/// The page of the console's sign-in link: it creates the first administrator, or signs in.
/// The button does it, since whatever only fetches a link (a mail scanner, a preview) must not
/// use it up.
#[component]
pub fn ConsoleSignInDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The existing administrator; `None` if the first is to be created.
    administrator: Option<String>,
    /// The name that was typed.
    name: String,
    /// Why the last try failed.
    notice: Option<String>,
) -> impl IntoView {
    let (title, form) = match administrator {
        Some(name) => (
            "Sign in from the console",
            Either::Left(view! {
                <p>"This link signs you in as " <strong>{name}</strong> ". It works once."</p>
                <button class="primary">"Sign in"</button>
            }),
        ),
        None => (
            "The first administrator",
            Either::Right(view! { <FirstFields name/> }),
        ),
    };
    view! {
        <ManagementDocument options title menu=None>
            <FormNotice notice/>
            <form class="panel form narrow" method="post">{form}</form>
        </ManagementDocument>
    }
}

#[component]
fn FirstFields(name: String) -> impl IntoView {
    view! {
        <p>
            "No one can sign in yet. The first administrator sees everything and adds other \
             users."
        </p>
        <label class="field">
            "Name"
            <input name="name" value=name autocomplete="username" required/>
        </label>
        <label class="field">
            "Password"
            <input type="password" name="password" autocomplete="new-password"/>
        </label>
        <p class="note">
            "At least " {PASSWORD_CHARS_MIN} " characters. Without a password, you sign in with a \
             link from the console: " <code>"turnaway serve --sign-in-link"</code> "."
        </p>
        <button class="primary">"Start"</button>
    }
}

/// The link was used or is unknown.
#[component]
pub fn UsedSignInLinkDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
) -> impl IntoView {
    view! {
        <ManagementDocument options title="This link isn't valid" menu=None>
            <p>
                "It has already been used, or the server has been restarted. "
                <a href="/sign-in">"Sign in"</a>
                ", or start the server with "
                <code>"turnaway serve --sign-in-link"</code>
                " for a new link."
            </p>
        </ManagementDocument>
    }
}
