//! Whether an attempt is a true denial, or why it is not.

use serde::{Deserialize, Serialize};

use crate::display;
use crate::frame::NEVER_S;
use crate::view::View;

/// Whether an attempt is a true denial under a view's windows, or why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is one.
    True,
    /// The client was to try another server.
    NotFinal,
    /// The identical request came again so many seconds later.
    Repeated(u32),
    /// The request was granted so many seconds later.
    Granted(u32),
}

impl Verdict {
    /// The verdict on an attempt, given its gaps in seconds. A later grant says more
    /// than a repeat, so it comes first where both hold.
    pub fn of(view: &View, is_final: bool, next_repeat_s: u32, next_grant_s: u32) -> Self {
        let within =
            |gap_s: u32, window_s: u32| window_s > 0 && gap_s != NEVER_S && gap_s <= window_s;
        if !is_final {
            Self::NotFinal
        } else if within(next_grant_s, view.grant_window_s) {
            Self::Granted(next_grant_s)
        } else if within(next_repeat_s, view.repeat_window_s) {
            Self::Repeated(next_repeat_s)
        } else {
            Self::True
        }
    }

    /// The verdict in words.
    pub fn text(self) -> String {
        match self {
            Self::True => "true denial".to_owned(),
            Self::NotFinal => "tried elsewhere".to_owned(),
            Self::Repeated(gap_s) => format!("repeated after {}", display::duration(gap_s)),
            Self::Granted(gap_s) => format!("granted after {}", display::duration(gap_s)),
        }
    }
}
