//! The search in the values of one filter.

use domain::view::FilterKey;
use leptos::prelude::*;

use crate::report_state::ReportState;
use service::choices::Choice;

/// The search in the values of one filter.
#[derive(Clone, Copy)]
pub(super) struct FacetSearch {
    state: ReportState,
    key: FilterKey,
    /// The text.
    pub(super) text: RwSignal<String>,
    /// The values that contain it; `None` without a text.
    pub(super) found: RwSignal<Option<Vec<Choice>>>,
    /// Numbers the searches, so that a late answer to an earlier one is dropped.
    last: StoredValue<u64>,
    /// The search whose values are shown.
    answered: StoredValue<u64>,
    /// The search whose first value is taken as soon as it is known.
    taken: StoredValue<Option<u64>>,
}

impl FacetSearch {
    pub(super) fn new(state: ReportState, key: FilterKey) -> Self {
        Self {
            state,
            key,
            text: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            last: StoredValue::new(0),
            answered: StoredValue::new(0),
            taken: StoredValue::new(None),
        }
    }

    /// Searches for the text, in the view of now.
    pub(super) fn look(self) {
        self.last.update_value(|last| *last += 1);
        let typed = self.text.get_untracked();
        if typed.trim().is_empty() {
            self.found.set(None);
            return;
        }
        let this = self.last.get_value();
        let is_wanted = move || self.last.try_get_value() == Some(this);
        self.state
            .fetch_values(self.key, typed, is_wanted, move |values| {
                self.answered.set_value(this);
                self.found.set(Some(values));
                if self.taken.get_value() == Some(this) {
                    self.take_first();
                }
            });
    }

    /// Adds the first value that contains the text to the filter, once it is known.
    pub(super) fn take_first(self) {
        if self.text.with_untracked(|text| text.trim().is_empty()) {
            return;
        }
        let this = self.last.get_value();
        if self.answered.get_value() != this {
            self.taken.set_value(Some(this));
            return;
        }
        let first = |found: &Option<Vec<Choice>>| Some(found.as_ref()?.first()?.value.clone());
        let Some(value) = self.found.with_untracked(first) else {
            return;
        };
        self.text.set(String::new());
        self.found.set(None);
        let view = self.state.view.get_untracked();
        if !view.filters.get(self.key).only.contains(&value) {
            self.state.go(view.toggled(self.key, &value));
        }
    }
}
