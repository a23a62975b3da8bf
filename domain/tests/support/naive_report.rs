//! A naive report: for each list, all requests that pass the list's filters are
//! grouped by name, then counted one by one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::period::Period;
use domain::search::Search;
use domain::view::{FilterKey, Measure, Range, View};
use domain::zone::ZoneOffsets;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan as _};

use super::Fact;
use super::true_denials::is_true;
use super::views::Clock;

pub(crate) mod plain;

#[allow(
    unused_imports,
    reason = "each test file is a crate of its own and uses a part of this module"
)]
pub(crate) use plain::plain;
use plain::{PlainList, PlainReport, PlainRow, words};

/// The days that are counted, if there are any, and the last local time that counts, if
/// the last day is cut off.
#[derive(Clone, Copy)]
pub(crate) struct NaivePeriod {
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) until: Option<DateTime>,
}

impl NaivePeriod {
    /// A period of the engine; its days must be in the calendar.
    pub(crate) fn of(period: Period) -> Self {
        let epoch = jiff::civil::date(1970, 1, 1);
        let date = |day: i32| epoch.checked_add(day.days()).unwrap();
        let until = period.until_local_s;
        let until =
            (until < i64::MAX).then(|| epoch.at(0, 0, 0, 0).checked_add(until.seconds()).unwrap());
        Self {
            days: Some((date(period.days.first), date(period.days.last))),
            until,
        }
    }

    fn contains(&self, local: DateTime) -> bool {
        self.days
            .is_some_and(|(first, last)| first <= local.date() && local.date() <= last)
            && self.until.is_none_or(|until| local <= until)
    }
}

/// Which filter a count ignores.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Ignored {
    Nothing,
    Key(FilterKey),
    Text,
}

/// What one list counts by: its own key and the texts of a request.
type Listing = (&'static str, FilterKey, fn(&Fact) -> Vec<String>);

const LISTS: [Listing; 11] = [
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
    ("product", FilterKey::Product, |fact| words(&[fact.product])),
    ("server name", FilterKey::Server, |fact| {
        words(&[fact.server])
    }),
    ("source", FilterKey::Source, |fact| {
        words(&[fact.source.word()])
    }),
    ("model", FilterKey::Model, |fact| words(&[fact.model])),
    ("version", FilterKey::Version, |fact| words(&[fact.version])),
];

/// A recount of requests: `seen` are the indexes of those that are counted, and
/// all of them determine which are true denials.
pub(crate) struct Naive<'a> {
    pub(crate) record: &'a [Fact],
    pub(crate) seen: Vec<usize>,
    pub(crate) view: &'a View,
    pub(crate) clock: &'a Clock,
}

/// The local date and time at a second.
pub(crate) fn local(zone: &ZoneOffsets, at: i64) -> DateTime {
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
    /// A recount of all denials.
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

    /// Whether a request passes every filter except the ignored one.
    fn passes(&self, fact: &Fact, but: Ignored) -> bool {
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
            (FilterKey::Version, fact.version),
        ];
        let filters_pass = values.iter().all(|(key, value)| {
            let filter = self.view.filters.get(*key);
            but == Ignored::Key(*key)
                || ((filter.only.is_empty() || filter.only.iter().any(|only| only == value))
                    && !filter.not.iter().any(|not| not == value))
        });
        let names = [fact.user, fact.device, fact.feature, fact.account];
        let text = |name: &&str| Search::of(&self.view.text).is_in(name);
        filters_pass && (but == Ignored::Text || names.iter().any(text))
    }

    /// The whole days of the view's range.
    fn range(&self) -> NaivePeriod {
        NaivePeriod {
            days: self.days(),
            until: None,
        }
    }

    /// The indexes of the denials of the range that pass every filter except those on the
    /// key of a list.
    pub(crate) fn rows(&self, but: Option<FilterKey>) -> Vec<usize> {
        self.rows_of(self.range(), but.map_or(Ignored::Nothing, Ignored::Key))
    }

    /// The indexes of the denials of a period that pass.
    pub(crate) fn rows_of(&self, period: NaivePeriod, but: Ignored) -> Vec<usize> {
        let rows = self.seen.iter().copied().filter(|&place| {
            let fact = &self.record[place];
            period.contains(local(&self.clock.zone, fact.at)) && self.passes(fact, but)
        });
        rows.collect()
    }

    pub(crate) fn measures(&self, places: &[usize]) -> [u64; 3] {
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

    /// The list of some denials by the texts of each.
    pub(crate) fn list(
        &self,
        places: &[usize],
        words_of: impl Fn(&Fact) -> Vec<String>,
        top: usize,
    ) -> PlainList {
        let totals = self.measures(places);
        let mut by_words: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for &place in places {
            by_words
                .entry(words_of(&self.record[place]))
                .or_default()
                .push(place);
        }
        let mut rows: Vec<PlainRow> = by_words
            .into_iter()
            .map(|(words, places)| (words, self.measures(&places)))
            .filter(|(_, measures)| self.value(*measures) > 0)
            .collect();
        // The sort is stable, and the map was in the order of names.
        rows.sort_by_key(|(_, measures)| Reverse(self.value(*measures)));
        let rows_total = rows.len() as u64;
        rows.truncate(top);
        PlainList {
            totals,
            rows,
            rows_total,
        }
    }

    fn by_day(&self, period: NaivePeriod) -> PlainList {
        let places = self.rows_of(period, Ignored::Nothing);
        let totals = self.measures(&places);
        let mut rows = Vec::new();
        if let Some((mut day, last)) = period.days {
            while day <= last {
                let on_day = |place: &usize| self.date(self.record[*place].at) == day;
                let on_day: Vec<usize> = places.iter().copied().filter(on_day).collect();
                rows.push((vec![day.to_string()], self.measures(&on_day)));
                day = day.tomorrow().unwrap();
            }
        }
        PlainList {
            totals,
            rows_total: rows.len() as u64,
            rows,
        }
    }

    /// For each filter that is set, the attempts without it.
    fn without(&self, period: NaivePeriod) -> Vec<(Option<FilterKey>, u64)> {
        let attempts = |but| self.rows_of(period, but).len() as u64;
        let is_set = |key: &FilterKey| {
            let filter = self.view.filters.get(*key);
            !filter.only.is_empty() || !filter.not.is_empty()
        };
        let keys = FilterKey::ALL.into_iter().filter(is_set);
        let mut without: Vec<_> = keys
            .map(|key| (Some(key), attempts(Ignored::Key(key))))
            .collect();
        if !self.view.text.is_empty() {
            without.push((None, attempts(Ignored::Text)));
        }
        without
    }

    /// The report of the view's range.
    pub(crate) fn report(&self, top: usize) -> PlainReport {
        self.report_of(self.range(), top)
    }

    /// The report of a period instead of the range.
    pub(crate) fn report_of(&self, period: NaivePeriod, top: usize) -> PlainReport {
        let list = |(name, key, words_of): Listing| {
            let places = self.rows_of(period, Ignored::Key(key));
            (name, self.list(&places, words_of, top))
        };
        let mut lists: Vec<_> = LISTS.map(list).into();
        lists.push(("day", self.by_day(period)));
        let passed = self.rows_of(period, Ignored::Nothing);
        let accounts: BTreeSet<&str> = passed.iter().map(|&p| self.record[p].account).collect();
        PlainReport {
            totals: self.measures(&passed),
            lists,
            accounts_hit: accounts.len() as u64,
            without: self.without(period),
        }
    }
}
