//! The usage visuals of the overview: bars and their table, answered by the server.

use domain::display::number;
use domain::view::{FilterKey, View};
use leptos::prelude::*;

use super::chart::{Chart, Tip};
use super::numbers_table::NumbersTable;
use crate::chart_events::Part;
use crate::charts::with_code;
use crate::report_state::ReportState;
use crate::tables::{self, name::TableName, table::Table};
use service::labels;
use service::route::Route;
use service::usage_answer::UsageAnswer;

/// One of the usage visuals.
#[derive(Clone, Copy)]
pub(crate) struct UsageVisual {
    /// Its table.
    pub(crate) name: TableName,
    /// What its bars count.
    pub(crate) unit: &'static str,
    /// The explanation below the heading.
    pub(crate) explained: &'static str,
    /// The id of its heading.
    pub(crate) id: &'static str,
    /// The filter that a bar sets.
    pub(crate) key: FilterKey,
}

impl UsageVisual {
    /// Every usage visual, in the order of the page.
    pub(crate) const ALL: [Self; 3] = [
        Self {
            name: TableName::ActiveAccounts,
            unit: "events",
            explained: "All granted, denied and returned requests.",
            id: "active-accounts",
            key: FilterKey::Account,
        },
        Self {
            name: TableName::ServedClients,
            unit: "clients",
            explained: "A client is a user on a device with at least one grant.",
            id: "served-clients",
            key: FilterKey::Feature,
        },
        Self {
            name: TableName::Activations,
            unit: "activations",
            explained: "Licenses granted and not yet returned at the end of the range.",
            id: "activations",
            key: FilterKey::Product,
        },
    ];

    /// The bars: the stored names, and their numbers.
    fn bars(self, usage: &UsageAnswer) -> Vec<(String, u64)> {
        let usage = &usage.usage;
        let counted = |list: &domain::usage::NameCounts| {
            let rows = list.rows.iter();
            rows.map(|row| (row.name.clone(), row.count)).collect()
        };
        match self.name {
            TableName::ServedClients => counted(&usage.served_clients),
            TableName::Activations => counted(&usage.activations),
            _ => {
                let rows = usage.active_accounts.iter();
                rows.map(|row| (row.account.clone(), row.events()))
                    .collect()
            }
        }
    }

    fn rows_total(self, usage: &UsageAnswer) -> u64 {
        match self.name {
            TableName::ServedClients => usage.usage.served_clients.rows_total,
            TableName::Activations => usage.usage.activations.rows_total,
            _ => usage.usage.accounts_total,
        }
    }

    fn table(self, usage: &UsageAnswer, compares: bool) -> Table {
        let before = usage.before.as_ref().filter(|_| compares);
        match self.name {
            TableName::ServedClients => tables::served_clients(&usage.usage, before),
            TableName::Activations => tables::activations(&usage.usage, before),
            _ => tables::active_accounts(&usage.usage, before),
        }
    }
}

/// The panel of a usage visual.
#[component]
pub(crate) fn UsagePanel(state: ReportState, visual: UsageVisual) -> impl IntoView {
    let pointed = RwSignal::new(None);
    let bars = Memo::new(move |_| {
        state.usage.with(|usage| {
            usage
                .as_ref()
                .map(|usage| visual.bars(usage))
                .unwrap_or_default()
        })
    });
    let table = Memo::new(move |_| {
        let compares = state.compares();
        state.usage.with(|usage| match usage {
            Some(usage) => visual.table(usage, compares),
            None => visual.table(&UsageAnswer::default(), false),
        })
    });
    let to = move |view: &View, name: &str| {
        let mut view = view.clone();
        let filter = view.filters.get_mut(visual.key);
        filter.only = std::iter::once(name.to_owned()).collect();
        view
    };
    let links = Signal::derive(move || {
        state.view.with(|view| {
            bars.with(|bars| {
                bars.iter()
                    .map(|(name, _)| to(view, name))
                    .collect::<Vec<_>>()
            })
        })
    });
    let rows_total = Signal::derive(move || {
        state
            .usage
            .with(|usage| usage.as_ref().map_or(0, |usage| visual.rows_total(usage)))
    });
    let option = move |theme| {
        bars.with(|bars| {
            let names: Vec<String> = bars
                .iter()
                .map(|(name, _)| labels::name(name).to_owned())
                .collect();
            let values: Vec<u64> = bars.iter().map(|(_, value)| *value).collect();
            with_code(|code| (code.plain_bar)(&names, &values, theme))
        })
    };
    let tip = move |part: Part| {
        bars.with(|bars| {
            let (name, value) = bars.get(part.index)?;
            Some(Tip {
                title: labels::name(name).to_owned(),
                text: String::new(),
                number: format!("{} {}", number(*value), visual.unit),
            })
        })
    };
    let click = move |part: Part| {
        let name = bars.with_untracked(|bars| bars.get(part.index).map(|(name, _)| name.clone()));
        if let Some(name) = name {
            state.go_to(Route::Denials, to(&state.view.get_untracked(), &name));
        }
    };
    let label = Signal::derive(move || {
        let title = visual.name.title();
        bars.with(|bars| match bars.first() {
            Some((name, value)) => format!(
                "Bar chart: {title}. The table below has the same numbers. Top: {}, {} {}.",
                labels::name(name),
                number(*value),
                visual.unit
            ),
            None => format!("{title}: no data in this range."),
        })
    });
    view! {
        <section class="panel" aria-labelledby=visual.id>
            <h2 id=visual.id>{visual.name.title()}</h2>
            <p class="explained">{visual.explained}</p>
            <Chart
                kind="bar"
                name=visual.name.word()
                title=visual.name.title()
                label
                option
                tip
                click
                pointed
                theme=state.theme()
                caption=state.caption()
            />
            <NumbersTable state table links links_to=Route::Denials pointed rows_total/>
        </section>
    }
}
