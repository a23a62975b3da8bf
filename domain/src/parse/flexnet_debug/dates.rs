//! The lines of a debug log with a date.

use jiff::civil::{Date, Time};

use crate::parse::log_clock::LineDate;

/// The date in the message of a line at `time`, if it is the date of the line. Most dates in
/// `(@daemon-SLOG@)` lines are those of past peaks, except in two kinds of lines, which also
/// repeat the time of the line.
pub(super) fn date_of(message: &str, time: Time) -> Option<LineDate> {
    if let Some(text) = message.strip_prefix("(@") {
        return Some(LineDate {
            date: slog_date(text, time)?,
            is_formerly_read: false,
        });
    }
    let date = if let Some(text) = message.strip_prefix("TIMESTAMP ") {
        month_day_year(text.split_whitespace().next()?)
    } else if let Some(text) = message.strip_prefix("Server's System Date and Time:") {
        system_date(text)
    } else {
        started_on(message)
    };
    Some(LineDate {
        date: date?,
        is_formerly_read: true,
    })
}

/// `daemon-SLOG@) Start-Date: Mon Jan 06 2025 08:30:00 ZONE`, or the same with `Time:`.
fn slog_date(text: &str, time: Time) -> Option<Date> {
    let end = memchr::memchr(b')', text.as_bytes())?;
    let (daemon, text) = text.split_at_checked(end)?;
    let text = text.strip_prefix(')')?.trim_start();
    let text = text
        .strip_prefix("Start-Date:")
        .or_else(|| text.strip_prefix("Time:"))
        .filter(|_| daemon.ends_with("-SLOG@"))?;
    let clock = text.split_whitespace().nth(4)?;
    is_clock(clock, time).then(|| system_date(text)).flatten()
}

/// Whether `08:30:00` is the time of day `time`.
fn is_clock(text: &str, time: Time) -> bool {
    let mut parts = text.split(':').map(str::parse::<i8>);
    let same = [time.hour(), time.minute(), time.second()]
        .into_iter()
        .all(|part| parts.next() == Some(Ok(part)));
    same && parts.next().is_none()
}

/// `FlexNet Licensing (v…) started on HOST (…) (M/D/YYYY)`.
fn started_on(message: &str) -> Option<Date> {
    let message = message.trim_end();
    // Most lines end here: only a date has a slash before the year.
    if !matches!(message.as_bytes(), [.., b'/', _, _, _, _, b')']) {
        return None;
    }
    let (head, date) = message.strip_suffix(')')?.rsplit_once('(')?;
    if head.contains(" started on ") {
        month_day_year(date)
    } else {
        None
    }
}

/// `6/9/2022`: the month comes first in every language.
fn month_day_year(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    let year = year(parts.next()?)?;
    match parts.next() {
        Some(_) => None,
        None => Date::new(year, month, day).ok(),
    }
}

/// `Thu Jun 09 2022 10:25:31 ZONE`: the day of the week, the month and the zone may be
/// in any language, their order is fixed.
fn system_date(text: &str) -> Option<Date> {
    let mut words = text.split_whitespace().skip(1);
    let month = month(words.next()?)?;
    let day = words.next()?.parse().ok()?;
    let year = year(words.next()?)?;
    Date::new(year, month, day).ok()
}

/// Years have four digits; two digits could be a day or a month.
fn year(text: &str) -> Option<i16> {
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// Abbreviated month names as servers write them, in lower case and without a full stop:
/// English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian and
/// Swedish. Languages in which one of these words means another month are left out.
const MONTHS: [&[&str]; 12] = [
    &["jan", "janv", "ene", "gen", "jän"],
    &["feb", "févr", "fév", "fev"],
    &["mar", "mars", "mär", "märz", "mrz", "mrt", "maart"],
    &["apr", "avr", "avril", "abr", "april"],
    &["may", "mai", "mag", "mei", "maj", "maio"],
    &["jun", "juin", "giu", "juni"],
    &["jul", "juil", "lug", "juli"],
    &["aug", "août", "aou", "aoû", "ago"],
    &["sep", "sept", "set"],
    &["oct", "okt", "ott", "out"],
    &["nov"],
    &["dec", "déc", "dic", "dez", "des"],
];

/// The month of a word: a name above, or a number, optionally followed by the character
/// that Chinese, Japanese and Korean servers write after it.
fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches(['.', '月', '월']);
    if let Ok(month) = word.parse::<i8>() {
        return (1..=12).contains(&month).then_some(month);
    }
    let word = word.to_lowercase();
    (1..)
        .zip(MONTHS)
        .find(|(_, names)| names.contains(&word.as_str()))
        .map(|(month, _)| month)
}
