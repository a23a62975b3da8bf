//! The time zone that days are counted in.

use domain::view::ZONE_DEFAULT;
use leptos::prelude::*;

use crate::browser;
use crate::report_state::ReportState;

/// Zones that are offered; any other of the IANA database can be typed.
const ZONES: [&str; 20] = [
    "UTC",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Stockholm",
    "Pacific/Auckland",
];

/// The zone: a name, typed or chosen.
#[component]
pub(super) fn ZoneField(state: ReportState) -> impl IntoView {
    let own = RwSignal::new(None::<String>);
    // The browser's own zone is offered once the page runs.
    Effect::new(move || own.set(browser::own_zone()));
    let own_option = move || {
        own.get()
            .map(|zone| view! { <option value=zone>"your time zone"</option> })
    };
    let zone = move || state.view.with(|view| view.zone.clone());
    view! {
        <label class="field">
            <span>"Time zone"</span>
            <input
                type="text"
                name="tz"
                list="zones"
                autocomplete="off"
                spellcheck="false"
                value=state.view.with_untracked(|view| view.zone.clone())
                prop:value=zone
                on:change=move |event| {
                    let zone = event_target_value(&event).trim().to_owned();
                    let zone = if zone.is_empty() { ZONE_DEFAULT.to_owned() } else { zone };
                    state.change(|view| view.zone = zone);
                }
            />
        </label>
        <datalist id="zones">
            {own_option}
            {ZONES.map(|zone| view! { <option value=zone></option> })}
        </datalist>
    }
}
