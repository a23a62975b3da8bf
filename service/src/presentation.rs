//! Presentation: what a URL says about how a page looks. It stands beside the view, never
//! decides what is counted, and is never part of a scope.

use domain::denial_order::{DenialColumn, Sort};
use domain::report::trend::Step;
use serde::{Deserialize, Serialize};

/// The value of `compare` that switches the comparison on.
pub const COMPARE_BEFORE: &str = "before";

/// The field of the plain form that says which range it showed; empty for custom dates. It is
/// in no URL.
pub const SHOWN_RANGE: &str = "shown-range";

/// The buttons of the plain form that remove a filter or negate it. Each has the filter as
/// `key=value`. They are in no URL.
pub const REMOVE: &str = "drop";
/// See [`REMOVE`].
pub const NEGATE: &str = "turn";

/// The theme that a reader chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

impl ThemeChoice {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// Its word in a URL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.word() == word)
    }
}

/// How a page looks. What a URL says besides that is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presentation {
    /// The theme; `None`: the system's.
    pub theme: Option<ThemeChoice>,
    /// Whether everything is compared with the previous period.
    pub compare: bool,
    /// How long a bucket of the trend is; `None`: what fits the range.
    pub step: Option<Step>,
    /// The order of the summary table.
    pub sort: Sort,
    /// Its hidden columns, in their order. Time always shows.
    pub hide: Vec<DenialColumn>,
    /// How many rows of the summary table come before the first that is shown, if it is read
    /// page by page.
    pub rows_before: usize,
    /// The value of `embed`, kept as it is.
    pub embed: Option<String>,
}

impl Presentation {
    /// Reads the presentation keys of a URL.
    pub fn parse(pairs: &[(String, String)]) -> Self {
        let mut presentation = Self::default();
        for (key, value) in pairs {
            match key.as_str() {
                "theme" => presentation.theme = ThemeChoice::from_word(value),
                "compare" => presentation.compare = value == COMPARE_BEFORE,
                "step" => presentation.step = Step::from_word(value),
                "sort" => presentation.sort = Sort::parse(value),
                "hide" => presentation.hide = hidden(value),
                "row" => {
                    let row = value.parse::<usize>().unwrap_or(1);
                    presentation.rows_before = row.saturating_sub(1);
                }
                "embed" => presentation.embed = Some(value.clone()),
                _ => {}
            }
        }
        presentation
    }

    /// The keys and values, sorted; defaults are left out.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let hide: Vec<&str> = self.hide.iter().map(|column| column.word()).collect();
        let sort = self.sort.text();
        let pairs = [
            ("compare", self.compare.then(|| COMPARE_BEFORE.to_owned())),
            ("embed", self.embed.clone()),
            ("hide", (!hide.is_empty()).then(|| hide.join(","))),
            (
                "row",
                (self.rows_before > 0).then(|| (self.rows_before + 1).to_string()),
            ),
            ("sort", (!sort.is_empty()).then_some(sort)),
            ("step", self.step.map(|step| step.word().to_owned())),
            ("theme", self.theme.map(|theme| theme.word().to_owned())),
        ];
        pairs
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect()
    }

    /// Whether a column of the summary table shows.
    pub fn shows(&self, column: DenialColumn) -> bool {
        !self.hide.contains(&column)
    }

    /// The same with a column shown or hidden.
    #[must_use]
    pub fn with_toggled(&self, column: DenialColumn) -> Self {
        let hide = DenialColumn::ALL
            .into_iter()
            .filter(|other| *other != DenialColumn::Time)
            .filter(|other| self.hide.contains(other) != (*other == column));
        Self {
            hide: hide.collect(),
            ..self.clone()
        }
    }
}

/// The hidden columns of a text such as `device,version`.
fn hidden(text: &str) -> Vec<DenialColumn> {
    let named: Vec<&str> = text.split(',').collect();
    DenialColumn::ALL
        .into_iter()
        .filter(|column| *column != DenialColumn::Time && named.contains(&column.word()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        owned.collect()
    }

    #[test]
    fn what_is_printed_is_parsed_again() {
        let given = pairs(&[
            ("compare", "before"),
            ("embed", "1"),
            ("hide", "device,version"),
            ("row", "301"),
            ("sort", "account,-time"),
            ("step", "week"),
            ("theme", "dark"),
        ]);
        let presentation = Presentation::parse(&given);
        assert_eq!(presentation.pairs(), given);
        assert_eq!(presentation.rows_before, 300);
    }

    #[test]
    fn other_keys_are_left_out() {
        let given = pairs(&[
            ("compare", "yes"),
            ("hide", "time,nothing"),
            ("row", "0"),
            ("sort", "color"),
            ("step", "hour"),
            ("theme", "pink"),
        ]);
        assert_eq!(Presentation::parse(&given), Presentation::default());
    }

    #[test]
    fn a_column_is_hidden_and_shown_again_in_its_place() {
        let hidden = Presentation::default()
            .with_toggled(DenialColumn::Version)
            .with_toggled(DenialColumn::Device);
        assert_eq!(hidden.hide, [DenialColumn::Device, DenialColumn::Version]);
        assert!(!hidden.shows(DenialColumn::Device));
        assert_eq!(
            hidden
                .with_toggled(DenialColumn::Version)
                .with_toggled(DenialColumn::Device),
            Presentation::default()
        );
        assert_eq!(hidden.with_toggled(DenialColumn::Time), hidden);
    }
}
