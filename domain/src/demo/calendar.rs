//! When people work: hours, weekends, holidays, summer time; and the dates of releases.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

use crate::zone::day_number;

use super::random::Random;

/// Hours in a day.
pub(super) const DAY_HOURS: i64 = 24;

/// Where an account works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    PacificCoast,
    EastCoast,
    Brazil,
    WestEurope,
    CentralEurope,
    India,
    EastAsia,
}

/// The Sundays between which summer time applies.
enum SummerTime {
    None,
    European,
    American,
}

impl Region {
    const ALL: [Self; 7] = [
        Self::PacificCoast,
        Self::EastCoast,
        Self::Brazil,
        Self::WestEurope,
        Self::CentralEurope,
        Self::India,
        Self::EastAsia,
    ];

    /// A random region for an account: a third are in the Americas, half in Europe.
    pub(super) fn any(random: &mut Random) -> Self {
        match random.below(100) {
            0..10 => Self::PacificCoast,
            10..30 => Self::EastCoast,
            30..35 => Self::Brazil,
            35..50 => Self::WestEurope,
            50..82 => Self::CentralEurope,
            82..90 => Self::India,
            _ => Self::EastAsia,
        }
    }

    /// The part of a server's name for its location.
    pub(super) fn site(self) -> &'static str {
        match self {
            Self::PacificCoast | Self::EastCoast => "us",
            Self::Brazil => "br",
            Self::WestEurope | Self::CentralEurope => "eu",
            Self::India => "in",
            Self::EastAsia => "ap",
        }
    }

    /// Minutes ahead of UTC on a date. A clock change applies to the whole day, since no one
    /// works in that night.
    fn offset_min(self, date: Date) -> i64 {
        let (standard, summer) = match self {
            Self::PacificCoast => (-8 * 60, SummerTime::American),
            Self::EastCoast => (-5 * 60, SummerTime::American),
            Self::Brazil => (-3 * 60, SummerTime::None),
            Self::WestEurope => (0, SummerTime::European),
            Self::CentralEurope => (60, SummerTime::European),
            Self::India => (5 * 60 + 30, SummerTime::None),
            Self::EastAsia => (9 * 60, SummerTime::None),
        };
        let sunday = |month: i8, nth: i8| {
            let first = Date::new(date.year(), month, 1).unwrap_or(date);
            first
                .nth_weekday_of_month(nth, Weekday::Sunday)
                .unwrap_or(date)
        };
        let ahead = match summer {
            SummerTime::None => false,
            SummerTime::European => (sunday(3, -1)..sunday(10, -1)).contains(&date),
            SummerTime::American => (sunday(3, 2)..sunday(11, 1)).contains(&date),
        };
        standard + if ahead { 60 } else { 0 }
    }
}

/// How busy a local moment is; 1 is an average working hour.
fn pace(local: DateTime) -> f64 {
    let clock = match local.hour() {
        6 | 19..=21 => 0.15,
        7 => 0.45,
        8 | 13 => 0.95,
        9 => 1.3,
        10 => 1.5,
        11 | 15 => 1.35,
        12 => 0.7,
        14 => 1.4,
        16 => 1.1,
        17 => 0.65,
        18 => 0.35,
        _ => 0.04,
    };
    let week = match local.weekday() {
        Weekday::Saturday => 0.14,
        Weekday::Sunday => 0.11,
        Weekday::Friday => 0.9,
        _ => 1.0,
    };
    let season = match (local.month(), local.day()) {
        (12, 24..) | (1, 1) => 0.12,
        (12, 21..=23) | (1, 2..=5) => 0.5,
        (5, 1) => 0.4,
        (7, 20..) | (8, ..=20) => 0.88,
        _ => 1.0,
    };
    clock * week * season
}

/// A release of the producer's products.
struct Release {
    /// Days since the first one of the demo; negative for older releases.
    day: i64,
    label: String,
}

/// The demo's year.
pub(super) struct Calendar {
    first: Date,
    days: i64,
    /// For each region, how busy each hour is, from the first one on.
    paces: Vec<Vec<f64>>,
    /// Oldest first.
    releases: Vec<Release>,
}

impl Calendar {
    /// The twelve months that end with `until`.
    pub(super) fn new(until: Date) -> Self {
        // The first possible date has no day before it.
        let first = until
            .saturating_sub(12.months())
            .saturating_add(1.day())
            .min(until);
        let days = i64::from(day_number(until) - day_number(first)) + 1;
        let dates: Vec<Date> = (0..days)
            .map(|day| first.saturating_add(day.days()))
            .collect();
        let paces = Region::ALL
            .into_iter()
            .map(|region| {
                let hours = dates.iter().flat_map(|&date| {
                    let offset = region.offset_min(date).minutes();
                    (0..24).map(move |hour| date.at(hour, 30, 0, 0).saturating_add(offset))
                });
                hours.map(pace).collect()
            })
            .collect();
        Self {
            first,
            days,
            paces,
            releases: releases(first, until),
        }
    }

    /// The number of days.
    pub(super) fn days(&self) -> i64 {
        self.days
    }

    /// The number of hours.
    pub(super) fn hours(&self) -> i64 {
        self.days * DAY_HOURS
    }

    /// The first day's number since 1970.
    pub(super) fn first_day_number(&self) -> i64 {
        i64::from(day_number(self.first))
    }

    /// How busy an hour, counted from the first one, is in a region.
    pub(super) fn pace(&self, region: Region, hour: i64) -> f64 {
        let paces = self.paces.get(region as usize);
        paces
            .and_then(|paces| paces.get(usize::try_from(hour).ok()?))
            .copied()
            .unwrap_or_default()
    }

    /// The release that is `age` releases older than the newest one on `day`.
    pub(super) fn release(&self, day: i64, age: usize) -> &str {
        let until = self.releases.partition_point(|release| release.day <= day);
        until
            .checked_sub(1 + age)
            .and_then(|index| self.releases.get(index))
            .map_or("", |release| release.label.as_str())
    }

    /// The day of the newest release on `day`.
    pub(super) fn release_day(&self, day: i64) -> i64 {
        let until = self.releases.partition_point(|release| release.day <= day);
        until
            .checked_sub(1)
            .and_then(|index| self.releases.get(index))
            .map_or(0, |release| release.day)
    }
}

/// A release on the first of every quarter, from a year before the demo's first day.
fn releases(first: Date, until: Date) -> Vec<Release> {
    let first_day = i64::from(day_number(first));
    (first.year().saturating_sub(1)..=until.year())
        .flat_map(|year| (0..4_i8).map(move |quarter| (year, quarter)))
        .filter_map(|(year, quarter)| {
            let date = Date::new(year, quarter * 3 + 1, 1).ok()?;
            Some(Release {
                day: i64::from(day_number(date)) - first_day,
                label: format!("{year}.{}", quarter + 1),
            })
        })
        .collect()
}
