//! Steps: how the page goes from one view to the next, and what becomes of the address.

use domain::denial_order::{DenialColumn, Sort};
use domain::view::View;
use leptos::prelude::*;

use super::Page;
use super::page::set_changed;
use crate::browser;
use service::presentation::Presentation;
use service::route::Route;

/// How a view came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A choice: a new entry of the history.
    Choice,
    /// A keystroke: the entry that the first keystroke made is changed.
    Keystroke,
    /// Only the looks: the present entry is changed.
    Looks,
}

/// Where a step leads.
struct Target {
    place: Route,
    view: View,
    presentation: Presentation,
}

impl Page {
    /// Goes to a view: a new entry in the browser's history.
    pub(crate) fn go(self, view: View) {
        self.go_to(self.place.get_untracked(), view);
    }

    /// Goes to a view on a page.
    pub(crate) fn go_to(self, place: Route, view: View) {
        self.go_to_look(place, view, self.presentation.get_untracked());
    }

    /// Goes to a view on a page, and shows it in another way.
    pub(crate) fn go_to_look(self, place: Route, view: View, presentation: Presentation) {
        let target = Target {
            place,
            view,
            presentation,
        };
        self.step(target, Step::Choice);
    }

    /// Changes the view and goes there.
    pub(crate) fn change(self, change: impl FnOnce(&mut View)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        self.go(view);
    }

    /// Changes the view as the reader types.
    pub(crate) fn type_in(self, change: impl FnOnce(&mut View)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        let target = Target {
            place: self.place.get_untracked(),
            view,
            presentation: self.presentation.get_untracked(),
        };
        self.step(target, Step::Keystroke);
    }

    /// Ends typing: the next keystroke makes an entry of its own.
    pub(crate) fn end_typing(self) {
        self.typing.set_value(false);
    }

    /// Changes how the view is shown.
    pub(crate) fn show_as(self, change: impl FnOnce(&mut Presentation)) {
        let mut presentation = self.presentation.get_untracked();
        change(&mut presentation);
        let target = Target {
            place: self.place.get_untracked(),
            view: self.view.get_untracked(),
            presentation,
        };
        self.step(target, Step::Looks);
    }

    /// Sorts the summary table.
    pub(crate) fn sort(self, sort: Sort) {
        self.show_as(|presentation| presentation.sort = sort);
    }

    /// Hides a column of the summary table, or shows it again.
    pub(crate) fn toggle_column(self, column: DenialColumn) {
        self.show_as(|presentation| *presentation = presentation.with_toggled(column));
    }

    fn step(self, mut target: Target, step: Step) {
        if let Some(error) = target.view.too_much(&target.presentation.pairs()) {
            // No address can hold it: it is told, and the view stays.
            self.notices.set(vec![error.to_string()]);
            return;
        }
        let same_view = target.view == self.view.get_untracked();
        let same_place = target.place == self.place.get_untracked();
        let same_looks = target.presentation == self.presentation.get_untracked();
        if same_view && same_place && same_looks {
            return;
        }
        // Another view or order begins with its first row.
        target.presentation.rows_before = 0;
        let address = self.address_of(target.place, &target.view, &target.presentation);
        let goes_on = step == Step::Keystroke && self.typing.get_value();
        if goes_on || step == Step::Looks {
            browser::replace_address(&address);
        } else {
            browser::push_address(&address);
        }
        self.typing.set_value(step == Step::Keystroke);
        self.notices.set(Vec::new());
        self.show(target, step);
        if !same_place {
            browser::begin_page(self.place.get_untracked());
        }
    }

    /// Shows what the address says, after the reader went back or forward.
    pub(super) fn follow(self, path: &str, query: &str) {
        let parsed = View::parse(query);
        self.typing.set_value(false);
        self.notices
            .set(parsed.errors.iter().map(ToString::to_string).collect());
        let place = self
            .facts
            .with_untracked(|facts| Route::at(facts.base.strip(path)));
        let target = Target {
            place,
            view: parsed.view,
            presentation: Presentation::parse(&parsed.presentation),
        };
        browser::name_page(target.place);
        self.show(target, Step::Choice);
    }

    fn show(self, target: Target, step: Step) {
        // Every signal that does not change stays quiet.
        let asks = self.asks_again(&target);
        set_changed(self.place, target.place);
        set_changed(self.view, target.view);
        set_changed(self.presentation, target.presentation);
        if asks {
            self.ask(step);
        }
    }

    /// Whether the answer is another one: a theme or a hidden column changes none.
    fn asks_again(self, target: &Target) -> bool {
        let now = self.presentation.get_untracked();
        let looks = |presentation: &Presentation| Presentation {
            theme: None,
            hide: Vec::new(),
            embed: None,
            ..presentation.clone()
        };
        target.place != self.place.get_untracked()
            || target.view != self.view.get_untracked()
            || looks(&now) != looks(&target.presentation)
    }
}
