//! Whether an attempt is a true denial, or why it is not.

use serde::{Deserialize, Serialize};

use crate::display;
use crate::frame::NEVER_S;
use crate::view::View;

/// Whether an attempt is a true denial under a view's windows, or why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// A true denial.
    True,
    /// The client was going to try another server.
    NotFinal,
    /// An identical request followed after this number of seconds.
    Repeated(u32),
    /// The request was granted after this number of seconds.
    Granted(u32),
}

impl Verdict {
    /// The verdict on an attempt, given its gaps in seconds. If both a grant and a repeat
    /// follow, the grant is reported, since it says more.
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

    /// The verdict as text.
    pub fn text(self) -> String {
        match self {
            Self::True => "true denial".to_owned(),
            Self::NotFinal => "tried elsewhere".to_owned(),
            Self::Repeated(gap_s) => format!("repeated after {}", display::duration(gap_s)),
            Self::Granted(gap_s) => format!("granted after {}", display::duration(gap_s)),
        }
    }
}

/// The windows of a view, prepared for checking many attempts for true denials: whether the
/// [`Verdict`] is [`Verdict::True`].
#[derive(Clone, Copy)]
pub(crate) struct Windows {
    /// The shortest gaps of a true denial. [`NEVER_S`] is never shorter, and no gap is
    /// shorter than 0, which means that the rule is off.
    repeat_s: u32,
    grant_s: u32,
}

impl Windows {
    pub(crate) fn of(view: &View) -> Self {
        let shortest = |window_s: u32| match window_s {
            0 => 0,
            _ => window_s.saturating_add(1),
        };
        Self {
            repeat_s: shortest(view.repeat_window_s),
            grant_s: shortest(view.grant_window_s),
        }
    }

    /// Whether an attempt is a true denial.
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "without branches the loop can be vectorized"
    )]
    pub(crate) fn is_true(self, is_final: bool, next_repeat_s: u32, next_grant_s: u32) -> bool {
        is_final & (next_repeat_s >= self.repeat_s) & (next_grant_s >= self.grant_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_say_what_the_verdict_says() {
        let edges = [0, 1, 2, 299, 300, 301, u32::MAX - 1, u32::MAX];
        for (w, g) in edges.into_iter().flat_map(|w| edges.map(|g| (w, g))) {
            let view = View {
                repeat_window_s: w,
                grant_window_s: g,
                ..View::default()
            };
            for (repeat, grant) in edges.into_iter().flat_map(|r| edges.map(|g| (r, g))) {
                for is_final in [false, true] {
                    let verdict = Verdict::of(&view, is_final, repeat, grant);
                    let is_true = Windows::of(&view).is_true(is_final, repeat, grant);
                    assert_eq!(
                        is_true,
                        verdict == Verdict::True,
                        "{w} {g} {repeat} {grant}"
                    );
                }
            }
        }
    }
}
