//! Numbers that are not whole. The standard library's parser is exact for any text, and large;
//! this one accepts only numbers that one division makes exactly.

/// The largest whole number up to which a float can represent all of them.
const WHOLE_MAX: u64 = 1 << 53;

/// The most digits after the point: a float represents that power of ten exactly.
const FRACTION_MAX: usize = 22;

/// Parses a number such as `-2.5`. `None` if it has too many digits to be exact.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let (digits, is_negative) = match text.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || fraction.len() > FRACTION_MAX {
        return None;
    }
    let mut number: u64 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = char::from(byte).to_digit(10)?;
        number = number.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    if number > WHOLE_MAX {
        return None;
    }
    // Both are exact, so the division rounds once.
    let number = number as f64 / fraction.bytes().fold(1.0, |power, _| power * 10.0);
    Some(if is_negative { -number } else { number })
}
