//! The three measures, side by side.

use domain::display::number;
use domain::view::Measure;
use leptos::prelude::*;

use crate::denials::Page;
use crate::words;

/// The totals under every filter; the chosen measure stands out.
#[component]
pub(crate) fn Totals(page: Page) -> impl IntoView {
    let total = move |measure: Measure| {
        view! {
            <div class="total" class:chosen=move || page.view.with(|view| view.measure == measure)>
                <dt>{words::measure(measure)}</dt>
                <dd>{move || number(page.answer.with(|answer| answer.totals.get(measure)))}</dd>
            </div>
        }
    };
    view! {
        <section aria-label="Totals" aria-live="polite">
            <dl class="totals">
                {Measure::ALL.map(total)}
            </dl>
        </section>
    }
}
