//! Time zones by name, from the IANA database.

use std::error::Error;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::event::Second;
use crate::zone::{ZoneLookup, ZoneOffsets, civil_second};

/// How far before the first and after the last second a zone's changes are given, in seconds:
/// a year and a day.
const MARGIN_S: i64 = 366 * 86_400;

/// The most characters of a name in an error.
const NAME_CHARS_MAX: usize = 80;

/// How long after a repeated hour a log's clock may have stepped back into it: half a
/// day, since a longer step back is midnight.
const STEP_HOURS: i64 = 12;

/// A zone of the IANA database.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// There is no zone with this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownZone {
    /// The name, cut to 80 characters.
    pub name: String,
    /// A zone that may be meant: the zone of a city, or one with a similar name.
    pub similar: Option<String>,
}

impl Error for UnknownZone {}

impl fmt::Display for UnknownZone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "unknown time zone \"{}\"", self.name)?;
        match &self.similar {
            Some(similar) => write!(formatter, ": did you mean {similar}?"),
            None => write!(formatter, ": use an IANA name such as UTC or Europe/Madrid"),
        }
    }
}

impl UnknownZone {
    fn new(name: &str) -> Self {
        let name: String = name.chars().take(NAME_CHARS_MAX).collect();
        let similar = similar(&name);
        Self { name, similar }
    }
}

/// The zone whose city is nearest to the name's: at most two letters are mistyped, and none of
/// a short name.
fn similar(name: &str) -> Option<String> {
    let city = |name: &str| {
        let city = name.rsplit('/').next().unwrap_or(name);
        city.trim().replace(' ', "_").to_ascii_lowercase()
    };
    let typed = city(name);
    let mistyped_max = match typed.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    let zones = jiff::tz::db().available();
    let distances = zones.map(|zone| {
        let letters = strsim::osa_distance(&typed, &city(zone.as_str()));
        // `Europe/Berlin` before a zone that has no area and is there for old programs alone.
        let has_area = zone.as_str().contains('/');
        let whole = strsim::osa_distance(name, zone.as_str());
        (letters, !has_area, whole, zone.as_str().to_owned())
    });
    let nearest = distances.filter(|(letters, ..)| *letters <= mistyped_max);
    nearest.min().map(|(.., zone)| zone)
}

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone with a name, regardless of case.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let zone = TimeZone::get(name).map_err(|_| UnknownZone::new(name))?;
        Ok(Self(zone))
    }

    /// The zone's name as the IANA database spells it.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The zone's civil time at a second.
    pub fn civil(&self, at: Second) -> DateTime {
        let offset = self.0.to_offset(timestamp(at.0));
        offset.to_datetime(timestamp(at.0))
    }

    /// The zone's offset changes from a year before `first` to a year after `last`.
    pub fn offsets(&self, first: Second, last: Second) -> ZoneOffsets {
        let (from, to) = (timestamp(first.0 - MARGIN_S), timestamp(last.0 + MARGIN_S));
        ZoneOffsets {
            before_s: self.0.to_offset(from).seconds(),
            changes: self
                .0
                .following(from)
                .take_while(|change| change.timestamp() <= to)
                .map(|change| (change.timestamp().as_second(), change.offset().seconds()))
                .collect(),
        }
    }
}

impl ZoneLookup for Zone {
    fn second(&self, civil: DateTime, stepped_back_from: Option<DateTime>) -> Second {
        let offset = match self.0.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            // The offset from before the gap moves the time forward by its length.
            AmbiguousOffset::Gap { before, .. } => before,
            AmbiguousOffset::Fold { before, after } => {
                let first_pass = civil_second(civil) - i64::from(before.seconds());
                let change = self.0.following(timestamp(first_pass)).next();
                let repeated = change.map(|change| {
                    let start = after.to_datetime(change.timestamp());
                    let end = before.to_datetime(change.timestamp());
                    let end = end.saturating_add(jiff::Span::new().hours(STEP_HOURS));
                    start..end
                });
                match (stepped_back_from, repeated) {
                    (Some(from), Some(repeated)) if repeated.contains(&from) => after,
                    _ => before,
                }
            }
        };
        Second(civil_second(civil) - i64::from(offset.seconds()))
    }
}

/// A timestamp, or the nearest one in the calendar.
fn timestamp(second: i64) -> Timestamp {
    let nearest = if second < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_second(second).unwrap_or(nearest)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use jiff::civil::date;

    use super::*;

    fn utc(text: &str) -> Second {
        Second(text.parse::<Timestamp>().unwrap().as_second())
    }

    #[test]
    fn a_repeated_hour_is_the_first_until_the_clock_stepped_back() {
        let madrid = Zone::named("Europe/Madrid").unwrap();
        let civil = date(2025, 10, 26).at(2, 30, 0, 0);
        assert_eq!(madrid.second(civil, None), utc("2025-10-26T00:30:00Z"));
        let in_the_hour = date(2025, 10, 26).at(2, 58, 0, 0);
        assert_eq!(
            madrid.second(civil, Some(in_the_hour)),
            utc("2025-10-26T01:30:00Z")
        );
        let months_ago = date(2025, 3, 1).at(2, 58, 0, 0);
        assert_eq!(
            madrid.second(civil, Some(months_ago)),
            utc("2025-10-26T00:30:00Z")
        );
    }

    #[test]
    fn an_unknown_zone_names_one_that_may_be_meant() {
        for (typed, meant) in [
            ("Berlin", "Europe/Berlin"),
            ("berlin", "Europe/Berlin"),
            ("Europe/Berlni", "Europe/Berlin"),
            ("America/Kolkata", "Asia/Kolkata"),
            ("New York", "America/New_York"),
            ("europe/Madird", "Europe/Madrid"),
        ] {
            let error = Zone::named(typed).unwrap_err();
            assert_eq!(error.similar.as_deref(), Some(meant), "{typed}");
            let text = format!("unknown time zone \"{typed}\": did you mean {meant}?");
            assert_eq!(error.to_string(), text);
        }
        for typed in ["Mars/Olympus", "", "???", "XYZ"] {
            let text = Zone::named(typed).unwrap_err().to_string();
            assert!(text.ends_with("such as UTC or Europe/Madrid"), "{text}");
        }
    }

    #[test]
    fn an_hour_that_never_was_shifts_forward() {
        let madrid = Zone::named("Europe/Madrid").unwrap();
        let civil = date(2025, 3, 30).at(2, 30, 0, 0);
        assert_eq!(madrid.second(civil, None), utc("2025-03-30T01:30:00Z"));
    }

    #[test]
    fn offsets_hold_every_change_of_the_range() {
        let madrid = Zone::named("europe/madrid").unwrap();
        let offsets = madrid.offsets(utc("2025-01-01T00:00:00Z"), utc("2025-12-31T00:00:00Z"));
        for at in [
            "2025-01-01T00:00:00Z",
            "2025-07-01T12:00:00Z",
            "2025-10-26T01:00:00Z",
        ] {
            let local = civil_second(madrid.civil(utc(at)));
            assert_eq!(offsets.local_s(utc(at)), local, "{at}");
        }
        assert!(Zone::named("Europe/Nowhere").is_err());
    }
}
