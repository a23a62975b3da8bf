//! The report: every number of one view.
//!
//! Each list ignores only the filter (and its `not-`) on its own key; the totals obey
//! every filter. One pass over the rows of the range computes which filters each row fails,
//! and a list counts a row that fails none but the list's own. Rows are processed in blocks,
//! one step at a time for the whole block, and blocks in parallel on all cores.

mod block;
mod blocks;
mod day_blocks;
mod distinct;
mod filter_tables;
mod keys;
mod list;
mod list_keys;
mod lists;
mod mask;
mod numbers;
mod packed_measures;
mod people;
mod report_data;
mod server_names;
mod sums;
mod tallies;
mod tally;
mod threads;
pub mod trend;
mod value_lists;
pub mod weight;

use crate::event::Second;
use crate::frame::Frame;
use crate::period::Period;
use crate::view::View;
use crate::zone::Days;
use crate::zone::{ZoneOffsets, date_of_day};

pub(crate) use filter_tables::FilterBits;
pub use mask::RowMask;
pub use numbers::{List, Measures, Row, ServerKey, StatusKey, UserKey};
pub use report_data::{FilterEffect, Report};
pub(crate) use threads::on_every_core;
pub use value_lists::ValueLists;

/// The time and the zone of a report, since the domain never asks the time.
#[derive(Clone, Copy, Debug)]
pub struct ReportContext<'a> {
    /// The present, at which preset ranges end.
    pub now: Second,
    /// The offset changes of the view's zone from the first event to `now`.
    pub zone: &'a ZoneOffsets,
}

impl ReportContext<'_> {
    /// The days of a frame that a view covers.
    pub fn days(&self, frame: &Frame, view: &View) -> Days {
        let today = date_of_day(self.zone.day(self.now));
        view.range.days(today, frame.recorded(self.zone))
    }
}

/// Computes the report of a view. Every list but the days is cut to its first `top` rows.
pub fn report(frame: &Frame, view: &View, context: &ReportContext<'_>, top: usize) -> Report {
    let period = Period::whole(context.days(frame, view));
    report_of(frame, view, context.zone, period, top)
}

/// Computes the report of a view's filters over a period instead of the view's range.
pub fn report_of(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
) -> Report {
    tallies::report_of(frame, view, zone, period, top)
}
