//! The rows of the summary table: those that the server's answer lists, or all of the slice.

use std::ops::Range;
use std::sync::Arc;

use domain::denial_rows::DenialRow;
use domain::frame::Frame;
use leptos::prelude::*;

use super::ReportState;
use crate::engine::{denial_row, neighbours};
use crate::request_error::RequestError;
use service::answer::{NEIGHBOURS_EACH_SIDE, TABLE_ROWS, TABLE_ROWS_MAX};

/// Where the rows of the table come from.
#[derive(Clone, Debug)]
pub(crate) enum TableRows {
    /// Some rows of the whole, after the first `skip`.
    Listed {
        /// How many rows come before.
        skip: usize,
        /// The rows.
        rows: Arc<Vec<DenialRow>>,
    },
    /// Every row, in the order of the table.
    Held {
        /// The frame that these are rows of; the held slice may be a newer one.
        frame: Arc<Frame>,
        /// The rows.
        order: Arc<Vec<u32>>,
    },
}

impl TableRows {
    /// Rows that an answer lists.
    pub(crate) fn listed(skip: usize, rows: Vec<DenialRow>) -> Self {
        Self::Listed {
            skip,
            rows: Arc::new(rows),
        }
    }
}

impl ReportState {
    /// How many rows the table can show by itself.
    pub(crate) fn table_len(self) -> usize {
        self.table.with(|table| match table {
            TableRows::Listed { rows, .. } => rows.len(),
            TableRows::Held { order, .. } => order.len(),
        })
    }

    /// How many rows of the whole come before the table's first.
    pub(crate) fn rows_before(self) -> usize {
        self.table.with(|table| match table {
            TableRows::Listed { skip, .. } => *skip,
            TableRows::Held { .. } => 0,
        })
    }

    /// Some of the table's rows as they show, by their places in it.
    pub(crate) fn table_rows(self, places: Range<usize>) -> Vec<DenialRow> {
        self.table.with(|table| match table {
            TableRows::Listed { rows, .. } => {
                let end = places.end.min(rows.len());
                rows.get(places.start.min(end)..end)
                    .unwrap_or_default()
                    .to_vec()
            }
            TableRows::Held { frame, order } => {
                let end = places.end.min(order.len());
                let order = order.get(places.start.min(end)..end).unwrap_or_default();
                self.denial_rows(frame, order)
            }
        })
    }

    /// Whether the server has more rows than the table, and the table may grow.
    pub(crate) fn has_more_rows(self) -> bool {
        let attempts = self.answer.with(|answer| answer.report.totals.attempts);
        self.table.with(|table| match table {
            TableRows::Listed { skip, rows } => {
                ((skip + rows.len()) as u64) < attempts && rows.len() < TABLE_ROWS_MAX
            }
            TableRows::Held { .. } => false,
        })
    }

    /// Fetches more rows of the table.
    pub(crate) fn fetch_more_rows(self) {
        if self.has_more_rows() && !self.stale.get_untracked() {
            self.fetch_rows(self.table_len() + TABLE_ROWS);
        }
    }

    /// Gives a row and its neighbors in time, from the slice or the server.
    pub(crate) fn fetch_neighbours(
        self,
        row: u32,
        then: impl FnOnce(Result<Vec<DenialRow>, RequestError>) + 'static,
    ) {
        if let TableRows::Held { frame, .. } = self.table.get_untracked() {
            let rows = neighbours(&frame, row, NEIGHBOURS_EACH_SIDE);
            then(Ok(untrack(|| self.denial_rows(&frame, &rows))));
            return;
        }
        let query = self.query();
        let version = self.facts.with_untracked(|facts| facts.version);
        self.environment
            .ask_neighbours(query, row, version, Box::new(then));
    }

    /// Rows of a slice's frame as the table shows them.
    fn denial_rows(self, frame: &Frame, rows: &[u32]) -> Vec<DenialRow> {
        self.view.with(|view| {
            self.facts.with(|facts| {
                let context = facts.moment().context();
                let row = |row: &u32| denial_row(frame, view, &context, *row);
                rows.iter().filter_map(row).collect()
            })
        })
    }
}
