//! Denials summary: single attempts, newest first.

use domain::denial_rows::DenialRow;
use domain::display::{amount, number};
use leptos::prelude::*;

use crate::denials::Page;
use crate::words;

/// The summary table.
#[component]
pub(crate) fn DenialsTable(page: Page) -> impl IntoView {
    let count = move || {
        page.answer.with(|answer| {
            format!(
                "{} of {} attempts, the newest first",
                number(answer.rows.len() as u64),
                number(answer.totals.attempts)
            )
        })
    };
    let rows = move || {
        page.answer
            .with(|answer| answer.rows.iter().map(denial_row).collect_view())
    };
    view! {
        <section class="panel table-panel" aria-labelledby="summary">
            <h2 id="summary">"Denials Summary"</h2>
            <p class="table-count" aria-live="polite">{count}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="summary">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Time"</th>
                            <th scope="col">"Account"</th>
                            <th scope="col">"User"</th>
                            <th scope="col">"Device"</th>
                            <th scope="col">"Feature"</th>
                            <th scope="col">"Version"</th>
                            <th scope="col" class="number">"Count"</th>
                            <th scope="col">"Code"</th>
                            <th scope="col">"Description"</th>
                            <th scope="col">"Category"</th>
                            <th scope="col">"Product"</th>
                            <th scope="col">"Server"</th>
                            <th scope="col">"Source"</th>
                            <th scope="col">"True denial?"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <button
                type="button"
                class="more"
                class:hidden=move || !page.has_more_rows()
                on:click=move |_| page.more_rows()
            >
                "Show 100 more"
            </button>
        </section>
    }
}

fn denial_row(row: &DenialRow) -> impl IntoView + use<> {
    let text = |name: &str| words::name(name).to_owned();
    let code = format!("{} {}", row.space, row.code);
    view! {
        <tr>
            <td class="time">{row.time.clone()}</td>
            <td>{text(&row.account)}</td>
            <td>{text(&row.user)}</td>
            <td>{text(&row.device)}</td>
            <td>{text(&row.feature)}</td>
            <td>{row.version.clone()}</td>
            <td class="number">{amount(row.count)}</td>
            <td title=code.clone()>{code.clone()}</td>
            <td title=row.description.clone()>{row.description.clone()}</td>
            <td>{words::category(&row.category)}</td>
            <td>{row.product.clone()}</td>
            <td>{row.server.clone()}</td>
            <td>{row.source.clone()}</td>
            <td>{row.verdict.text()}</td>
        </tr>
    }
}
