//! The lines of a debug log that carry a date.

use jiff::civil::Date;

/// The date that a message carries, if it is one of the three that say the date of
/// their own line. The dates of `(@daemon-SLOG@)` lines are those of past peaks.
pub(super) fn date_of(message: &str) -> Option<Date> {
    if let Some(text) = message.strip_prefix("TIMESTAMP ") {
        return month_day_year(text.split_whitespace().next()?);
    }
    if let Some(text) = message.strip_prefix("Server's System Date and Time:") {
        return system_date(text);
    }
    started_on(message)
}

/// `FlexNet Licensing (v…) started on HOST (…) (M/D/YYYY)`.
fn started_on(message: &str) -> Option<Date> {
    let message = message.trim_end();
    // Most lines end here: only a date puts a slash before its year.
    if !matches!(message.as_bytes(), [.., b'/', _, _, _, _, b')']) || message.starts_with("(@") {
        return None;
    }
    let (head, date) = message.strip_suffix(')')?.rsplit_once('(')?;
    if head.contains(" started on ") {
        month_day_year(date)
    } else {
        None
    }
}

/// `6/9/2022`: the month comes first, whatever the server's language.
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

/// Years are written in full; two digits could be a day or a month.
fn year(text: &str) -> Option<i16> {
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// Abbreviated month names as servers write them, lower case and without a full stop:
/// English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian and
/// Swedish. Languages in which one of these words is another month are left out.
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

/// The month that a word names: a name above, or a number with or without the sign
/// that Chinese, Japanese and Korean servers put after it.
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
