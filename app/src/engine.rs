//! The code that answers from a slice. The page answers by its server without it, so a
//! browser fetches it apart from the page's own, beside the slice.

use std::sync::OnceLock;

use domain::denial_order::{self, Sort};
use domain::denial_rows::{self, DenialRow};
use domain::frame::Frame;
use domain::period::Period;
use domain::report::{self, Report, ReportContext};
use domain::slice;
use domain::view::View;
use domain::zone::ZoneOffsets;
use leptos::wasm_split::SplitLoaderError;

use crate::answer::{Answer, Asked, Moment};

/// What reads a slice and answers from its frame.
#[derive(Clone, Copy)]
struct Engine {
    decode: fn(&[u8]) -> Option<Frame>,
    answer: fn(&Frame, &Asked<'_>, &Moment<'_>, usize, usize) -> Answer,
    report: fn(&Frame, &View, &ZoneOffsets, Period, usize) -> Report,
    order: fn(&Frame, &View, &ReportContext<'_>, &Sort) -> Vec<u32>,
    neighbours: fn(&Frame, u32, usize) -> Vec<u32>,
    row: fn(&Frame, &View, &ReportContext<'_>, u32) -> Option<DenialRow>,
}

static ENGINE: OnceLock<Engine> = OnceLock::new();

/// Fetches the code, once; whether it is here.
pub async fn fetch_engine() -> bool {
    if ENGINE.get().is_none()
        && let Ok(fetched) = engine().await
    {
        ENGINE.get_or_init(|| fetched);
    }
    ENGINE.get().is_some()
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "the macro gives it the failure of fetching"
)]
#[leptos::wasm_split::wasm_split(engine, fallible, wasm_split_path = leptos::wasm_split)]
fn engine() -> Result<Engine, SplitLoaderError> {
    Ok(Engine {
        decode: |bytes| slice::decode(bytes).ok(),
        answer: Answer::of,
        report: report::report_of,
        order: denial_order::denial_order,
        neighbours: denial_order::neighbours,
        row: denial_rows::denial_row,
    })
}

/// Calls the code; the default where it is not here, but then there is no frame either.
fn with_engine<T: Default>(call: impl FnOnce(&Engine) -> T) -> T {
    ENGINE.get().map(call).unwrap_or_default()
}

/// Reads a slice; `None` for what is none, and before the code is here.
pub fn decode(bytes: &[u8]) -> Option<Frame> {
    with_engine(|engine| (engine.decode)(bytes))
}

/// See [`Answer::of`].
pub fn answer_of(
    frame: &Frame,
    asked: &Asked<'_>,
    moment: &Moment<'_>,
    skip: usize,
    rows: usize,
) -> Answer {
    with_engine(|engine| (engine.answer)(frame, asked, moment, skip, rows))
}

/// See [`report::report_of`].
pub fn report_of(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
) -> Report {
    with_engine(|engine| (engine.report)(frame, view, zone, period, top))
}

/// See [`denial_order::denial_order`].
pub fn denial_order(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    sort: &Sort,
) -> Vec<u32> {
    with_engine(|engine| (engine.order)(frame, view, context, sort))
}

/// See [`denial_order::neighbours`].
pub fn neighbours(frame: &Frame, row: u32, each_side: usize) -> Vec<u32> {
    with_engine(|engine| (engine.neighbours)(frame, row, each_side))
}

/// See [`denial_rows::denial_row`].
pub fn denial_row(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    row: u32,
) -> Option<DenialRow> {
    with_engine(|engine| (engine.row)(frame, view, context, row))
}
