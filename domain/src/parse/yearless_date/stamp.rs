//! When a line was written.

use jiff::civil::Time;

use super::day::{Civil, Day};

/// When a line was written, as far as it is known so far.
#[derive(Clone, Copy, Debug)]
pub(in crate::parse) struct Stamp {
    pub(super) at: Civil,
    pub(super) stepped_back_from: Option<Civil>,
    /// How often the log had started again.
    pub(super) starts: u32,
}

/// A stamp without its time of day: the same for many lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) day: Day,
    stepped_back_from: Option<Civil>,
    starts: u32,
}

impl Stamp {
    pub(super) fn run(self) -> Run {
        Run {
            day: self.at.day,
            stepped_back_from: self.stepped_back_from,
            starts: self.starts,
        }
    }
}

impl Run {
    pub(super) fn stamp(self, time: Time) -> Stamp {
        Stamp {
            at: Civil {
                day: self.day,
                time,
            },
            stepped_back_from: self.stepped_back_from,
            starts: self.starts,
        }
    }
}
