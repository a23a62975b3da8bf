//! The format of numbers and dates, on the server and in the browser:
//! `1,234` · `45.20 %` · `+12.3 %` · `2025-08-29 14:05`.

use std::cmp::Ordering;

use crate::view_query::date_text;
use crate::zone::{DAY_S, date_of_day};

/// A whole number with a comma between thousands.
pub fn number(value: u64) -> String {
    grouped(u128::from(value))
}

/// A number of things: `1 attempt`, `1,234 attempts`.
pub fn count_of(value: u64, one: &str, many: &str) -> String {
    let name = if value == 1 { one } else { many };
    format!("{} {name}", number(value))
}

fn grouped(value: u128) -> String {
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

/// A requested count: a whole number, or one with a fraction.
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

/// A relative change, to a tenth of a percent, rounded half away from zero: `+12.3 %`,
/// `−4.0 %`, `±0 %` if nothing changed, `new` if there was nothing before.
pub fn signed_percent(now: u64, before: u64) -> String {
    if now == before {
        return "±0 %".to_owned();
    }
    if before == 0 {
        return "new".to_owned();
    }
    let (change, whole) = (u128::from(now.abs_diff(before)), u128::from(before));
    let tenths = (change * 2000 + whole) / (2 * whole);
    let sign = sign(now, before);
    format!("{sign}{}.{} %", grouped(tenths / 10), tenths % 10)
}

/// A change of a count: `+1,234`, `−5`, `±0`.
pub fn count_change(now: u64, before: u64) -> String {
    format!("{}{}", sign(now, before), number(now.abs_diff(before)))
}

/// The sign of a change. The minus is the typographic one, as wide as the plus.
fn sign(now: u64, before: u64) -> &'static str {
    match now.cmp(&before) {
        Ordering::Less => "\u{2212}",
        Ordering::Equal => "±",
        Ordering::Greater => "+",
    }
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

/// The same to the second. `day` caches the last formatted day, since many consecutive times
/// share it.
pub fn exact_time(local_s: i64, day: &mut (i32, String)) -> String {
    let (number, second) = (local_s.div_euclid(DAY_S) as i32, local_s.rem_euclid(DAY_S));
    if day.1.is_empty() || day.0 != number {
        *day = (number, self::day(number));
    }
    let mut text = String::with_capacity(day.1.len() + 9);
    text.push_str(&day.1);
    for (sign, part) in
        [' ', ':', ':']
            .into_iter()
            .zip([second / 3600, second % 3600 / 60, second % 60])
    {
        text.push(sign);
        for digit in [part / 10, part % 10] {
            text.push(char::from(b'0' + digit as u8));
        }
    }
    text
}

/// A day given in days since 1970-01-01.
pub fn day(day: i32) -> String {
    date_text(date_of_day(day))
}

/// A duration given in seconds, in the largest unit that fits.
pub fn duration(seconds: u32) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds / 60),
        7200..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// A text from outside for one line of a terminal, cut to `chars_max` characters. Characters
/// that could control the terminal or reverse its line are replaced by `?`.
pub fn printable(text: &str, chars_max: usize) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let shown = text.chars().map(|c| if steers(c) { '?' } else { c });
    let mut line: String = shown.take(chars_max).collect();
    if text.chars().nth(chars_max).is_some() {
        line.pop();
        line.push('…');
    }
    line
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
        assert_eq!(count_of(1, "attempt", "attempts"), "1 attempt");
        assert_eq!(count_of(0, "attempt", "attempts"), "0 attempts");
        assert_eq!(count_of(1234, "attempt", "attempts"), "1,234 attempts");
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

    #[test]
    fn an_exact_time_is_a_local_time_with_its_second() {
        let mut day = (0, String::new());
        for local_s in [
            1_756_476_309_i64,
            1_756_425_600,
            1_756_425_599,
            -1,
            0,
            86_399,
        ] {
            let second = local_s.rem_euclid(60);
            let meant = format!("{}:{second:02}", local_time(local_s));
            assert_eq!(exact_time(local_s, &mut day), meant);
        }
    }

    #[test]
    fn a_relative_change_is_rounded_half_away_from_zero() {
        assert_eq!(signed_percent(1123, 1000), "+12.3 %");
        assert_eq!(signed_percent(96, 100), "\u{2212}4.0 %");
        assert_eq!(signed_percent(2001, 2000), "+0.1 %", "0.05 rounds up");
        assert_eq!(
            signed_percent(1999, 2000),
            "\u{2212}0.1 %",
            "-0.05 rounds down"
        );
        assert_eq!(signed_percent(2002, 2001), "+0.0 %", "0.04998 does not");
        assert_eq!(signed_percent(0, 3), "\u{2212}100.0 %");
        assert_eq!(signed_percent(5, 3), "+66.7 %");
        assert_eq!(signed_percent(1500, 100), "+1,400.0 %");
        assert_eq!(signed_percent(7, 7), "±0 %");
        assert_eq!(signed_percent(0, 0), "±0 %");
        assert_eq!(signed_percent(1, 0), "new");
        assert_eq!(
            signed_percent(u64::MAX, 1),
            "+1,844,674,407,370,955,161,400.0 %"
        );
        assert_eq!(signed_percent(1, u64::MAX), "\u{2212}100.0 %");
    }

    #[test]
    fn a_change_of_a_count_has_a_sign() {
        assert_eq!(count_change(1300, 66), "+1,234");
        assert_eq!(count_change(0, 5), "\u{2212}5");
        assert_eq!(count_change(9, 9), "±0");
        assert_eq!(count_change(0, 0), "±0");
        assert_eq!(
            count_change(0, u64::MAX),
            "\u{2212}18,446,744,073,709,551,615"
        );
    }

    #[test]
    fn a_name_cannot_steer_a_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc", 20), "a?[2Jb?c");
        assert_eq!(printable("\u{202e}desrever", 20), "?desrever");
        assert_eq!(printable("Fördertechnik", 20), "Fördertechnik");
        assert_eq!(printable("abcdef", 4), "abc…");
    }
}
