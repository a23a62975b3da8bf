//! The view: what a reader asks for. Range, zone, filters, text, measure and the two
//! windows of the true-denial rule.
//!
//! A view has one canonical query string (see [`crate::view_query`]); it is the
//! state of the page and the argument of `turnaway report --view`.

use std::collections::BTreeSet;

use enum_map::EnumMap;
use jiff::civil::Date;

pub use crate::dimension::FilterKey;
use crate::zone::{Days, day_number};

/// The default of both windows of the true-denial rule, in seconds.
pub const WINDOW_S_DEFAULT: u32 = 300;

/// The longest range between custom dates, in days: two centuries. It bounds the list of
/// days, and is more than [`Second::MIN`](crate::event::Second::MIN) to
/// [`Second::MAX`](crate::event::Second::MAX).
pub const RANGE_DAYS_MAX: i32 = 73_050;

/// The most values of one filter of a view, and of its negative.
pub const VALUES_MAX: usize = 100;

/// The most bytes of a view's canonical query string with its presentation keys. Every link
/// of a page repeats it, so it bounds the page; many proxies have the same limit.
pub const QUERY_BYTES_MAX: usize = 8_192;

/// The zone of a view that names none.
pub const ZONE_DEFAULT: &str = "UTC";

/// Which days a view covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Range {
    /// Today and the six days before.
    Last7Days,
    /// Today and the 27 days before.
    Last28Days,
    /// Today and the 89 days before.
    Last90Days,
    /// The day after this date twelve months ago through today.
    #[default]
    Last12Months,
    /// From the first through the last attempt.
    All,
    /// Custom dates, both inclusive. Without `from` the first attempt, without `to`
    /// today or the last attempt, whichever is later.
    Dates {
        /// The first day.
        from: Option<Date>,
        /// The last day.
        to: Option<Date>,
    },
}

impl Range {
    /// The ranges that have a keyword, in the order in which a page offers them.
    pub const PRESETS: [Self; 5] = [
        Self::Last7Days,
        Self::Last28Days,
        Self::Last90Days,
        Self::Last12Months,
        Self::All,
    ];

    /// The keyword of a preset; `None` for custom dates.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Last7Days => Some("7d"),
            Self::Last28Days => Some("28d"),
            Self::Last90Days => Some("90d"),
            Self::Last12Months => Some("12m"),
            Self::All => Some("all"),
            Self::Dates { .. } => None,
        }
    }

    /// Its first custom date, or its last; `None` where it is a preset, or open.
    pub fn end(self, is_from: bool) -> Option<Date> {
        match self {
            Self::Dates { from, .. } if is_from => from,
            Self::Dates { to, .. } => to,
            _ => None,
        }
    }

    /// The custom range with another first or last date; the default range without any.
    #[must_use]
    pub fn with_end(self, is_from: bool, date: Option<Date>) -> Self {
        let (from, to) = if is_from {
            (date, self.end(false))
        } else {
            (self.end(true), date)
        };
        match (from, to) {
            (None, None) => Self::default(),
            (from, to) => Self::Dates { from, to },
        }
    }

    /// Whether its first date is after its last, which no view may have.
    pub fn is_swapped(self) -> bool {
        let ends = self.end(true).zip(self.end(false));
        ends.is_some_and(|(from, to)| from > to)
    }

    /// The preset with a keyword.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::PRESETS
            .into_iter()
            .find(|range| range.word() == Some(word))
    }

    /// The days of the range, given `today` in the view's zone and the days of the frame's
    /// first and last attempt, if it has any, as `recorded`.
    pub fn days(self, today: Date, recorded: Option<Days>) -> Days {
        let today_number = day_number(today);
        let last = |count: i32| Days {
            first: today_number - (count - 1),
            last: today_number,
        };
        match self {
            Self::Last7Days => last(7),
            Self::Last28Days => last(28),
            Self::Last90Days => last(90),
            Self::Last12Months => Days {
                first: day_number(a_year_before(today)) + 1,
                last: today_number,
            },
            Self::All => recorded.unwrap_or(Days::NONE),
            Self::Dates { from, to } => {
                let recorded = recorded.unwrap_or(Days {
                    first: today_number,
                    last: today_number,
                });
                let last = to.map_or(recorded.last.max(today_number), day_number);
                let first = from.map_or(recorded.first, day_number);
                // An open end must not make the range longer than the limit.
                Days {
                    first: first.max(last - RANGE_DAYS_MAX + 1),
                    last,
                }
            }
        }
    }
}

/// The same date twelve months before; the 28th for a 29 February.
fn a_year_before(date: Date) -> Date {
    // jiff's own calendar arithmetic would do it too, with 10 kB more WebAssembly.
    let year = date.year() - 1;
    Date::new(year, date.month(), date.day())
        .or_else(|_| Date::new(year, date.month(), 28))
        .unwrap_or(Date::MIN)
}

/// The values of one key: those asked for, which are alternatives, and those excluded.
/// The empty value means unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Only these; any if empty.
    pub only: BTreeSet<String>,
    /// Not these.
    pub not: BTreeSet<String>,
}

impl Filter {
    /// Whether every value passes.
    pub fn is_open(&self) -> bool {
        self.only.is_empty() && self.not.is_empty()
    }

    /// Whether a value passes.
    pub fn passes(&self, value: &str) -> bool {
        (self.only.is_empty() || self.only.contains(value)) && !self.not.contains(value)
    }
}

/// One filter per key, combined with *and*.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filters {
    filters: EnumMap<FilterKey, Filter>,
}

impl Filters {
    /// The filter of a key.
    pub fn get(&self, key: FilterKey) -> &Filter {
        &self.filters[key]
    }

    /// The filter of a key, to change it.
    pub fn get_mut(&mut self, key: FilterKey) -> &mut Filter {
        &mut self.filters[key]
    }

    /// The filters that are set, with their keys.
    pub fn set(&self) -> impl Iterator<Item = (FilterKey, &Filter)> {
        self.filters.iter().filter(|(_, filter)| !filter.is_open())
    }
}

/// The number by which lists are sorted and percentages are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Denied requests, retries included.
    #[default]
    Attempts,
    /// Denied requests that were final, not repeated and not granted soon after.
    TrueDenials,
    /// Distinct (account, user) with at least one attempt.
    AffectedUsers,
}

impl Measure {
    /// Every measure, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Attempts, Self::TrueDenials, Self::AffectedUsers];

    /// The measure's keyword in a query string.
    pub fn word(self) -> &'static str {
        match self {
            Self::Attempts => "attempts",
            Self::TrueDenials => "true",
            Self::AffectedUsers => "users",
        }
    }

    /// The measure with a keyword.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.word() == word)
    }
}

/// What a reader asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct View {
    /// Which days.
    pub range: Range,
    /// The IANA name of the zone in which they are counted.
    pub zone: String,
    /// The filters.
    pub filters: Filters,
    /// A part of user, device, feature or account, trimmed and in lower case; none if empty.
    /// [`Search`](crate::search::Search) says how it is compared.
    pub text: String,
    /// The measure.
    pub measure: Measure,
    /// W, in seconds: an attempt does not count if an identical one follows within it;
    /// 0 turns the rule off.
    pub repeat_window_s: u32,
    /// G, in seconds: an attempt does not count if a grant follows within it; 0 turns the
    /// rule off.
    pub grant_window_s: u32,
}

impl Default for View {
    fn default() -> Self {
        Self {
            range: Range::default(),
            zone: ZONE_DEFAULT.to_owned(),
            filters: Filters::default(),
            text: String::new(),
            measure: Measure::default(),
            repeat_window_s: WINDOW_S_DEFAULT,
            grant_window_s: WINDOW_S_DEFAULT,
        }
    }
}

impl View {
    /// The view with `value` added to the filter of `key`, or removed if it was there.
    #[must_use]
    pub fn toggled(&self, key: FilterKey, value: &str) -> Self {
        let mut view = self.clone();
        let filter = view.filters.get_mut(key);
        if !filter.only.remove(value) {
            filter.not.remove(value);
            filter.only.insert(value.to_owned());
        }
        view
    }

    /// The same for a value of one account: the account is added to its filter with the value,
    /// since another account may have one of the same name.
    #[must_use]
    pub fn toggled_in(&self, account: &str, key: FilterKey, value: &str) -> Self {
        let mut view = self.toggled(key, value);
        if view.filters.get(key).only.contains(value) {
            let accounts = view.filters.get_mut(FilterKey::Account);
            accounts.not.remove(account);
            accounts.only.insert(account.to_owned());
        }
        view
    }
}
