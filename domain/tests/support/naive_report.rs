//! The report, recounted: for each list all requests that obey what the list obeys are
//! gathered by name, then counted one by one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::report::{Measures, Report, Row};
use domain::status::Category;
use domain::view::{FilterKey, Measure, Range, View};
use domain::zone::ZoneOffsets;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::views::Clock;
use super::{Fact, is_true};

/// The words of a row's key, its three measures and its percentage in hundredths.
pub(crate) type PlainRow = (Vec<String>, [u64; 3], u64);

/// A list as a reader sees it.
#[derive(Debug, PartialEq)]
pub(crate) struct PlainList {
    pub(crate) totals: [u64; 3],
    pub(crate) rows: Vec<PlainRow>,
    pub(crate) rows_total: u64,
}

/// A report as a reader sees it.
#[derive(Debug, PartialEq)]
pub(crate) struct PlainReport {
    pub(crate) totals: [u64; 3],
    pub(crate) lists: Vec<(&'static str, PlainList)>,
}

/// What one list counts by: its own key and the words of a request.
type Listing = (&'static str, FilterKey, fn(&Fact) -> Vec<String>);

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

const LISTS: [Listing; 6] = [
    ("status", FilterKey::Status, |fact| {
        let (space, code, description, category) = fact.status();
        words(&[space, code, description, category.slug()])
    }),
    ("category", FilterKey::Category, |fact| {
        words(&[fact.status().3.slug()])
    }),
    ("account", FilterKey::Account, |fact| words(&[fact.account])),
    ("feature", FilterKey::Feature, |fact| words(&[fact.feature])),
    ("user", FilterKey::User, |fact| {
        words(&[fact.account, fact.user])
    }),
    ("server", FilterKey::Server, |fact| {
        words(&[fact.account, fact.server])
    }),
];

/// A recount of a record: `seen` are the places of the requests that are counted, the
/// whole record tells which of them are true denials.
pub(crate) struct Naive<'a> {
    pub(crate) record: &'a [Fact],
    pub(crate) seen: Vec<usize>,
    pub(crate) view: &'a View,
    pub(crate) clock: &'a Clock,
}

/// The local date at a second.
pub(crate) fn local(zone: &ZoneOffsets, at: i64) -> jiff::civil::DateTime {
    let mut offset_s = zone.before_s;
    for &(from, to_s) in &zone.changes {
        if from <= at {
            offset_s = to_s;
        }
    }
    let offset = jiff::tz::Offset::from_seconds(offset_s).unwrap();
    offset.to_datetime(Timestamp::from_second(at).unwrap())
}

impl<'a> Naive<'a> {
    /// A recount of all of a record's denials.
    pub(crate) fn of_all(record: &'a [Fact], view: &'a View, clock: &'a Clock) -> Self {
        Self {
            record,
            seen: super::denials_in_time_order(record),
            view,
            clock,
        }
    }

    fn date(&self, at: i64) -> Date {
        local(&self.clock.zone, at).date()
    }

    /// The first and the last day of the range, if it has any.
    fn days(&self) -> Option<(Date, Date)> {
        let today = self.date(self.clock.now.0);
        let last = |days: i32| Some((today.checked_sub((days - 1).days()).unwrap(), today));
        let dates = || {
            self.seen
                .iter()
                .map(|&place| self.date(self.record[place].at))
        };
        match self.view.range {
            Range::Last7Days => last(7),
            Range::Last28Days => last(28),
            Range::Last90Days => last(90),
            Range::Last12Months => {
                let year_ago = today.checked_sub(12.months()).unwrap();
                Some((year_ago.tomorrow().unwrap(), today))
            }
            Range::All => Some((dates().min()?, dates().max()?)),
            Range::Dates { from, to } => {
                let first = dates().min().unwrap_or(today);
                let last = dates().max().unwrap_or(today).max(today);
                Some((from.unwrap_or(first), to.unwrap_or(last)))
            }
        }
    }

    /// Whether a request passes every filter but those on the key of a list.
    fn passes(&self, fact: &Fact, but: Option<FilterKey>) -> bool {
        let (space, code, _, category) = fact.status();
        let status = format!("{space}:{code}");
        let values = [
            (FilterKey::Status, &*status),
            (FilterKey::Category, category.slug()),
            (FilterKey::Account, fact.account),
            (FilterKey::Product, fact.product),
            (FilterKey::Feature, fact.feature),
            (FilterKey::User, fact.user),
            (FilterKey::Device, fact.device),
            (FilterKey::Server, fact.server),
            (FilterKey::Source, fact.source.word()),
            (FilterKey::Model, fact.model),
        ];
        let filters_pass = values.iter().all(|(key, value)| {
            let filter = self.view.filters.get(*key);
            Some(*key) == but
                || ((filter.only.is_empty() || filter.only.iter().any(|only| only == value))
                    && !filter.not.iter().any(|not| not == value))
        });
        let names = [fact.user, fact.device, fact.feature, fact.account];
        let text = |name: &&str| name.to_lowercase().contains(&self.view.text);
        filters_pass && names.iter().any(text)
    }

    /// The places of the denials of the range that pass.
    pub(crate) fn rows(&self, but: Option<FilterKey>) -> Vec<usize> {
        let Some((first, last)) = self.days() else {
            return Vec::new();
        };
        let rows = self.seen.iter().copied().filter(|&place| {
            let date = self.date(self.record[place].at);
            first <= date && date <= last && self.passes(&self.record[place], but)
        });
        rows.collect()
    }

    fn measures(&self, places: &[usize]) -> [u64; 3] {
        let (w, g) = (self.view.repeat_window_s, self.view.grant_window_s);
        let is_true = |place: &&usize| is_true(self.record, **place, w, g);
        let users: BTreeSet<(&str, &str)> = places
            .iter()
            .map(|&place| (self.record[place].account, self.record[place].user))
            .filter(|(_, user)| !user.is_empty())
            .collect();
        [
            places.len() as u64,
            places.iter().filter(is_true).count() as u64,
            users.len() as u64,
        ]
    }

    fn value(&self, measures: [u64; 3]) -> u64 {
        match self.view.measure {
            Measure::Attempts => measures[0],
            Measure::TrueDenials => measures[1],
            Measure::AffectedUsers => measures[2],
        }
    }

    fn percent(&self, measures: [u64; 3], totals: [u64; 3]) -> u64 {
        let (value, total) = (self.value(measures), self.value(totals));
        if total == 0 {
            return 0;
        }
        let (whole, rest) = (value * 10_000 / total, value * 10_000 % total);
        if rest * 2 >= total { whole + 1 } else { whole }
    }

    fn list(&self, (name, key, words_of): Listing, top: usize) -> (&'static str, PlainList) {
        let places = self.rows(Some(key));
        let totals = self.measures(&places);
        let mut by_words: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for place in places {
            by_words
                .entry(words_of(&self.record[place]))
                .or_default()
                .push(place);
        }
        let mut rows: Vec<PlainRow> = by_words
            .into_iter()
            .map(|(words, places)| (words, self.measures(&places)))
            .filter(|(_, measures)| self.value(*measures) > 0)
            .map(|(words, measures)| (words, measures, self.percent(measures, totals)))
            .collect();
        // The sort is stable, and the map was in the order of names.
        rows.sort_by_key(|(_, measures, _)| Reverse(self.value(*measures)));
        let rows_total = rows.len() as u64;
        rows.truncate(top);
        let list = PlainList {
            totals,
            rows,
            rows_total,
        };
        (name, list)
    }

    fn by_day(&self) -> PlainList {
        let places = self.rows(None);
        let totals = self.measures(&places);
        let mut rows = Vec::new();
        if let Some((mut day, last)) = self.days() {
            while day <= last {
                let on_day = |place: &usize| self.date(self.record[*place].at) == day;
                let on_day: Vec<usize> = places.iter().copied().filter(on_day).collect();
                let measures = self.measures(&on_day);
                let percent = self.percent(measures, totals);
                rows.push((vec![day.to_string()], measures, percent));
                day = day.tomorrow().unwrap();
            }
        }
        PlainList {
            totals,
            rows_total: rows.len() as u64,
            rows,
        }
    }

    pub(crate) fn report(&self, top: usize) -> PlainReport {
        let mut lists: Vec<_> = LISTS.map(|listing| self.list(listing, top)).into();
        lists.push(("day", self.by_day()));
        PlainReport {
            totals: self.measures(&self.rows(None)),
            lists,
        }
    }
}

fn plain_measures(measures: Measures) -> [u64; 3] {
    [
        measures.attempts,
        measures.true_denials,
        measures.affected_users,
    ]
}

fn plain_list<K>(
    list: &domain::report::List<K>,
    words_of: impl Fn(&K) -> Vec<String>,
) -> PlainList {
    let row = |row: &Row<K>| {
        let measures = plain_measures(row.measures);
        (words_of(&row.key), measures, row.percent_hundredths)
    };
    PlainList {
        totals: plain_measures(list.totals),
        rows: list.rows.iter().map(row).collect(),
        rows_total: list.rows_total,
    }
}

/// The engine's report as a reader sees it.
pub(crate) fn plain(report: &Report) -> PlainReport {
    let status = plain_list(&report.by_status, |key| {
        assert!(Category::from_slug(&key.category).is_some());
        words(&[&key.space, &key.code, &key.description, &key.category])
    });
    let one = |word: &String| vec![word.clone()];
    PlainReport {
        totals: plain_measures(report.totals),
        lists: vec![
            ("status", status),
            ("category", plain_list(&report.by_category, one)),
            ("account", plain_list(&report.by_account, one)),
            ("feature", plain_list(&report.by_feature, one)),
            (
                "user",
                plain_list(&report.by_user, |key| words(&[&key.account, &key.user])),
            ),
            (
                "server",
                plain_list(&report.by_server, |key| words(&[&key.account, &key.server])),
            ),
            (
                "day",
                plain_list(&report.by_day, |day| vec![Report::date(*day).to_string()]),
            ),
        ],
    }
}
