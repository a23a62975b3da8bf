//! Filter and sort in the browser, as the page does it, for `cargo xtask bench`.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use domain::denial_order::{Sort, denial_order};
use domain::event::Second;
use domain::frame::Frame;
use domain::report::{ReportContext, report};
use domain::slice::{Slice, decode_in_steps};
use domain::view::View;
use domain::zone::ZoneOffsets;
use wasm_bindgen::prelude::wasm_bindgen;

/// Rows of each list that a page keeps.
const LIST_ROWS: usize = 100;

/// The attempts, and the zone they are counted in.
#[wasm_bindgen]
pub struct Attempts {
    frame: Arc<Frame>,
    zone: ZoneOffsets,
}

#[wasm_bindgen]
impl Attempts {
    /// Reads a slice; `undefined` where the bytes are none.
    pub fn read(slice: &[u8]) -> Option<Attempts> {
        let nothing = Slice::default();
        let steps = pin!(decode_in_steps(slice, &nothing, async || ()));
        // It never waits, since its pauses do nothing.
        let Poll::Ready(read) = steps.poll(&mut Context::from_waker(Waker::noop())) else {
            return None;
        };
        let frame = read.ok()?.frame;
        let zone = ZoneOffsets::utc();
        Some(Self { frame, zone })
    }

    /// The rows that pass a view's filters, sorted; `undefined` where the view is none.
    pub fn rows(&self, view: &str, sort: &str) -> Option<Vec<u32>> {
        let view = View::parse_strict(view).ok()?;
        let sort = Sort::parse(sort);
        Some(denial_order(&self.frame, &view, &self.context(), &sort))
    }

    /// Computes the report of a view and returns its attempts, which say that it did;
    /// `undefined` where the view is none.
    pub fn report(&self, view: &str) -> Option<f64> {
        let view = View::parse_strict(view).ok()?;
        let report = report(&self.frame, &view, &self.context(), LIST_ROWS);
        Some(report.totals.attempts as f64)
    }

    fn context(&self) -> ReportContext<'_> {
        let now = self.frame.span().map_or(Second(0), |(_, last)| last);
        ReportContext {
            now,
            zone: &self.zone,
        }
    }
}
