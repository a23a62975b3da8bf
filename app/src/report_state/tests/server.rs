//! A server with a few attempts: a page's data and slices, made by the code that makes them
//! in production.

use std::sync::Arc;

use domain::dimension::{Dimension, Names};
use domain::event::{Outcome, Second, Source};
use domain::frame::{Dictionaries, Frame, Server as LicenseServer, Status};
use domain::frame_builder::{FrameBuilder, Request};
use domain::names::AccountId;
use domain::slice::{Slice, SliceError, decode_in_steps, encode};
use domain::status::Category;
use domain::view::View;
use domain::zone::{Days, ZoneOffsets};
use enum_map::enum_map;
use futures_util::FutureExt as _;

use crate::report_state::environment::ReadSlice;
use service::answer::{Answer, AnswerRequest, DataExtent, Moment};
use service::audience::Audience;
use service::base_path::BasePath;
use service::page_data::PageData;
use service::presentation::Presentation;
use service::route::Route;
use service::slice_offer::SliceOffer;
use service::usage_answer::UsageAnswer;

/// The day of [`NOW`].
const TODAY: i32 = 20_331;

const DAY_S: i64 = 86_400;

/// Noon of 2025-08-31.
const NOW: Second = Second(TODAY as i64 * DAY_S + DAY_S / 2);

/// Which slice the server offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offered {
    /// All attempts.
    All,
    /// Those of the last seven days.
    Week,
    /// None: there are too many.
    Nothing,
}

/// A server.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) version: u64,
    pub(super) offered: Offered,
    pub(super) audience: Audience,
    pub(super) base: BasePath,
    /// The day and the account of each attempt.
    attempts: Vec<(i32, u32)>,
}

impl Server {
    /// Version 1 of the data: in the last seven days three attempts of harbor and two of
    /// mill, and four more of harbor before.
    pub(super) fn offering(offered: Offered) -> Self {
        let week = [(1, 0), (2, 0), (3, 0), (4, 1), (5, 1)];
        let earlier = [(18, 0), (19, 0), (20, 0), (21, 0)];
        let days_ago = week.into_iter().chain(earlier);
        Self {
            version: 1,
            offered,
            audience: Audience::Producer,
            base: BasePath::default(),
            attempts: days_ago
                .map(|(days, account)| (TODAY - days, account))
                .collect(),
        }
    }

    /// The next version of the data: mill has one more attempt in the last seven days.
    pub(super) fn grow(&mut self) {
        self.version += 1;
        self.attempts.push((TODAY, 1));
    }

    /// A server whose denials fill more than one answer of the table.
    pub(super) fn with_many_attempts(offered: Offered, attempts: usize) -> Self {
        let mut server = Self::offering(offered);
        server.attempts = vec![(TODAY - 1, 0); attempts];
        server
    }

    /// All that a page shows, with `rows` rows of the table.
    pub(super) fn page_data(&self, route: Route, query: &str, rows: usize) -> PageData {
        let parsed = View::parse(query);
        let presentation = Presentation::parse(&parsed.presentation);
        let recorded = self.recorded();
        let zone = ZoneOffsets::utc();
        let asked = AnswerRequest {
            view: &parsed.view,
            presentation: &presentation,
            route,
            audience: self.audience,
        };
        let moment = Moment {
            now: NOW,
            through: Second(recorded.through_s),
            recorded: Some(recorded.days()),
            zone: &zone,
        };
        let skip = presentation.rows_before;
        let answer = Answer::of(
            &self.frame(self.attempts.clone()),
            &asked,
            &moment,
            skip,
            rows,
        );
        PageData {
            audience: self.audience,
            base: self.base.clone(),
            asks: self.base.marked(1),
            route,
            query: parsed.view.to_query(),
            presentation: presentation.pairs(),
            notices: parsed.notices(),
            answer,
            usage: (route == Route::Overview).then(|| self.usage()),
            slices: self.offers(),
            recorded: Some(recorded),
            version: self.version,
            now_s: NOW.0,
            zone,
            path: String::new(),
        }
    }

    /// The usage of any view: its number of grants is the version.
    pub(super) fn usage(&self) -> UsageAnswer {
        let mut usage = UsageAnswer::default();
        usage.usage.granted = self.version;
        usage
    }

    /// The path of the slice that is offered.
    pub(super) fn slice_path(&self) -> String {
        let (from, to) = self.span();
        format!("/slice?from={}&to={}&v={}", from.0, to.0, self.version)
    }

    /// The same as the page fetches it.
    pub(super) fn slice_url(&self) -> String {
        self.base.marked(1).join(&self.slice_path())
    }

    /// The slice that is offered, as a delta to `base`.
    pub(super) fn slice_bytes(&self, base: &Slice) -> Vec<u8> {
        encode(&self.slice(), base)
    }

    /// The same as a browser reads it that holds `base`.
    pub(super) fn read_slice(&self, base: &Slice) -> ReadSlice {
        decode(&self.slice_bytes(base), base).map_err(Some)
    }

    /// By which the server recognises the slice that it offers.
    pub(super) fn mark(&self) -> u64 {
        self.version * 10 + u64::from(self.offered == Offered::All)
    }

    fn slice(&self) -> Slice {
        let (from, to) = self.span();
        let offered = |attempt: &&(i32, u32)| {
            let at = second(attempt.0, 0);
            from <= at && at <= to
        };
        let attempts = self.attempts.iter().filter(offered).copied().collect();
        Slice {
            mark: self.mark(),
            frame: Arc::new(self.frame(attempts)),
        }
    }

    fn offers(&self) -> Vec<SliceOffer> {
        let (from, to) = self.span();
        let offer = SliceOffer {
            url: self.slice_path(),
            from_s: from.0,
            to_s: to.0,
            attempts: self.slice().frame.len() as u64,
        };
        match self.offered {
            Offered::Nothing => Vec::new(),
            Offered::All | Offered::Week => vec![offer],
        }
    }

    fn span(&self) -> (Second, Second) {
        let week = Days {
            first: TODAY - 6,
            last: TODAY,
        };
        match self.offered {
            Offered::Week => ZoneOffsets::utc().outer_seconds(week),
            Offered::All | Offered::Nothing => (Second::MIN, Second::MAX),
        }
    }

    fn recorded(&self) -> DataExtent {
        let days = self.attempts.iter().map(|(day, _)| *day);
        DataExtent {
            attempts: self.attempts.len() as u64,
            first_day: days.clone().min().unwrap(),
            last_day: days.clone().max().unwrap(),
            through_s: second(days.max().unwrap(), 0).0,
        }
    }

    fn frame(&self, mut attempts: Vec<(i32, u32)>) -> Frame {
        attempts.sort_unstable();
        let mut builder = FrameBuilder::default();
        for (place, (day, account)) in (0..).zip(attempts) {
            builder.push(&Request {
                at: second(day, place),
                ids: enum_map! {
                    Dimension::Server | Dimension::User => account,
                    Dimension::Source => Source::Local as u32,
                    _ => 0,
                },
                count: 1.0,
                is_final: true,
                outcome: Outcome::Denied,
            });
        }
        builder.frame(self.version, dictionaries())
    }
}

/// A slice from its bytes and its base.
pub(super) fn decode(bytes: &[u8], base: &Slice) -> Result<Slice, SliceError> {
    let read = decode_in_steps(bytes, base, async || ());
    read.now_or_never().expect("the pauses do nothing")
}

/// A second of a day's morning.
fn second(day: i32, second: i64) -> Second {
    Second(i64::from(day) * DAY_S + 36_000 + second)
}

/// Two accounts. Each has a server and a user of its own.
fn dictionaries() -> Dictionaries {
    let server = |account, name: &str| LicenseServer {
        account: AccountId(account),
        name: name.into(),
    };
    Dictionaries {
        names: enum_map! {
            Names::Accounts => vec!["harbor".into(), "mill".into()],
            Names::Users => vec!["ada".into(), "bob".into()],
            _ => vec!["one".into()],
        },
        servers: vec![server(0, "a"), server(1, "b")],
        statuses: vec![Status {
            space: "rlm".into(),
            code: "-22".into(),
            description: "All licenses in use".into(),
            category: Category::Capacity,
        }],
    }
}
