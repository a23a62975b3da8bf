//! The header: navigation, the time of the last data, and the theme.

use domain::view::View;
use leptos::either::Either;
use leptos::prelude::*;

use super::view_link::{ViewLink, is_plain};
use crate::browser;
use crate::report_state::ReportState;
use service::audience::Audience;
use service::presentation::ThemeChoice;
use service::route::Route;

/// The header of both pages.
#[component]
pub(crate) fn PageHeader(state: ReportState) -> impl IntoView {
    let link = move |route: Route| {
        let href = move || state.view.with(|view| state.view_url_at(route, view));
        view! {
            <a
                href=href
                aria-current=move || (state.route.get() == route).then_some("page")
                on:click=move |event| {
                    if is_plain(&event) {
                        event.prevent_default();
                        state.go_to(route, state.view.get_untracked());
                    }
                }
            >
                {route.name()}
            </a>
        }
    };
    let through = move || {
        let through = state.through()?;
        let zone = state.view.with(|view| view.zone.clone());
        Some(view! {
            <p class="through">"Data through " {through} <span>" (" {zone} ")"</span></p>
        })
    };
    let start = if state.audience.is_customer() {
        // There is one page, and the link's sender is named above it.
        Either::Left(view! { <span class="brand">"Turnaway"</span> })
    } else {
        Either::Right(view! {
            <ViewLink state to=Signal::stored(View::default()) route=Some(Route::Overview) class="brand">
                "Turnaway"
            </ViewLink>
            <nav aria-label="Pages">{Route::ALL.map(link)}</nav>
        })
    };
    let share = (state.audience == Audience::LinkCreator).then(|| {
        let href = move || state.url_with_view("/links/new");
        view! { <a class="share" href=href>"Share"</a> }
    });
    view! {
        <header class="page-header">
            {start}
            {through}
            {share}
            <ThemeSelect state/>
            <button
                type="button"
                class="help"
                aria-label="Keyboard shortcuts"
                aria-haspopup="dialog"
                on:click=move |_| browser::show_shortcuts()
            >
                "?"
            </button>
        </header>
    }
}

/// The choice of a theme.
#[component]
fn ThemeSelect(state: ReportState) -> impl IntoView {
    let chosen = move || state.presentation.with(|presentation| presentation.theme);
    // The page's colors follow the mark on the document.
    Effect::new(move |before: Option<Option<ThemeChoice>>| {
        let theme = chosen();
        if before.is_some_and(|before| before != theme) {
            browser::mark_theme(theme.map(ThemeChoice::word));
        }
        theme
    });
    view! {
        <label class="theme">
            <span class="hidden-text">"Theme"</span>
            <select name="theme" form="filters" on:change=move |event| {
                let theme = ThemeChoice::from_word(&event_target_value(&event));
                state.present(|presentation| presentation.theme = theme);
            }>
                <option value="" selected=move || chosen().is_none() prop:selected=move || chosen().is_none()>
                    "System theme"
                </option>
                {ThemeChoice::ALL.map(|theme| {
                    let is_chosen = move || chosen() == Some(theme);
                    let name = match theme {
                        ThemeChoice::Light => "Light",
                        ThemeChoice::Dark => "Dark",
                    };
                    view! {
                        <option value=theme.word() selected=is_chosen prop:selected=is_chosen>
                            {name}
                        </option>
                    }
                })}
            </select>
        </label>
    }
}
