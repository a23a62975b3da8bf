//! The code that answers from a slice. The page's server can answer without it, so a browser
//! loads it separately from the page's own code, together with the slice.

use std::pin::Pin;
use std::sync::OnceLock;

use domain::denial_order::{self, Sort};
use domain::denial_rows::{self, DenialRow};
use domain::frame::Frame;
use domain::period::Period;
use domain::report::{self, Report, ReportContext};
use domain::slice::{self, Slice, SliceError};
use domain::view::View;
use domain::zone::ZoneOffsets;
use leptos::wasm_split::SplitLoaderError;

use service::answer::{Answer, AnswerRequest, Moment};

/// Where decoding a slice yields to the page, if it has run long enough.
pub type Pause = Box<dyn FnMut() -> Pin<Box<dyn Future<Output = ()>>>>;

/// A slice that is being decoded.
type Decoding = Pin<Box<dyn Future<Output = Result<Slice, SliceError>>>>;

/// Decodes a slice and answers from its frame.
#[derive(Clone, Copy)]
struct Engine {
    decode: fn(Vec<u8>, Slice, Pause) -> Decoding,
    answer: fn(&Frame, &AnswerRequest<'_>, &Moment<'_>, usize, usize) -> Answer,
    report: fn(&Frame, &View, &ZoneOffsets, Period, usize) -> Report,
    order: fn(&Frame, &View, &ReportContext<'_>, &Sort) -> Vec<u32>,
    neighbours: fn(&Frame, u32, usize) -> Vec<u32>,
    row: fn(&Frame, &View, &ReportContext<'_>, u32) -> Option<DenialRow>,
}

static ENGINE: OnceLock<Engine> = OnceLock::new();

/// Loads the code once; returns whether it is loaded.
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
    reason = "the macro declares it with the error of the fetch"
)]
#[leptos::wasm_split::wasm_split(engine, fallible, wasm_split_path = leptos::wasm_split)]
fn engine() -> Result<Engine, SplitLoaderError> {
    Ok(Engine {
        decode: |bytes, base, mut pause| {
            Box::pin(
                async move { slice::decode_in_steps(&bytes, &base, async || pause().await).await },
            )
        },
        answer: Answer::of,
        report: report::report_of,
        order: denial_order::denial_order,
        neighbours: denial_order::neighbours,
        row: denial_rows::denial_row,
    })
}

/// Calls the code; returns the default if it is not loaded, but then there is no frame either.
fn with_engine<T: Default>(call: impl FnOnce(&Engine) -> T) -> T {
    ENGINE.get().map(call).unwrap_or_default()
}

/// Decodes a slice; see [`slice::decode_in_steps`]. Before the code is loaded, bytes are not
/// recognised.
pub async fn decode_in_steps(
    bytes: Vec<u8>,
    base: Slice,
    pause: Pause,
) -> Result<Slice, SliceError> {
    match ENGINE.get() {
        Some(engine) => (engine.decode)(bytes, base, pause).await,
        None => Err(SliceError::Foreign),
    }
}

/// See [`Answer::of`].
pub fn answer_of(
    frame: &Frame,
    asked: &AnswerRequest<'_>,
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
