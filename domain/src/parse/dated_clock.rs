//! The clock of logs whose lines have a full local time, `YYYY/MM/DD hh:mm:ss`.

use jiff::civil::{Date, DateTime, Time};

use super::log_clock::{DISORDER_S, MIDNIGHT_STEP_S};
use crate::event::Second;
use crate::zone::{ZoneLookup, civil_second};

/// The length of `YYYY/MM/DD hh:mm:ss`, in bytes.
const TIME_BYTES: usize = 19;

/// A line that starts with a date and a time of day.
#[derive(Clone, Copy)]
pub(super) struct Dated<'a> {
    /// `None` if there is no such date or time of day.
    pub(super) time: Option<DateTime>,
    /// The line after its time.
    pub(super) rest: &'a str,
}

impl<'a> Dated<'a> {
    /// Splits a line that starts with `dddd/dd/dd dd:dd:dd`.
    pub(super) fn split(line: &'a str) -> Option<Self> {
        let (head, rest) = line.split_at_checked(TIME_BYTES)?;
        let [
            y0,
            y1,
            y2,
            y3,
            b'/',
            m0,
            m1,
            b'/',
            d0,
            d1,
            b' ',
            h0,
            h1,
            b':',
            n0,
            n1,
            b':',
            s0,
            s1,
        ] = *head.as_bytes()
        else {
            return None;
        };
        let year = i16::from(pair(y0, y1)?) * 100 + i16::from(pair(y2, y3)?);
        let date = Date::new(year, pair(m0, m1)?, pair(d0, d1)?);
        // A leap second counts as the second before it.
        let time = Time::new(pair(h0, h1)?, pair(n0, n1)?, pair(s0, s1)?.min(59), 0);
        let time = date.ok().zip(time.ok());
        Some(Self {
            time: time.map(|(date, time)| DateTime::from_parts(date, time)),
            rest,
        })
    }
}

fn pair(tens: u8, ones: u8) -> Option<i8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| ((tens - b'0') * 10 + (ones - b'0')).cast_signed())
}

/// A step from one line to the next.
#[derive(Clone, Copy, Default)]
pub(super) struct Step {
    /// How many seconds later the clock is.
    pub(super) seconds: i64,
    /// The moment lies so far back that another log begins here.
    pub(super) is_other_log: bool,
}

/// The local clock of a log.
pub(super) struct DatedClock<'z> {
    zone: &'z dyn ZoneLookup,
    now: Option<DateTime>,
    stepped_back_from: Option<DateTime>,
}

impl<'z> DatedClock<'z> {
    pub(super) fn new(zone: &'z dyn ZoneLookup) -> Self {
        Self {
            zone,
            now: None,
            stepped_back_from: None,
        }
    }

    /// The time of the last line.
    pub(super) fn now(&self) -> Option<DateTime> {
        self.now
    }

    /// Moves on to the next line.
    pub(super) fn tick(&mut self, now: DateTime) -> Step {
        let last_from = self.stepped_back_from;
        let Some(last) = self.now.replace(now) else {
            return Step::default();
        };
        let seconds = civil_second(now) - civil_second(last);
        if (-MIDNIGHT_STEP_S..0).contains(&seconds) {
            self.stepped_back_from = Some(last);
        }
        Step {
            seconds,
            is_other_log: seconds < -DISORDER_S
                && self.second().0 - self.zone.second(last, last_from).0 < -DISORDER_S,
        }
    }

    /// The moment of the last line. A local time that occurs twice is the later one if the
    /// clock has stepped back.
    pub(super) fn second(&self) -> Second {
        self.second_after(self.stepped_back_from)
    }

    /// The moment of the last line. A local time that occurs twice is the earlier one.
    pub(super) fn first_pass(&self) -> Second {
        self.second_after(None)
    }

    fn second_after(&self, stepped_back_from: Option<DateTime>) -> Second {
        let now = self.now.unwrap_or_default();
        self.zone.second(now, stepped_back_from)
    }
}
