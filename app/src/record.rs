//! The record on the server: its frame, kept up to date, and the reports of it.

use std::path::Path;
use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::event::Second;
use domain::frame::Frame;
use domain::report::ReportContext;
use domain::view::View;
use store::{FrameLoader, Store, StoreError};
use tokio::sync::{Mutex, RwLock};

use crate::answer::{Answer, DenialsData, Recorded, SliceOffer, TABLE_ROWS_MAX};
use crate::clock;
use crate::denials_error::DenialsError;
use crate::zones::Zone;

/// The record and the frame of all of it.
pub struct Record {
    store: Store,
    loader: Mutex<FrameLoader>,
    frame: RwLock<Arc<Frame>>,
    slice_attempts_max: usize,
}

impl Record {
    /// A record whose frame is not loaded yet. A browser is sent at most
    /// `slice_attempts_max` attempts to answer from by itself; a view of more is
    /// answered by the server.
    pub fn new(store: Store, catalogue: Catalogue, slice_attempts_max: usize) -> Self {
        Self {
            store,
            loader: Mutex::new(FrameLoader::new(catalogue)),
            frame: RwLock::default(),
            slice_attempts_max,
        }
    }

    /// The most attempts that a slice may hold.
    pub fn slice_attempts_max(&self) -> usize {
        self.slice_attempts_max
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
    /// rest is answered, with so many rows of the table.
    pub async fn denials(&self, query: &str, rows: usize) -> Result<DenialsData, DenialsError> {
        let mut parsed = View::parse(query);
        let mut notices: Vec<String> = parsed.errors.iter().map(ToString::to_string).collect();
        let zone = match Zone::named(&parsed.view.zone) {
            Ok(zone) => zone,
            Err(unknown) => {
                notices.push(unknown.to_string());
                Zone::utc()
            }
        };
        // One zone has one spelling, so that one view has one address.
        zone.name().clone_into(&mut parsed.view.zone);
        let view = parsed.view;
        let frame = self
            .frame()
            .await
            .map_err(|error| DenialsError::of_record(&error))?;
        let now = clock::now();
        let (first, last) = frame.span().unwrap_or((now, now));
        let offsets = zone.offsets(first.min(now), last.max(now));
        let context = ReportContext {
            now,
            zone: &offsets,
        };
        let rows = rows.clamp(1, TABLE_ROWS_MAX);
        let answer = tokio::task::block_in_place(|| Answer::of(&frame, &view, &context, rows));
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
            slice: slice_offer(&frame, &view, &context, self.slice_attempts_max),
            now_s: now.0,
            zone: offsets,
            path: self.path().display().to_string(),
        })
    }
}

/// What the browser may fetch to answer by itself: everything where that is little
/// enough, else the view's days, else nothing.
fn slice_offer(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    attempts_max: usize,
) -> Option<SliceOffer> {
    let (from, to) = if frame.len() <= attempts_max {
        (Second::MIN, Second::MAX)
    } else {
        context.zone.outer_seconds(context.days(frame, view))
    };
    let held = frame.attempts_between(from, to);
    (1..=attempts_max).contains(&held).then(|| SliceOffer {
        url: format!("/slice?from={}&to={}&v={}", from.0, to.0, frame.version),
        from_s: from.0,
        to_s: to.0,
    })
}
