//! What the report state knows beside its view.

use std::sync::Arc;

use domain::event::Second;
use domain::frame::Frame;
use domain::slice::{Slice, SliceError};
use domain::view::View;
use domain::zone::Days;
use domain::zone::ZoneOffsets;

use service::answer::{AnswerRequest, DataExtent, Moment};
use service::base_path::BasePath;
use service::page_data::PageData;
use service::slice_offer::SliceOffer;

/// What the state knows of the dataset, as of the server's last answer.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// The days and size of the data; `None` when there is none.
    pub(crate) recorded: Option<DataExtent>,
    /// The data version.
    pub(crate) version: u64,
    /// The moment that ranges end with.
    pub(crate) now: Second,
    /// The name of the zone whose offset changes these are.
    pub(crate) zone_name: String,
    /// The offset changes of that zone.
    pub(crate) zone: ZoneOffsets,
    /// The database file.
    pub(crate) path: String,
    /// What the page's URLs begin with.
    pub(super) base: BasePath,
    /// What the URLs begin with that the page itself fetches.
    pub(super) asks: BasePath,
}

impl Facts {
    /// The facts of a page's data.
    pub(crate) fn of(data: &PageData) -> Self {
        Self {
            recorded: data.recorded.clone(),
            version: data.version,
            now: Second(data.now_s),
            zone_name: View::parse(&data.query).view.zone,
            zone: data.zone.clone(),
            path: data.path.clone(),
            base: data.base.clone(),
            asks: data.asks.clone(),
        }
    }

    /// When it is, and what is recorded.
    pub(crate) fn moment(&self) -> Moment<'_> {
        let through = self.recorded.as_ref();
        Moment {
            now: self.now,
            through: through.map_or(self.now, |recorded| Second(recorded.through_s)),
            recorded: self.recorded.as_ref().map(DataExtent::days),
            zone: &self.zone,
        }
    }
}

/// The slice that the browser has.
#[derive(Clone, Debug)]
pub(crate) struct HeldSlice {
    /// Its days and size.
    pub(crate) offer: SliceOffer,
    /// By which the server recognises it.
    pub(crate) mark: u64,
    /// Its frame.
    pub(crate) frame: Arc<Frame>,
}

/// Why the server computes each answer, and not the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerAnswers {
    /// The view has more attempts than the browser can hold.
    TooMany,
    /// The slice that the server sent cannot be read.
    Unreadable(SliceError),
}

impl HeldSlice {
    /// The base that a delta can add to.
    pub(crate) fn slice(&self) -> Slice {
        Slice {
            mark: self.mark,
            frame: Arc::clone(&self.frame),
        }
    }

    /// Whether the slice has every attempt that the answer needs. A slice of another data
    /// version answers nothing: its numbers would contradict those of the server.
    pub(crate) fn answers(&self, asked: &AnswerRequest<'_>, facts: &Facts) -> bool {
        let moment = facts.moment();
        let days = moment.days(asked.view);
        let before = moment.before(asked.view);
        let first = match before.filter(|before| asked.wants_previous() && before.is_recorded) {
            Some(before) => before.first.min(days.first),
            None => days.first,
        };
        let held = Days {
            first,
            last: days.last,
        };
        self.frame.version == facts.version
            && facts.zone_name == asked.view.zone
            && self.offer.holds(held, &facts.zone)
    }
}
