//! Answers from the dataset: query strings in, answers out.

use std::sync::Arc;

use domain::denial_order::neighbours;
use domain::denial_rows::{DenialRow, denial_row};
use domain::event::Second;
use domain::frame::Frame;
use domain::period::Period;
use domain::report::report_of;
use domain::usage::usage;
use domain::view::{FilterKey, View};
use domain::zone::ZoneOffsets;

use super::ScopedDataset;
use super::page_weight::{bounded, bounded_usage, bounded_values, detailed, lighten};
use super::sent_slices::SLICE_NAMES_BYTES_MAX;
use crate::answer::{
    Answer, AnswerRequest, DataExtent, LIST_ROWS, Moment, NEIGHBOURS_EACH_SIDE, PANEL_ROWS,
    TABLE_ROWS, TABLE_ROWS_MAX,
};
use crate::answer_error::AnswerError;
use crate::audience::Audience;
use crate::choices::{Choice, choices, matching};
use crate::clock;
use crate::page_data::PageData;
use crate::presentation::Presentation;
use crate::route::Route;
use crate::slice_offer::SliceOffer;
use crate::usage_answer::UsageAnswer;
use domain::time_zone::Zone;

/// A parsed query string with the frame of the same moment: all that an answer depends on.
#[derive(Clone)]
pub struct Question {
    /// The audience.
    pub audience: Audience,
    /// The frame.
    pub frame: Arc<Frame>,
    /// The view, its zone in the spelling of the zone database.
    pub view: View,
    /// How it is shown.
    pub presentation: Presentation,
    /// What was wrong in the query string.
    pub notices: Vec<String>,
    /// Now.
    pub now: Second,
    /// The offset changes of the view's zone.
    pub zone: ZoneOffsets,
    /// The extent of the data; `None` if there is no attempt.
    pub recorded: Option<DataExtent>,
}

impl Question {
    /// Parses a query string; refused if it requests too much.
    fn new(
        audience: Audience,
        frame: Arc<Frame>,
        query: &str,
        now: Second,
    ) -> Result<Self, AnswerError> {
        let mut parsed = View::parse(query);
        if let Some(error) = parsed.exceeded_limit() {
            return Err(error.clone().into());
        }
        let mut notices = parsed.notices();
        let zone = match Zone::named(&parsed.view.zone) {
            Ok(zone) => zone,
            Err(unknown) => {
                notices.push(unknown.to_string());
                Zone::utc()
            }
        };
        // One zone has one spelling, so one view has one URL.
        zone.name().clone_into(&mut parsed.view.zone);
        let (first, _) = frame.span().unwrap_or((now, now));
        let through = frame.through().unwrap_or(now);
        let offsets = zone.offsets(first.min(now), through.max(now));
        let recorded = frame.recorded(&offsets).map(|days| DataExtent {
            attempts: frame.len() as u64,
            first_day: days.first,
            last_day: days.last,
            through_s: through.0,
        });
        Ok(Self {
            audience,
            view: parsed.view,
            presentation: Presentation::parse(&parsed.presentation),
            notices,
            now,
            zone: offsets,
            recorded,
            frame,
        })
    }

    /// The time and the recorded data.
    pub fn moment(&self) -> Moment<'_> {
        Moment {
            now: self.now,
            through: self
                .recorded
                .as_ref()
                .map_or(self.now, |recorded| Second(recorded.through_s)),
            recorded: self.recorded.as_ref().map(DataExtent::days),
            zone: &self.zone,
        }
    }

    /// The answer for a page.
    pub fn answer(&self, route: Route, skip: usize, rows: usize) -> Answer {
        let asked = AnswerRequest {
            view: &self.view,
            presentation: &self.presentation,
            route,
            audience: self.audience,
        };
        Answer::of(&self.frame, &asked, &self.moment(), skip, rows)
    }

    /// The usage, its lists cut to `top`, and that of the previous period.
    pub fn usage(&self, top: usize) -> UsageAnswer {
        let moment = self.moment();
        let period = Period::whole(moment.days(&self.view));
        let of = |period, top| usage(&self.frame, &self.view, &self.zone, period, top);
        let before = moment.before(&self.view);
        let before = before.filter(|before| before.is_recorded);
        let before = before.map(|before| of(before.period(), usize::MAX));
        UsageAnswer::new(of(period, top), before)
    }
}

impl ScopedDataset {
    /// Parses a query string now.
    pub async fn question(&self, query: &str) -> Result<Question, AnswerError> {
        let frame = self.frame().await?;
        Question::new(self.audience, frame, query, clock::now())
    }

    /// Answers a query string now: mistakes in it become notices, and the rest is answered,
    /// with `rows` rows of the table. The size of the answer is bounded, whatever the names.
    pub async fn page_data(
        &self,
        route: Route,
        query: &str,
        rows: usize,
    ) -> Result<PageData, AnswerError> {
        Ok(bounded(self.whole_page_data(route, query, rows).await?))
    }

    async fn whole_page_data(
        &self,
        route: Route,
        query: &str,
        rows: usize,
    ) -> Result<PageData, AnswerError> {
        let question = self.question(query).await?;
        let rows = match route {
            Route::Overview => 0,
            Route::Denials => rows.clamp(1, TABLE_ROWS_MAX),
        };
        let skip = question.presentation.rows_before;
        let counted = self.work(move || {
            let usage = (route == Route::Overview).then(|| question.usage(PANEL_ROWS));
            let answer = question.answer(route, skip, rows);
            (question, answer, usage)
        });
        let (question, answer, usage) = counted.await?;
        Ok(PageData {
            audience: self.audience,
            base: self.base.clone(),
            asks: self.base.marked(self.mark()),
            route,
            query: question.view.to_query(),
            presentation: question.presentation.pairs(),
            slices: slice_offers(&question, route, self.slice_attempts_max()),
            answer,
            usage,
            // Only a reader who has nothing imported yet needs the path of the database.
            path: match question.recorded {
                None if self.sees_everything() => self.dataset.path().display().to_string(),
                _ => String::new(),
            },
            recorded: question.recorded,
            version: question.frame.version,
            notices: question.notices,
            now_s: question.now.0,
            zone: question.zone,
        })
    }

    /// Answers a query string for the first HTML of a page, which is small whatever the data.
    pub async fn first_page(&self, route: Route, query: &str) -> Result<PageData, AnswerError> {
        let mut data = self.whole_page_data(route, query, TABLE_ROWS).await?;
        lighten(&mut data);
        Ok(data)
    }

    /// Answers about usage now.
    pub async fn usage(&self, query: &str) -> Result<UsageAnswer, AnswerError> {
        let question = self.question(query).await?;
        let usage = self
            .work(move || bounded_usage(question.usage(PANEL_ROWS)))
            .await;
        Ok(usage?)
    }

    /// The values of a filter that contain a text.
    pub async fn values(
        &self,
        query: &str,
        key: FilterKey,
        text: &str,
    ) -> Result<Vec<Choice>, AnswerError> {
        let question = self.question(query).await?;
        let text = text.to_owned();
        let found = self.work(move || {
            let period = Period::whole(question.moment().days(&question.view));
            let (frame, view, zone) = (&question.frame, &question.view, &question.zone);
            let report = report_of(frame, view, zone, period, usize::MAX);
            bounded_values(matching(choices(&report, key), &text, LIST_ROWS))
        });
        Ok(found.await?)
    }

    /// A row and its neighbours in time, as texts.
    pub async fn neighbours(
        &self,
        query: &str,
        row: u32,
        version: u64,
    ) -> Result<Vec<DenialRow>, AnswerError> {
        let question = self.question(query).await?;
        if question.frame.version != version {
            return Err(AnswerError::Moved);
        }
        let found = self.work(move || {
            let context = question.moment().context();
            let rows = neighbours(&question.frame, row, NEIGHBOURS_EACH_SIDE);
            let in_words = |row: u32| denial_row(&question.frame, &question.view, &context, row);
            rows.into_iter()
                .filter_map(in_words)
                .map(detailed)
                .collect()
        });
        Ok(found.await?)
    }
}

/// The slices that the browser may fetch, the widest first: everything, the view's days with
/// the previous period if that is requested, and the view's days; each only if it is small
/// enough. The browser decides how much it can take.
fn slice_offers(question: &Question, route: Route, attempts_max: usize) -> Vec<SliceOffer> {
    let frame = &question.frame;
    if question.recorded.is_none() {
        return Vec::new();
    }
    let moment = question.moment();
    let days = moment.days(&question.view);
    let asked = AnswerRequest {
        view: &question.view,
        presentation: &question.presentation,
        route,
        audience: question.audience,
    };
    let before = moment.before(&question.view);
    let with_before = before
        .filter(|_| asked.wants_previous())
        .map(|before| domain::zone::Days {
            first: before.first,
            last: days.last,
        });
    // All names may be more than a slice can have; those of a few days are fewer.
    let holds_all = frame.dictionaries.bytes() <= SLICE_NAMES_BYTES_MAX;
    let everything = holds_all.then_some((Second::MIN, Second::MAX));
    let spans = [
        everything,
        with_before.map(|days| question.zone.outer_seconds(days)),
        Some(question.zone.outer_seconds(days)),
    ];
    let offer = |(from, to): (Second, Second)| {
        let attempts = frame.attempts_between(from, to);
        (attempts <= attempts_max).then(|| SliceOffer {
            url: format!("/slice?from={}&to={}&v={}", from.0, to.0, frame.version),
            from_s: from.0,
            to_s: to.0,
            attempts: attempts as u64,
        })
    };
    spans.into_iter().flatten().filter_map(offer).collect()
}
