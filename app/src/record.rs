//! The record on the server: its frame, kept up to date, and the reports of it.

use std::path::Path;
use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::denial_rows::denial_rows;
use domain::event::Second;
use domain::frame::Frame;
use domain::report::{ReportContext, report};
use domain::view::View;
use jiff::Timestamp;
use store::{FrameLoader, Store, StoreError};
use tokio::sync::{Mutex, RwLock};

use crate::answer::{Answer, DenialsData, LIST_ROWS, Recorded, SliceOffer, TABLE_ROWS};
use crate::denials_error::DenialsError;
use crate::zones::Zone;

/// The most attempts that a browser is sent to answer from by itself. A view of more is
/// answered by the server.
pub const SLICE_ATTEMPTS_MAX: usize = 500_000;

/// The present. The one place that asks the time: everything else takes it as an
/// argument.
pub fn now() -> Second {
    Second(Timestamp::now().as_second())
}

/// The record and the frame of all of it.
pub struct Record {
    store: Store,
    loader: Mutex<FrameLoader>,
    frame: RwLock<Arc<Frame>>,
}

impl Record {
    /// A record whose frame is not loaded yet.
    pub fn new(store: Store, catalogue: Catalogue) -> Self {
        Self {
            store,
            loader: Mutex::new(FrameLoader::new(catalogue)),
            frame: RwLock::default(),
        }
    }

    /// The file of the record.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The frame of everything that is stored by now. What is new is read first; all
    /// who ask meanwhile wait for the same reading.
    pub async fn frame(&self) -> Result<Arc<Frame>, StoreError> {
        let version = self.store.version().await?;
        {
            let frame = self.frame.read().await;
            if frame.version >= version {
                return Ok(Arc::clone(&frame));
            }
        }
        let mut loader = self.loader.lock().await;
        // Who waited for the lock finds that another has read it.
        if self.frame.read().await.version < version {
            loader.read(&self.store).await?;
            let frame = tokio::task::block_in_place(|| Arc::new(loader.frame()));
            *self.frame.write().await = frame;
        }
        Ok(Arc::clone(&*self.frame.read().await))
    }

    /// Answers a query string at this moment: what is wrong in it is noted, and the
    /// rest is answered.
    pub async fn denials(&self, query: &str) -> Result<DenialsData, DenialsError> {
        let mut parsed = View::parse(query);
        let mut notices: Vec<String> = parsed.errors.iter().map(ToString::to_string).collect();
        let zone = match Zone::named(&parsed.view.zone) {
            Ok(zone) => zone,
            Err(unknown) => {
                notices.push(unknown.to_string());
                parsed.view.zone = View::default().zone;
                Zone::utc()
            }
        };
        let view = parsed.view;
        let frame = self.frame().await?;
        let now = now();
        let (first, last) = frame.span().unwrap_or((now, now));
        let offsets = zone.offsets(first.min(now), last.max(now));
        let context = ReportContext {
            now,
            zone: &offsets,
        };
        let answer = tokio::task::block_in_place(|| Answer {
            report: report(&frame, &view, &context, LIST_ROWS),
            rows: denial_rows(&frame, &view, &context, 0, TABLE_ROWS),
        });
        Ok(DenialsData {
            query: view.to_query(),
            presentation: parsed.presentation,
            notices,
            answer,
            recorded: frame.recorded(&offsets).map(|days| Recorded {
                attempts: frame.len() as u64,
                first_day: days.first,
                last_day: days.last,
                through: domain::display::local_time(offsets.local_s(last)),
            }),
            slice: slice_offer(&frame, &view, &context),
            now_s: now.0,
            zone: offsets,
            path: self.path().display().to_string(),
        })
    }
}

/// What the browser may fetch to answer by itself: everything where that is little
/// enough, else the view's days, else nothing.
fn slice_offer(frame: &Frame, view: &View, context: &ReportContext<'_>) -> Option<SliceOffer> {
    if frame.is_empty() {
        return None;
    }
    let url =
        |from_s: i64, to_s: i64| format!("/slice?from={from_s}&to={to_s}&v={}", frame.version);
    if frame.len() <= SLICE_ATTEMPTS_MAX {
        return Some(SliceOffer {
            url: url(Second::MIN.0, Second::MAX.0),
            days: None,
        });
    }
    let days = context.days(frame, view);
    let in_days = |at: &&u32| days.contains(context.zone.day(Second(i64::from(**at))));
    let rows = frame.attempts.at.iter().filter(in_days);
    let (first, last) = (rows.clone().next()?, rows.clone().next_back()?);
    (rows.count() <= SLICE_ATTEMPTS_MAX).then(|| SliceOffer {
        url: url(i64::from(*first), i64::from(*last)),
        days: Some((days.first, days.last)),
    })
}
