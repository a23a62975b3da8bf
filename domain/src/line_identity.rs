//! What a line of a log is known by, so that it is stored once however it comes.

use crate::event::Second;

/// What identifies an event beside its server and its second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineIdentity {
    /// [`event_hash`](crate::identity::event_hash).
    pub hash: u64,
    /// How many equal events of the second stand before it in its file.
    pub ordinal: u32,
    /// What an earlier version identified it by, where that is something else.
    pub former: Option<FormerIdentity>,
    /// What it is identified by where its log ends before the lines by which it is read as it
    /// is. `None` where that makes no difference.
    pub unfinished: Option<FormerIdentity>,
}

/// What else an event was identified by, beside its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormerIdentity {
    /// When the event was said to have happened.
    pub at: Second,
    /// The hash of the event as it was read.
    pub hash: u64,
    /// How many equal events of that second stood before it, as they were read.
    pub ordinal: u32,
    /// Whether the event has another time, status or feature now. What else may differ is seen
    /// by nobody.
    pub is_changed: bool,
}
