//! Keyboard shortcuts, and the sheet that lists them.

use domain::view::{Measure, View};
use leptos::prelude::*;

use crate::browser;
use crate::report_state::ReportState;
use service::route::Route;

/// A shortcut: its key, and what it does.
const SHORTCUTS: [(&str, &str); 8] = [
    ("?", "show shortcuts"),
    ("/", "search"),
    ("f", "go to the filters"),
    ("o", "overview"),
    ("d", "denials"),
    ("m", "next measure"),
    ("c", "compare with previous period (on/off)"),
    ("r", "reset the view"),
];

/// The sheet of shortcuts, and the shortcuts themselves.
#[component]
pub(crate) fn Shortcuts(state: ReportState) -> impl IntoView {
    let is_on = RwSignal::new(true);
    Effect::new(move || {
        is_on.set(browser::shortcuts_are_on());
        browser::on_shortcut(move |key| {
            // It must be possible to switch off single-key shortcuts (WCAG 2.1.4).
            if is_on.get_untracked() && acts(state, key) {
                act(state, key);
            }
        });
    });
    let rows = SHORTCUTS.into_iter().filter(|(key, _)| acts(state, key));
    let rows =
        rows.map(|(key, what)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> });
    view! {
        <dialog id="shortcuts" class="sheet" aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title">"Keyboard shortcuts"</h2>
            <dl class="shortcuts">{rows.collect_view()}</dl>
            <label class="check">
                <input
                    type="checkbox"
                    checked
                    prop:checked=move || is_on.get()
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        is_on.set(on);
                        browser::keep_shortcuts(on);
                    }
                />
                "Use these shortcuts"
            </label>
            <form method="dialog"><button>"Close"</button></form>
        </dialog>
    }
}

/// Whether a key is one of this reader's: a link has no overview.
fn acts(state: ReportState, key: &str) -> bool {
    !(state.audience.is_customer() && matches!(key, "o" | "d"))
}

fn act(state: ReportState, key: &str) {
    match key {
        "?" => browser::show_shortcuts(),
        "/" => browser::focus_filter(true),
        "f" => browser::focus_filter(false),
        "o" => state.go_to(Route::Overview, state.view.get_untracked()),
        "d" => state.go_to(Route::Denials, state.view.get_untracked()),
        "m" => state.change(|view| {
            let mut measures = Measure::ALL.into_iter().cycle();
            measures.find(|measure| *measure == view.measure);
            view.measure = measures.next().unwrap_or_default();
        }),
        "c" => state.present(|presentation| presentation.compare = !presentation.compare),
        "r" => state.go(View::default()),
        _ => {}
    }
}
