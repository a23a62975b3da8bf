//! What the reader should know: mistakes in the address, failures, emptiness.

use domain::display;
use domain::view::{Range, View};
use leptos::prelude::*;

use crate::denials::Page;

/// The notices above the report.
#[component]
pub(crate) fn Notices(page: Page) -> impl IntoView {
    let address_notices = move || {
        let notices = page.notices.get();
        (!notices.is_empty()).then(|| {
            let items = notices
                .into_iter()
                .map(|notice| view! { <li>{notice}</li> });
            let dismissed = page.address(&page.view.get_untracked());
            view! {
                <div class="notice" role="status">
                    <p>"Part of this address was not understood; the rest is shown."</p>
                    <ul>{items.collect_view()}</ul>
                    <a
                        class="button"
                        href=dismissed
                        on:click=move |event| {
                            event.prevent_default();
                            page.notices.set(Vec::new());
                        }
                    >
                        "Dismiss"
                    </a>
                </div>
            }
        })
    };
    let failure = move || {
        let failure = page.failure.get()?;
        let text = failure.to_string();
        Some(view! {
            <div class="notice failure" role="alert">
                <p>{text}</p>
            </div>
        })
    };
    view! {
        {address_notices}
        {failure}
        {move || emptiness(page)}
    }
}

/// What to do where there is nothing to see.
fn emptiness(page: Page) -> Option<AnyView> {
    if page.answer.with(|answer| answer.totals.attempts) > 0 {
        return None;
    }
    let Some(recorded) = page.recorded() else {
        let command = format!(
            "turnaway import --database {} --account \"Your customer\" license.log",
            page.path()
        );
        return Some(
            view! {
                <div class="notice" role="status">
                    <p>"There is no denied request yet. Import a license server's log:"</p>
                    <pre>{command}</pre>
                </div>
            }
            .into_any(),
        );
    };
    let lies = format!(
        "The record holds {} denied requests from {} to {}.",
        display::number(recorded.attempts),
        display::day(recorded.first_day),
        display::day(recorded.last_day)
    );
    let view = page.view.get();
    let in_range = page
        .answer
        .with(|answer| answer.by_status.totals.attempts + answer.by_account.totals.attempts > 0);
    let unfiltered = View {
        filters: domain::view::Filters::default(),
        text: String::new(),
        ..view.clone()
    };
    let (text, target, label) = if in_range || unfiltered != view {
        (
            "Nothing matches these filters in this range.",
            unfiltered,
            "Drop the filters",
        )
    } else {
        let all = View {
            range: Range::All,
            ..view
        };
        ("Nothing was denied in this range.", all, "Show everything")
    };
    let everything = View {
        range: Range::All,
        ..View::default()
    };
    let href = page.address(&target);
    let everything_href = page.address(&everything);
    Some(
        view! {
            <div class="notice" role="status">
                <p>{text} " " {lies}</p>
                <a class="button" href=href on:click=move |event| {
                    event.prevent_default();
                    page.go(target.clone());
                }>{label}</a>
                " "
                <a href=everything_href>"Show everything, without filters"</a>
            </div>
        }
        .into_any(),
    )
}
