//! The two windows of the true-denial rule.

use domain::view::View;
use leptos::prelude::*;

use crate::report_state::ReportState;
use service::labels;

/// The windows that are offered, in seconds.
const WINDOWS_S: [u32; 8] = [0, 60, 300, 900, 1800, 3600, 14_400, 86_400];

/// A window of the rule.
#[derive(Clone, Copy)]
enum Window {
    Repeat,
    Grant,
}

impl Window {
    fn key(self) -> &'static str {
        match self {
            Self::Repeat => "w",
            Self::Grant => "g",
        }
    }

    fn of(self, view: &View) -> u32 {
        match self {
            Self::Repeat => view.repeat_window_s,
            Self::Grant => view.grant_window_s,
        }
    }

    fn set(self, view: &mut View, window_s: u32) {
        match self {
            Self::Repeat => view.repeat_window_s = window_s,
            Self::Grant => view.grant_window_s = window_s,
        }
    }
}

/// Both windows.
#[component]
pub(super) fn RuleFields(state: ReportState) -> impl IntoView {
    view! {
        <WindowField state window=Window::Repeat label="Count retries as one within"/>
        <WindowField state window=Window::Grant label="Ignore if granted within"/>
    }
}

#[component]
fn WindowField(state: ReportState, window: Window, label: &'static str) -> impl IntoView {
    let chosen = move || state.view.with(|view| window.of(view));
    // A URL may have any window: it is offered with the usual ones.
    let offered = Memo::new(move |_| {
        let chosen = chosen();
        let mut offered = WINDOWS_S.to_vec();
        if !offered.contains(&chosen) {
            offered.push(chosen);
            offered.sort_unstable();
        }
        offered
    });
    let options = move || {
        let options = offered.get().into_iter().map(|window_s| {
            let is_chosen = move || chosen() == window_s;
            view! {
                <option value=window_s.to_string() selected=is_chosen prop:selected=is_chosen>
                    {labels::window(window_s)}
                </option>
            }
        });
        options.collect_view()
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <select name=window.key() on:change=move |event| {
                if let Ok(window_s) = event_target_value(&event).parse() {
                    state.change(|view| window.set(view, window_s));
                }
            }>
                {options}
            </select>
        </label>
    }
}
