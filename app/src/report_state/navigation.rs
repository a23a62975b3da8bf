//! Navigation: from one view to the next, and what becomes of the URL and the history.

use domain::denial_order::{DenialColumn, Sort};
use domain::view::View;
use leptos::prelude::*;

use super::{ReportState, set_changed};
use service::presentation::Presentation;
use service::route::Route;

/// What kind of change leads to a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Navigation {
    /// A choice: a new entry of the history.
    Choice,
    /// A keystroke: the entry that the first keystroke made is changed.
    Keystroke,
    /// Only the presentation: the present entry is changed.
    Presentation,
}

/// Where navigation leads.
#[derive(Clone, Debug)]
pub(super) struct Target {
    route: Route,
    view: View,
    presentation: Presentation,
}

impl ReportState {
    /// Goes to a view: a new entry in the browser's history.
    pub(crate) fn go(self, view: View) {
        self.go_to(self.route.get_untracked(), view);
    }

    /// Goes to a view on a page.
    pub(crate) fn go_to(self, route: Route, view: View) {
        self.go_to_presented(route, view, self.presentation.get_untracked());
    }

    /// Goes to a view on a page, in another presentation.
    pub(crate) fn go_to_presented(self, route: Route, view: View, presentation: Presentation) {
        let target = Target {
            route,
            view,
            presentation,
        };
        self.navigate(target, Navigation::Choice);
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
            route: self.route.get_untracked(),
            view,
            presentation: self.presentation.get_untracked(),
        };
        self.navigate(target, Navigation::Keystroke);
    }

    /// Ends typing: the next keystroke makes an entry of its own.
    pub(crate) fn end_typing(self) {
        self.typing.set_value(false);
    }

    /// Changes the presentation of the view.
    pub(crate) fn present(self, change: impl FnOnce(&mut Presentation)) {
        let mut presentation = self.presentation.get_untracked();
        change(&mut presentation);
        let target = Target {
            route: self.route.get_untracked(),
            view: self.view.get_untracked(),
            presentation,
        };
        self.navigate(target, Navigation::Presentation);
    }

    /// Opens a row's detail.
    pub(crate) fn open_detail(self) {
        if self.detail.get_untracked() {
            return;
        }
        if !self.leaves_detail.get_value() {
            let url = self.present_url();
            self.environment.push_url(&url);
        }
        self.detail.set(true);
    }

    /// Closes it: the history is as before.
    pub(crate) fn close_detail(self) {
        if self.detail.get_untracked() {
            self.detail.set(false);
            self.leaves_detail.set_value(true);
            self.environment.go_back();
        }
    }

    fn present_url(self) -> String {
        untrack(|| {
            self.presentation.with(|presentation| {
                self.view
                    .with(|view| self.view_url_as(self.route.get(), view, presentation))
            })
        })
    }

    /// Sorts the summary table.
    pub(crate) fn sort(self, sort: Sort) {
        self.present(|presentation| presentation.sort = sort);
    }

    /// Hides a column of the summary table, or shows it again.
    pub(crate) fn toggle_column(self, column: DenialColumn) {
        self.present(|presentation| *presentation = presentation.with_toggled(column));
    }

    fn navigate(self, mut target: Target, navigation: Navigation) {
        if self.leaves_detail.get_value() {
            // A new entry would come before the browser goes back, and be left again.
            self.next_target.set_value(Some((target, navigation)));
            return;
        }
        if let Some(error) = target.view.exceeded_limit(&target.presentation.pairs()) {
            // No URL can hold it: the reader sees why, and the view stays.
            self.notices.set(vec![error.to_string()]);
            return;
        }
        let same_view = target.view == self.view.get_untracked();
        let same_route = target.route == self.route.get_untracked();
        let same_presentation = target.presentation == self.presentation.get_untracked();
        if same_view && same_route && same_presentation {
            return;
        }
        // Another view or order begins with its first row.
        target.presentation.rows_before = 0;
        let url = self.view_url_as(target.route, &target.view, &target.presentation);
        let goes_on = navigation == Navigation::Keystroke && self.typing.get_value();
        // A link in a row's detail leads on from the page below it.
        let from_detail = self.detail.get_untracked();
        set_changed(self.detail, false);
        if goes_on || from_detail || navigation == Navigation::Presentation {
            self.environment.replace_url(&url);
        } else {
            self.environment.push_url(&url);
        }
        self.typing.set_value(navigation == Navigation::Keystroke);
        self.notices.set(Vec::new());
        self.show(target, navigation);
        if !same_route {
            self.environment.begin_page(self.route.get_untracked());
        }
    }

    /// Shows what the URL says, after the reader went back or forward.
    pub(super) fn follow(self, path: &str, query: &str) {
        let parsed = View::parse(query);
        let route = self
            .facts
            .with_untracked(|facts| Route::at(facts.base.strip(path)));
        let target = Target {
            route,
            view: parsed.view.clone(),
            presentation: Presentation::parse(&parsed.presentation),
        };
        let returns = self.leaves_detail.get_value();
        self.leaves_detail.set_value(false);
        if returns && self.is_at(&target) {
            self.after_detail();
            return;
        }
        self.next_target.set_value(None);
        self.typing.set_value(false);
        set_changed(self.detail, false);
        self.notices.set(parsed.notices());
        self.environment.name_page(target.route);
        self.show(target, Navigation::Choice);
    }

    /// The browser is back on the page below a detail that was closed: what the reader did since
    /// follows.
    fn after_detail(self) {
        if self.detail.get_untracked() {
            let url = self.present_url();
            self.environment.push_url(&url);
        }
        let next = self.next_target.try_update_value(Option::take);
        if let Some((target, navigation)) = next.flatten() {
            self.navigate(target, navigation);
        }
    }

    fn is_at(self, target: &Target) -> bool {
        target.route == self.route.get_untracked() && target.view == self.view.get_untracked()
    }

    fn show(self, target: Target, navigation: Navigation) {
        let changes_answer = self.changes_answer(&target);
        set_changed(self.route, target.route);
        set_changed(self.view, target.view);
        set_changed(self.presentation, target.presentation);
        if changes_answer {
            self.fetch_answer(navigation);
        }
    }

    /// Whether the answer is another one: a theme or a hidden column changes none.
    fn changes_answer(self, target: &Target) -> bool {
        let now = self.presentation.get_untracked();
        let relevant = |presentation: &Presentation| Presentation {
            theme: None,
            hide: Vec::new(),
            embed: None,
            ..presentation.clone()
        };
        target.route != self.route.get_untracked()
            || target.view != self.view.get_untracked()
            || relevant(&now) != relevant(&target.presentation)
    }
}
