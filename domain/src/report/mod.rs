//! The report: every number of one view.
//!
//! Each list ignores the filter (and its `not-`) on its own key only; the totals obey
//! every filter. One pass over the rows of the range marks in each row the filters it
//! fails, and a list takes the row when it fails none but the list's own.

mod distinct;
mod list;
mod mask;
pub mod trend;
pub mod weight;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::Second;
use crate::frame::{Frame, NEVER_S, word};
use crate::period::Period;
use crate::status::Category;
use crate::verdict::Verdict;
use crate::view::{Days, FilterKey, Measure, View};
use crate::zone::{ZoneOffsets, date_of_day};

use list::Tally;
pub use mask::RowMask;

/// What a report must be told, since the domain never asks the time.
#[derive(Clone, Copy, Debug)]
pub struct ReportContext<'a> {
    /// The moment that presets of a range end with.
    pub now: Second,
    /// The offset changes of the view's zone over the record and up to `now`.
    pub zone: &'a ZoneOffsets,
}

impl ReportContext<'_> {
    /// The days that a view covers on a frame.
    pub fn days(&self, frame: &Frame, view: &View) -> Days {
        let today = date_of_day(self.zone.day(self.now));
        view.range.days(today, frame.recorded(self.zone))
    }
}

/// The three measures, which stand side by side everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// Denied requests, retries included.
    #[serde(rename = "a")]
    pub attempts: u64,
    /// Denied requests that were final, not repeated and not served soon after.
    #[serde(rename = "t")]
    pub true_denials: u64,
    /// Distinct (account, user), the unknown user apart.
    #[serde(rename = "u")]
    pub affected_users: u64,
}

impl Measures {
    /// The value of one measure.
    pub fn get(&self, measure: Measure) -> u64 {
        match measure {
            Measure::Attempts => self.attempts,
            Measure::TrueDenials => self.true_denials,
            Measure::AffectedUsers => self.affected_users,
        }
    }
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row<K> {
    /// What the row counts.
    #[serde(rename = "k")]
    pub key: K,
    /// Its measures.
    #[serde(rename = "m")]
    pub measures: Measures,
    /// Its share of the list's total of the view's measure, in hundredths of a
    /// percent, rounded half up; 0 when the total is 0.
    #[serde(rename = "p")]
    pub percent_hundredths: u64,
    /// The measures of the same key in the period before, where the list was compared
    /// with it.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Measures>,
}

/// A list: its rows sorted by the view's measure, descending, then by name; rows whose
/// value of that measure is zero are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List<K> {
    /// The measures of everything the list counts, left-out rows included.
    pub totals: Measures,
    /// The first rows.
    pub rows: Vec<Row<K>>,
    /// How many rows there are before the list was cut to the first.
    pub rows_total: u64,
}

impl<K> Default for List<K> {
    fn default() -> Self {
        Self {
            totals: Measures::default(),
            rows: Vec::new(),
            rows_total: 0,
        }
    }
}

impl<K: PartialEq> List<K> {
    /// Notes in each row what the period before had of its key, given that period's
    /// whole list; zero where it had none.
    pub fn compare(&mut self, before: &Self) {
        let _ = before;
    }
}

/// A status in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusKey {
    /// The code space.
    pub space: String,
    /// The code, as text with its sign.
    pub code: String,
    /// What it means.
    pub description: String,
    /// The slug of its reason category.
    pub category: String,
    /// The status's place among the most common of the record, by which it keeps its
    /// color.
    pub place: u32,
}

impl StatusKey {
    /// The status as a filter names it.
    pub fn value(&self) -> String {
        format!("{}:{}", self.space, self.code)
    }
}

/// A user of an account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserKey {
    /// The account's name.
    pub account: String,
    /// The user's name.
    pub user: String,
}

/// A server of an account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerKey {
    /// The account's name.
    pub account: String,
    /// The server's name.
    pub server: String,
}

/// What dropping one filter would give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    /// The filter, with its negative; `None`: the text.
    pub key: Option<FilterKey>,
    /// The attempts that pass every other filter.
    pub attempts: u64,
}

/// Every number of one view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The measures under every filter.
    pub totals: Measures,
    /// By status.
    pub by_status: List<StatusKey>,
    /// By reason category, named by its slug.
    pub by_category: List<String>,
    /// By account.
    pub by_account: List<String>,
    /// By feature.
    pub by_feature: List<String>,
    /// By product.
    pub by_product: List<String>,
    /// By user of an account.
    pub by_user: List<UserKey>,
    /// By server of an account.
    pub by_server: List<ServerKey>,
    /// By server name, whatever the account, as the filter on servers names them.
    pub by_server_name: List<String>,
    /// By source, named by its word.
    pub by_source: List<String>,
    /// By license model.
    pub by_model: List<String>,
    /// How many accounts have an attempt under every filter.
    pub accounts_hit: u64,
    /// For each filter that is set: how many attempts there would be without it.
    pub without: Vec<Without>,
    /// By day: every day of the range, ascending, as days since 1970-01-01.
    pub by_day: List<i32>,
}

impl Report {
    /// The date of a row of [`Report::by_day`].
    pub fn date(day: i32) -> Date {
        date_of_day(day)
    }
}

/// Computes the report of a view. `top` cuts every list but the days to its first rows.
pub fn report(frame: &Frame, view: &View, context: &ReportContext<'_>, top: usize) -> Report {
    let period = Period::whole(context.days(frame, view));
    report_of(frame, view, context.zone, period, top)
}

/// Computes the report of a view's filters over a period in place of its range.
pub fn report_of(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
) -> Report {
    let days = period.days;
    let mut tallies = Tallies::new(frame, days);
    let mask = RowMask::new(frame, view, zone, days);
    for (row, day, failed) in mask.rows() {
        tallies.take(frame, view, row, day, failed);
    }
    tallies.report(frame, view, days, top)
}

/// The filters that have a list of their own: the list ignores them.
const LIST_KEYS: [FilterKey; 6] = [
    FilterKey::Status,
    FilterKey::Category,
    FilterKey::Account,
    FilterKey::Feature,
    FilterKey::User,
    FilterKey::Server,
];

struct Tallies {
    totals: Tally,
    status: Tally,
    category: Tally,
    account: Tally,
    feature: Tally,
    user: Tally,
    server: Tally,
    day: Tally,
    days: Days,
}

impl Tallies {
    fn new(frame: &Frame, days: Days) -> Self {
        let words = &frame.dictionaries;
        let persons = frame.persons.len();
        let tally = |keys: usize| Tally::new(keys, persons);
        Self {
            totals: tally(1),
            status: tally(words.statuses.len()),
            category: tally(Category::ALL.len()),
            account: tally(words.accounts.len()),
            feature: tally(words.features.len()),
            user: Tally::of_persons(persons),
            server: tally(words.servers.len()),
            day: tally(days.len()),
            days,
        }
    }

    /// Counts a row wherever the filters it fails allow.
    fn take(&mut self, frame: &Frame, view: &View, row: usize, day: i32, failed: u16) {
        let columns = &frame.attempts;
        let number = |column: &[u32]| column.get(row).copied().unwrap_or(NEVER_S);
        let verdict = Verdict::of(
            view,
            columns.is_final.get(row) == 1,
            number(&columns.next_repeat_s),
            number(&columns.next_grant_s),
        );
        let is_true = verdict == Verdict::True;
        let person = columns.person.get(row);
        let counted = frame
            .persons
            .get(person as usize)
            .is_some_and(|person| !word(&frame.dictionaries.users, person.user.0).is_empty());
        let person_counted = counted.then_some(person);
        if failed == 0 {
            let day = day.saturating_sub(self.days.first) as u32;
            self.totals.take(0, is_true, person_counted);
            self.day.take(day, is_true, person_counted);
        }
        for key in LIST_KEYS {
            if failed & !mask::bit(key) != 0 {
                continue;
            }
            let (tally, id) = match key {
                FilterKey::Status => (&mut self.status, columns.status.get(row)),
                FilterKey::Category => {
                    let status = frame
                        .dictionaries
                        .statuses
                        .get(columns.status.get(row) as usize);
                    let category = status.map_or(Category::Other, |status| status.category);
                    (&mut self.category, category as u32)
                }
                FilterKey::Account => {
                    let server = columns.server.get(row) as usize;
                    let server = frame.dictionaries.servers.get(server);
                    (
                        &mut self.account,
                        server.map_or(0, |server| server.account.0),
                    )
                }
                FilterKey::Feature => (&mut self.feature, columns.feature.get(row)),
                FilterKey::User => (&mut self.user, person),
                _ => (&mut self.server, columns.server.get(row)),
            };
            tally.take(id, is_true, person_counted);
        }
    }

    fn report(self, frame: &Frame, view: &View, days: Days, top: usize) -> Report {
        let words = &frame.dictionaries;
        let account = |id: u32| word(&words.accounts, id);
        let measure = view.measure;
        let name_of_status = |id: u32| {
            let status = words.statuses.get(id as usize);
            status.map(|status| (&*status.space, &*status.code))
        };
        let name_of_person = |id: u32| {
            let person = frame.persons.get(id as usize);
            person.map(|person| (account(person.account.0), word(&words.users, person.user.0)))
        };
        let name_of_server = |id: u32| {
            let server = words.servers.get(id as usize);
            server.map(|server| (account(server.account.0), &*server.name))
        };
        let slug = |id: u32| Category::from_index(id as u8).map_or("", Category::slug);
        Report {
            totals: self.totals.totals(),
            by_status: self.status.list(measure, top, name_of_status, |id| {
                let status = words.statuses.get(id as usize);
                StatusKey {
                    space: status.map_or(String::new(), |status| status.space.to_string()),
                    code: status.map_or(String::new(), |status| status.code.to_string()),
                    description: status.map_or(String::new(), |s| s.description.to_string()),
                    category: status.map_or(String::new(), |s| s.category.slug().to_owned()),
                    place: id,
                }
            }),
            by_category: self
                .category
                .list(measure, top, slug, |id| slug(id).to_owned()),
            by_account: self
                .account
                .list(measure, top, account, |id| account(id).to_owned()),
            by_feature: self.feature.list(
                measure,
                top,
                |id| word(&words.features, id),
                |id| word(&words.features, id).to_owned(),
            ),
            by_user: self.user.list(measure, top, name_of_person, |id| {
                let (account, user) = name_of_person(id).unwrap_or_default();
                UserKey {
                    account: account.to_owned(),
                    user: user.to_owned(),
                }
            }),
            by_server: self.server.list(measure, top, name_of_server, |id| {
                let (account, server) = name_of_server(id).unwrap_or_default();
                ServerKey {
                    account: account.to_owned(),
                    server: server.to_owned(),
                }
            }),
            by_day: self.day.days(measure, days),
            ..Report::default()
        }
    }
}
