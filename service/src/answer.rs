//! Answers: what the pages show of one view. The same function makes them on the server
//! and in the browser.

use domain::denial_rows::{DenialRow, denial_rows};
use domain::event::Second;
use domain::frame::Frame;
use domain::period::{Period, PeriodFacts, PreviousPeriod};
use domain::report::trend::{Bucket, TrendStep, trend};
use domain::report::weight::{Weight, weights};
use domain::report::{List, Measures, Report, ReportContext, report_of};
use domain::view::View;
use domain::zone::Days;
use domain::zone::{ZoneOffsets, date_of_day};
use serde::{Deserialize, Serialize};

use crate::audience::Audience;
use crate::presentation::Presentation;
use crate::route::Route;

/// Rows of a list that a panel shows.
pub const PANEL_ROWS: usize = 20;

/// Rows of a list in an answer, and values that a filter offers before a search.
pub const LIST_ROWS: usize = 100;

/// Rows of the summary table on one page.
pub const TABLE_ROWS: usize = 100;

/// The most rows of the table that one answer holds.
pub const TABLE_ROWS_MAX: usize = 10_000;

/// Rows before and after a denial in its detail.
pub const NEIGHBOURS_EACH_SIDE: usize = 5;

/// Accounts and features that *what to do about it* names for a category.
pub const WEIGHT_ROWS: usize = 3;

/// The time and the recorded data: what an answer depends on besides frame and view.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Now.
    pub now: Second,
    /// The last event of the dataset.
    pub through: Second,
    /// The days of the dataset's first and last attempt.
    pub recorded: Option<Days>,
    /// The offset changes of the view's zone.
    pub zone: &'a ZoneOffsets,
}

impl<'a> Moment<'a> {
    /// The days of a view.
    pub fn days(&self, view: &View) -> Days {
        let today = date_of_day(self.zone.day(self.now));
        view.range.days(today, self.recorded)
    }

    /// The previous period of a view's days.
    pub fn before(&self, view: &View) -> Option<PreviousPeriod> {
        let facts = PeriodFacts {
            now: self.now,
            through: self.through,
            first_day: self.recorded?.first,
            zone: self.zone,
        };
        PreviousPeriod::of(view.range, self.days(view), &facts)
    }

    /// The context of a report.
    pub fn context(&self) -> ReportContext<'a> {
        ReportContext {
            now: self.now,
            zone: self.zone,
        }
    }
}

/// What is requested: a view, how it is shown, and on which page.
#[derive(Clone, Copy, Debug)]
pub struct AnswerRequest<'a> {
    /// The view.
    pub view: &'a View,
    /// How it is shown.
    pub presentation: &'a Presentation,
    /// The page.
    pub route: Route,
    /// The audience.
    pub audience: Audience,
}

impl AnswerRequest<'_> {
    /// Whether the answer includes the previous period: the overview always does.
    pub fn wants_previous(&self) -> bool {
        self.presentation.compare || self.route == Route::Overview
    }
}

/// The numbers of the previous period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousNumbers {
    /// When it was.
    pub period: PreviousPeriod,
    /// Its totals under every filter.
    pub totals: Measures,
    /// How many accounts had an attempt.
    pub accounts_hit: u64,
    /// Its trend, bucket by bucket; empty if nothing is compared.
    pub trend: Vec<Bucket>,
}

/// The answer to one view, as far as it follows from the attempts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The report, its lists cut to [`LIST_ROWS`]. Lists that no page shows are empty.
    pub report: Report,
    /// How long a bucket of the trend is.
    pub step: Option<TrendStep>,
    /// The trend.
    pub trend: Vec<Bucket>,
    /// The heaviest accounts and features of each category.
    pub weights: Vec<Weight>,
    /// The previous period, if it is requested and there is one.
    pub before: Option<PreviousNumbers>,
    /// The first rows of the summary table; empty if the browser has them itself.
    pub rows: Vec<DenialRow>,
}

impl Answer {
    /// Answers from a frame, with `rows` rows of the table after the first `skip`.
    pub fn of(
        frame: &Frame,
        asked: &AnswerRequest<'_>,
        moment: &Moment<'_>,
        skip: usize,
        rows: usize,
    ) -> Self {
        let view = asked.view;
        let days = moment.days(view);
        let period = Period::whole(days);
        let compares = asked.presentation.compare;
        // Only whole lists show what fell to zero.
        let top = if compares { usize::MAX } else { LIST_ROWS };
        let mut report = report_of(frame, view, moment.zone, period, top);
        let step = asked.presentation.step.unwrap_or(TrendStep::fitting(days));
        let (step, buckets) = step.buckets(days);
        let before = moment.before(view).filter(|_| asked.wants_previous());
        let before = before.map(|before| {
            let top = if compares { usize::MAX } else { 0 };
            let past = report_of(frame, view, moment.zone, before.period(), top);
            let trend = if compares && before.is_recorded {
                report.compare(&past);
                let shifted: Vec<Days> = buckets.iter().map(|days| before.back(*days)).collect();
                trend(frame, view, moment.zone, &shifted, before.until_local_s)
            } else {
                Vec::new()
            };
            PreviousNumbers {
                period: before,
                totals: past.totals,
                accounts_hit: past.accounts_hit,
                trend,
            }
        });
        report.cut(LIST_ROWS);
        // No page shows these.
        report.by_day = List::default();
        if asked.audience.is_customer() {
            report.by_user.rows.truncate(PANEL_ROWS);
        } else {
            report.by_user = List::default();
        }
        report.by_server = List::default();
        let context = moment.context();
        let sort = &asked.presentation.sort;
        let mut trend = trend(frame, view, moment.zone, &buckets, i64::MAX);
        let end_day = moment.zone.day(moment.now.min(moment.through));
        for (bucket, extent) in trend.iter_mut().zip(step.extents(&buckets, end_day)) {
            bucket.extent = extent;
        }
        Self {
            report,
            step: Some(step),
            trend,
            weights: weights(frame, view, moment.zone, period, WEIGHT_ROWS),
            before,
            rows: if rows == 0 {
                Vec::new()
            } else {
                denial_rows(frame, view, &context, sort, skip, rows)
            },
        }
    }
}

/// Where the data of the whole dataset lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataExtent {
    /// How many attempts there are.
    pub attempts: u64,
    /// The day of the first, in days since 1970-01-01.
    pub first_day: i32,
    /// The day of the last.
    pub last_day: i32,
    /// The dataset's last event, in seconds since 1970-01-01T00:00:00Z.
    pub through_s: i64,
}

impl DataExtent {
    /// The days of the first and the last attempt.
    pub fn days(&self) -> Days {
        Days {
            first: self.first_day,
            last: self.last_day,
        }
    }
}
