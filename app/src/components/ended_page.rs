//! What stands instead of the report once its reader may see it no more.

use leptos::prelude::*;

use crate::browser;
use crate::news::Ended;

/// One sentence, and where to go.
#[component]
pub(crate) fn EndedPage(
    /// Why it ended.
    why: Ended,
) -> impl IntoView {
    let way_on = match why {
        Ended::Session => Some((browser::sign_in_address(), "Sign in")),
        Ended::Rights => Some(("/".to_owned(), "Open the report")),
        // Who sent it can send another.
        Ended::Link => None,
    };
    let way_on = way_on.map(|(href, name)| {
        view! { <a class="button" href=href rel="external">{name}</a> }
    });
    view! {
        <main class="ended" id="report" tabindex="-1">
            <div class="notice" role="alert"><h1>{why.sentence()}</h1></div>
            {way_on}
        </main>
    }
}
