//! A line's clock, daemon and message.
//!
//! ```text
//! line  := CLOCK (daemon) message       any run of blanks between the three
//! CLOCK := H:MM:SS | YYYY-MM-DDThh:mm:ss[.fraction][OFFSET]
//! OFFSET := Z | ±hh:mm | ±hhmm
//! ```
//! The second clock is that of lmgrd's option `-datestamp`. Its manual does not say how an
//! offset is written.

use jiff::civil::{Date, Time};

use super::event_kind::BLANKS;
use crate::parse::log_clock::{DateStamp, Shown};

/// The process with an indented banner: its events have at most one blank before them.
const MANAGER: &str = "lmgrd";

/// A line that starts with a clock and a daemon.
pub(super) struct ClockedLine<'a> {
    /// `None` if the digits are not a valid time of day, date or offset.
    pub(super) shown: Option<Shown>,
    pub(super) daemon: &'a str,
    /// The text after the daemon and the following blanks.
    pub(super) message: &'a str,
    /// There is more than one blank, or a tab, before the message.
    pub(super) is_indented: bool,
    /// The line after its clock, including trailing blanks.
    pub(super) rest: &'a str,
}

impl<'a> ClockedLine<'a> {
    pub(super) fn split(line: &'a str) -> Option<Self> {
        Self::plain(line).or_else(|| Self::other(line))
    }

    /// Whether its message may be an event.
    pub(super) fn may_be_event(&self) -> bool {
        !self.is_indented || self.daemon != MANAGER
    }

    /// Whether an earlier version read the message too.
    pub(super) fn is_formerly_read(&self) -> bool {
        !self.is_indented && self.shown.is_some_and(|shown| shown.is_formerly_read)
    }

    /// Reads a line of the usual form: `[ ]H:MM:SS (daemon) message`.
    #[inline]
    fn plain(line: &'a str) -> Option<Self> {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let (hour, after_hour) = hour(line)?;
        let [m, n, b':', s, t, b' ', b'(', ..] = after_hour.as_bytes() else {
            return None;
        };
        let (minute, second) = (pair(*m, *n)?, pair(*s, *t)?);
        let rest = after_hour.get(6..)?;
        let time = time(hour, minute, second);
        let (daemon, after) = daemon(rest)?;
        let message = after.strip_prefix(' ')?;
        let is_indented = matches!(message.as_bytes(), [b' ' | b'\t', ..]);
        Some(Self {
            shown: time.map(|time| Shown {
                time,
                stamp: None,
                is_formerly_read: true,
            }),
            daemon,
            message: if is_indented {
                message.trim_start_matches(BLANKS)
            } else {
                message
            },
            is_indented,
            rest,
        })
    }

    /// Reads a line with a date in its clock, or with other blanks.
    #[cold]
    fn other(line: &'a str) -> Option<Self> {
        let line = line.trim_start_matches(BLANKS);
        let (shown, after) = match time_of_day(line) {
            Some((time, after)) => {
                let shown = time.map(|time| Shown {
                    time,
                    stamp: None,
                    is_formerly_read: false,
                });
                (shown, after)
            }
            None => stamped(line)?,
        };
        let rest = after.trim_start_matches(BLANKS);
        if rest.len() == after.len() {
            return None;
        }
        let (daemon, after) = daemon(rest)?;
        let message = after.trim_start_matches(BLANKS);
        if message.len() == after.len() {
            return None;
        }
        Some(Self {
            shown,
            daemon,
            message,
            is_indented: !after.starts_with(' ') || message.len() + 1 < after.len(),
            rest,
        })
    }
}

/// Splits `(daemon)…` into the daemon and the rest.
#[inline]
fn daemon(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('(')?;
    let end = memchr::memchr(b')', text.as_bytes())?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// The hour at the start of a text, and the text after its colon.
#[inline]
fn hour(text: &str) -> Option<(i8, &str)> {
    match text.as_bytes() {
        [h, b':', ..] => Some((digit(*h)?, text.get(2..)?)),
        [h, i, b':', ..] => Some((pair(*h, *i)?, text.get(3..)?)),
        _ => None,
    }
}

/// The time of day at the start of a text, and the rest.
fn time_of_day(text: &str) -> Option<(Option<Time>, &str)> {
    let (hour, after_hour) = hour(text)?;
    let [m, n, b':', s, t, ..] = after_hour.as_bytes() else {
        return None;
    };
    let (minute, second) = (pair(*m, *n)?, pair(*s, *t)?);
    Some((time(hour, minute, second), after_hour.get(5..)?))
}

/// The date and time at the start of a text, and the rest.
fn stamped(text: &str) -> Option<(Option<Shown>, &str)> {
    let (century, after) = two_digits(text)?;
    let (year, after) = two_digits(after)?;
    let (month, after) = two_digits(after.strip_prefix('-')?)?;
    let (day, after) = two_digits(after.strip_prefix('-')?)?;
    let date = Date::new(i16::from(century) * 100 + i16::from(year), month, day);
    let (time, after) = time_of_day(after.strip_prefix('T')?)?;
    let after = match after.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|byte: char| byte.is_ascii_digit()),
        None => after,
    };
    let (offset_s, after) = match offset(after) {
        Some((offset_s, after)) => (offset_s.map(Some), after),
        None => (Some(None), after),
    };
    let shown = date
        .ok()
        .zip(time)
        .zip(offset_s)
        .map(|((date, time), offset_s)| Shown {
            time,
            stamp: Some(DateStamp { date, offset_s }),
            is_formerly_read: false,
        });
    Some((shown, after))
}

fn two_digits(text: &str) -> Option<(i8, &str)> {
    let (digits, after) = text.split_at_checked(2)?;
    match digits.as_bytes() {
        [tens, ones] => Some((pair(*tens, *ones)?, after)),
        _ => None,
    }
}

/// The offset at the start of a text, in seconds east of UTC, or `None` if it is invalid; and
/// the rest.
fn offset(text: &str) -> Option<(Option<i32>, &str)> {
    if let Some(after) = text.strip_prefix('Z') {
        return Some((Some(0), after));
    }
    let (east, digits) = match text.as_bytes() {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hour, minute, length) = match digits {
        [h, i, b':', m, n, ..] => (pair(*h, *i)?, pair(*m, *n)?, 6),
        [h, i, m, n, ..] => (pair(*h, *i)?, pair(*m, *n)?, 5),
        _ => return None,
    };
    let seconds = i32::from(hour) * 3600 + i32::from(minute) * 60;
    let is_offset = hour < 24 && minute < 60;
    Some((is_offset.then_some(east * seconds), text.get(length..)?))
}

fn time(hour: i8, minute: i8, second: i8) -> Option<Time> {
    // A leap second is logged as 60 and counts as the second before it.
    Time::new(hour, minute, if second == 60 { 59 } else { second }, 0).ok()
}

fn digit(byte: u8) -> Option<i8> {
    byte.is_ascii_digit().then(|| (byte - b'0').cast_signed())
}

fn pair(tens: u8, ones: u8) -> Option<i8> {
    Some(digit(tens)? * 10 + digit(ones)?)
}
