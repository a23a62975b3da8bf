//! The gaps behind true denials, derived from the events and never stored.
//!
//! For each attempt: how long until the next *identical* final attempt (same account,
//! user, device, feature and status, on any server of the account) and until the next
//! *grant* of the feature to the same user on the same device. *Next* is later in
//! time or, within one second, later in import order. If user and device are both
//! unknown, nothing is known to follow.

use hashbrown::HashMap;

use crate::frame::NEVER_S;

/// What an attempt has in common with its repeats and with a later grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asking {
    /// The account's id.
    pub account: u32,
    /// The user's id.
    pub user: u32,
    /// The device's id.
    pub device: u32,
    /// The feature's id.
    pub feature: u32,
}

/// An event that can start or end a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An attempt.
    Denied {
        /// The status's id.
        status: u32,
        /// Whether the attempt was final.
        is_final: bool,
    },
    /// A grant.
    Granted,
}

/// The gaps of one attempt, in seconds; [`NEVER_S`] if nothing follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gaps {
    /// To the next identical final attempt.
    pub next_repeat_s: u32,
    /// To the next grant.
    pub next_grant_s: u32,
}

impl Gaps {
    /// Nothing follows.
    pub const NEVER: Self = Self {
        next_repeat_s: NEVER_S,
        next_grant_s: NEVER_S,
    };
}

/// Derives gaps from events, latest first.
#[derive(Default)]
pub struct GapsBackwards {
    grants: HashMap<Asking, u32>,
    attempts: HashMap<(Asking, u32), u32>,
}

impl GapsBackwards {
    /// Adds the event before all those added so far, and returns its gaps ([`Gaps::NEVER`]
    /// for a grant). `at` is in seconds; `nobody` means that user and device are both
    /// unknown.
    pub fn take(&mut self, at: u32, asking: Asking, nobody: bool, step: Step) -> Gaps {
        if nobody {
            return Gaps::NEVER;
        }
        match step {
            Step::Granted => {
                self.grants.insert(asking, at);
                Gaps::NEVER
            }
            Step::Denied { status, is_final } => {
                let gap = |next: Option<&u32>| {
                    next.map_or(NEVER_S, |next| next.saturating_sub(at).min(NEVER_S - 1))
                };
                let gaps = Gaps {
                    next_repeat_s: gap(self.attempts.get(&(asking, status))),
                    next_grant_s: gap(self.grants.get(&asking)),
                };
                if is_final {
                    self.attempts.insert((asking, status), at);
                }
                gaps
            }
        }
    }
}
