//! What one attempt adds to the measures, and for whom and why.

use crate::frame::{Frame, NEVER_S, word};
use crate::names::ServerId;
use crate::status::Category;
use crate::verdict::Verdict;
use crate::view::View;

/// What an attempt counts as, beside one attempt.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    /// Whether it is a true denial under the view's windows.
    pub(super) is_true: bool,
    /// Who was affected, as a place among the frame's persons; `None`: unknown.
    pub(super) person: Option<u32>,
}

impl Counted {
    /// What a row of the frame counts as.
    pub(super) fn of(frame: &Frame, view: &View, row: usize) -> Self {
        let columns = &frame.attempts;
        let gap_s = |column: &[u32]| column.get(row).copied().unwrap_or(NEVER_S);
        let verdict = Verdict::of(
            view,
            columns.is_final.get(row) == 1,
            gap_s(&columns.next_repeat_s),
            gap_s(&columns.next_grant_s),
        );
        let person = columns.person.get(row);
        let is_known = frame
            .persons
            .get(person as usize)
            .is_some_and(|person| !word(&frame.dictionaries.users, person.user.0).is_empty());
        Self {
            is_true: verdict == Verdict::True,
            person: is_known.then_some(person),
        }
    }
}

/// The account of a row, as a place in the dictionary.
pub(super) fn account_of(frame: &Frame, row: usize) -> u32 {
    let server = ServerId(frame.attempts.server.get(row));
    frame.dictionaries.account_of(server).0
}

/// The category of a row's status.
pub(super) fn category_of(frame: &Frame, row: usize) -> Category {
    let status = frame.attempts.status.get(row) as usize;
    let status = frame.dictionaries.statuses.get(status);
    status.map_or(Category::Other, |status| status.category)
}
