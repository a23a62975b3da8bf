//! The table's header: one link per column, that sorts.

use domain::denial_order::{DenialColumn, Sort};
use leptos::ev;
use leptos::prelude::*;

use crate::report_state::ReportState;
use service::labels;

/// How a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sorted {
    is_descending: bool,
    /// The position among the sort keys, from 1; `None` if it is the only one.
    place: Option<usize>,
}

impl Sorted {
    /// Without a key the newest rows come first, so time descends.
    fn of(sort: &Sort, column: DenialColumn) -> Option<Self> {
        if sort.0.is_empty() {
            return (column == DenialColumn::Time).then_some(Self {
                is_descending: true,
                place: None,
            });
        }
        let (is_descending, place) = sort.direction(column)?;
        Some(Self {
            is_descending,
            place: (sort.0.len() > 1).then_some(place + 1),
        })
    }

    fn direction(self) -> &'static str {
        if self.is_descending {
            "descending"
        } else {
            "ascending"
        }
    }

    fn arrow(self) -> &'static str {
        if self.is_descending { "↓" } else { "↑" }
    }

    /// The value of `aria-sort`: only one column may have it.
    fn aria(self) -> Option<&'static str> {
        (self.place.unwrap_or(1) == 1).then(|| self.direction())
    }

    /// The hidden text of a further key for screen readers.
    fn text(self) -> String {
        match self.place {
            Some(place) if place > 1 => format!(", key {place}, {}", self.direction()),
            _ => String::new(),
        }
    }
}

/// The header cells of the visible columns.
pub(super) fn heads(state: ReportState, columns: Memo<Vec<DenialColumn>>) -> impl IntoView {
    move || {
        let columns = columns.get().into_iter();
        columns.map(|column| head(state, column)).collect_view()
    }
}

fn head(state: ReportState, column: DenialColumn) -> impl IntoView {
    let sorted = Memo::new(move |_| {
        let presentation = state.presentation;
        presentation.with(|shown| Sorted::of(&shown.sort, column))
    });
    let mark = move || {
        sorted.get().map(|sorted| {
            let place = sorted.place.map(|place| place.to_string());
            view! {
                <span class="sort-mark" aria-hidden="true">{sorted.arrow()} {place}</span>
                <span class="hidden-text">{sorted.text()}</span>
            }
        })
    };
    let href = move || {
        state.presented_url(|shown| {
            shown.sort = shown.sort.toggled(column, false);
            shown.rows_before = 0;
        })
    };
    let press = move |event: ev::MouseEvent| {
        // These open a tab or a menu.
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        event.prevent_default();
        let presentation = state.presentation;
        let sort =
            presentation.with_untracked(|shown| shown.sort.toggled(column, event.shift_key()));
        state.sort(sort);
    };
    let class = format!("column-{}", column.word());
    view! {
        <th
            scope="col"
            class=class
            class:number=column == DenialColumn::Count
            aria-sort=move || sorted.get().and_then(Sorted::aria)
        >
            <a class="sort" href=href on:click=press>
                <span class="sort-name">{labels::column(column)}</span>
                {mark}
            </a>
        </th>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str, column: DenialColumn) -> Option<Sorted> {
        Sorted::of(&Sort::parse(text), column)
    }

    #[test]
    fn without_a_key_time_descends() {
        let time = sorted("", DenialColumn::Time);
        assert_eq!(time.and_then(Sorted::aria), Some("descending"));
        assert_eq!(time.map(Sorted::arrow), Some("↓"));
        assert_eq!(time.and_then(|time| time.place), None);
        assert_eq!(sorted("", DenialColumn::Account), None);
        assert_eq!(sorted("account", DenialColumn::Time), None);
    }

    #[test]
    fn one_key_has_no_place() {
        let account = sorted("account", DenialColumn::Account);
        assert_eq!(account.map(|account| account.place), Some(None));
        assert_eq!(account.and_then(Sorted::aria), Some("ascending"));
        assert_eq!(account.map(Sorted::text), Some(String::new()));
    }

    #[test]
    fn of_several_keys_the_first_alone_has_the_attribute() {
        let account = sorted("account,-time", DenialColumn::Account);
        assert_eq!(account.and_then(|account| account.place), Some(1));
        assert_eq!(account.and_then(Sorted::aria), Some("ascending"));
        let time = sorted("account,-time", DenialColumn::Time);
        assert_eq!(time.and_then(|time| time.place), Some(2));
        assert_eq!(time.and_then(Sorted::aria), None);
        assert_eq!(
            time.map(Sorted::text).as_deref(),
            Some(", key 2, descending")
        );
    }
}
