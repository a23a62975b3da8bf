//! How numbers and dates are written, on the server and in the browser alike:
//! `1,234` · `45.20 %` · `2025-08-29 14:05`.

use crate::view_query::date_text;
use crate::zone::{DAY_S, date_of_day};

/// A whole number with a comma between thousands.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A requested count: whole, or with what follows the point.
pub fn amount(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        number(value.abs() as u64)
    } else {
        value.to_string()
    }
}

/// A percentage given in hundredths of a percent.
pub fn percent(hundredths: u64) -> String {
    format!("{}.{:02} %", number(hundredths / 100), hundredths % 100)
}

/// A local time given in seconds since 1970-01-01T00:00:00 local time, to the minute.
pub fn local_time(local_s: i64) -> String {
    let second = local_s.rem_euclid(DAY_S);
    format!(
        "{} {:02}:{:02}",
        day(local_s.div_euclid(DAY_S) as i32),
        second / 3600,
        second % 3600 / 60
    )
}

/// A day given in days since 1970-01-01.
pub fn day(day: i32) -> String {
    date_text(date_of_day(day))
}

/// A duration given in seconds, in its largest fitting unit.
pub fn duration(seconds: u32) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds / 60),
        7200..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_have_one_form() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1234), "1,234");
        assert_eq!(number(u64::MAX), "18,446,744,073,709,551,615");
        assert_eq!(amount(1.0), "1");
        assert_eq!(amount(2.5), "2.5");
        assert_eq!(percent(4520), "45.20 %");
        assert_eq!(percent(100_005), "1,000.05 %");
        assert_eq!(local_time(1_756_476_300), "2025-08-29 14:05");
        assert_eq!(local_time(-60), "1969-12-31 23:59");
        assert_eq!(duration(119), "119 s");
        assert_eq!(duration(300), "5 min");
        assert_eq!(duration(7200), "2 h");
        assert_eq!(duration(172_800), "2 d");
    }
}
