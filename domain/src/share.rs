//! A part of a whole, as a percentage.

use std::fmt;

use crate::display;

/// A part of a whole: of attempts, of users, of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: u64,
    /// The whole; 0 if there is nothing to share.
    pub whole: u64,
}

impl Share {
    /// A part of a whole.
    pub fn of(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// In hundredths of a percent, rounded half up; 0 if the whole is 0.
    pub fn hundredths(self) -> u64 {
        if self.whole == 0 {
            return 0;
        }
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        u64::try_from((part * 20_000 + whole) / (2 * whole)).unwrap_or(u64::MAX)
    }
}

/// As `45.20 %`. A part that is not nothing never shows as nothing, and a part that is not
/// everything never as everything: `<0.01 %`, `>99.99 %`.
impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.hundredths() {
            0 if self.part > 0 && self.whole > 0 => "<0.01 %".to_owned(),
            10_000 if self.part < self.whole => ">99.99 %".to_owned(),
            hundredths => display::percent(hundredths),
        };
        formatter.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_of_a_percent_are_rounded_half_up() {
        assert_eq!(Share::of(1, 3).hundredths(), 3333);
        assert_eq!(Share::of(2, 3).hundredths(), 6667);
        assert_eq!(Share::of(1, 20_000).hundredths(), 1, "0.005 rounds up");
        assert_eq!(Share::of(1, 20_001).hundredths(), 0, "less rounds down");
        assert_eq!(Share::of(7, 7).hundredths(), 10_000);
        assert_eq!(Share::of(0, 0).hundredths(), 0);
        assert_eq!(Share::of(u64::MAX, 1).hundredths(), u64::MAX);
    }

    #[test]
    fn a_remainder_never_shows_as_nothing_or_everything() {
        assert_eq!(Share::of(29_999, 30_000).to_string(), ">99.99 %");
        assert_eq!(Share::of(1, 30_000).to_string(), "<0.01 %");
        assert_eq!(Share::of(9_999, 10_000).to_string(), "99.99 %");
        assert_eq!(Share::of(1, 20_000).to_string(), "0.01 %");
        assert_eq!(Share::of(30_000, 30_000).to_string(), "100.00 %");
        assert_eq!(Share::of(0, 30_000).to_string(), "0.00 %");
        assert_eq!(Share::of(0, 0).to_string(), "0.00 %");
        assert_eq!(Share::of(452, 1000).to_string(), "45.20 %");
        assert_eq!(format!("{:>9}", Share::of(1, 2)), "  50.00 %");
    }
}
