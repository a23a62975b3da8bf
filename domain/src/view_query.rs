//! View ↔ query string. The canonical form has sorted keys and no defaults;
//! `parse(print(view)) == view` for every view.

mod view_error;

use jiff::civil::Date;

use crate::search::search_text;
use crate::view::{
    FilterKey, Measure, QUERY_BYTES_MAX, RANGE_DAYS_MAX, Range, VALUES_MAX, View, WINDOW_S_DEFAULT,
    ZONE_DEFAULT,
};
use crate::zone::day_number;
use view_error::near;

pub use view_error::ViewError;

/// Keys that change how a page looks, and never what it counts or who may see it.
/// They follow the view in a page's URL.
pub const PRESENTATION_KEYS: [&str; 7] =
    ["compare", "embed", "hide", "row", "sort", "step", "theme"];

/// The keys that can be given once.
const SINGLE_KEYS: [&str; 8] = ["range", "from", "to", "tz", "q", "measure", "w", "g"];

/// A query string of at most this many bytes is never over a limit: it has no room for more
/// than [`VALUES_MAX`] values, and its canonical form takes at most five times as many bytes.
const SHORT_BYTES: usize = 512;

/// How many errors of one query string are kept.
pub const ERRORS_MAX: usize = 10;

/// A query string, read as far as possible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedQuery {
    /// The view; what could not be read is left at its default.
    pub view: View,
    /// The presentation keys, in the order given.
    pub presentation: Vec<(String, String)>,
    /// The first [`ERRORS_MAX`] errors. An exceeded limit comes first.
    pub errors: Vec<ViewError>,
}

impl ParsedQuery {
    /// What a page says about the query string: every error but unknown keys that are near no
    /// other.
    pub fn notices(&self) -> Vec<String> {
        let errors = self.errors.iter();
        let named = errors.filter(|error| !matches!(error, ViewError::UnknownKey(_)));
        named.map(ToString::to_string).collect()
    }

    /// The limit that the query exceeds, if any.
    pub fn exceeded_limit(&self) -> Option<&ViewError> {
        self.errors.iter().find(|error| error.is_exceeded_limit())
    }
}

impl View {
    /// Reads a query string (with or without a leading `?`) as far as possible.
    pub fn parse(query: &str) -> ParsedQuery {
        let mut parser = Parser::default();
        let query = query.strip_prefix('?').unwrap_or(query);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            parser.pair(&key, &value);
        }
        let mut parsed = parser.finish();
        if query.len() > SHORT_BYTES
            && let Some(error) = parsed.view.exceeded_limit(&parsed.presentation)
        {
            parsed.errors.insert(0, error);
            parsed.errors.truncate(ERRORS_MAX);
        }
        parsed
    }

    /// The limit that the view with these presentation keys exceeds, if any.
    pub fn exceeded_limit(&self, presentation: &[(String, String)]) -> Option<ViewError> {
        for (key, filter) in self.filters.set() {
            for (word, values) in [(key.word(), &filter.only), (key.not_word(), &filter.not)] {
                if values.len() > VALUES_MAX {
                    return Some(ViewError::TooManyValues(word));
                }
            }
        }
        let bytes = self.to_query_with(presentation).len();
        (bytes > QUERY_BYTES_MAX).then_some(ViewError::QueryTooLong(bytes))
    }

    /// Reads a query string, or returns its first error.
    pub fn parse_strict(query: &str) -> Result<Self, ViewError> {
        let parsed = Self::parse(query);
        match parsed.errors.into_iter().next() {
            Some(error) => Err(error),
            None => Ok(parsed.view),
        }
    }

    /// The canonical query string, without a leading `?`; empty for the default view.
    pub fn to_query(&self) -> String {
        self.to_query_with(&[])
    }

    /// The canonical query string followed by presentation keys.
    pub fn to_query_with(&self, presentation: &[(String, String)]) -> String {
        let mut pairs = self.pairs();
        pairs.sort();
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (key, value) in &pairs {
            query.append_pair(key, value);
        }
        for (key, value) in presentation {
            query.append_pair(key, value);
        }
        query.finish()
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match self.range {
            Range::Dates { from, to } => {
                pairs.extend(from.map(|date| ("from", date_text(date))));
                pairs.extend(to.map(|date| ("to", date_text(date))));
            }
            range if range != Range::default() => {
                pairs.extend(range.word().map(|word| ("range", word.to_owned())));
            }
            _ => {}
        }
        if self.zone != ZONE_DEFAULT {
            pairs.push(("tz", self.zone.clone()));
        }
        for (key, filter) in self.filters.set() {
            pairs.extend(filter.only.iter().map(|value| (key.word(), value.clone())));
            pairs.extend(
                filter
                    .not
                    .iter()
                    .map(|value| (key.not_word(), value.clone())),
            );
        }
        if !self.text.is_empty() {
            pairs.push(("q", self.text.clone()));
        }
        if self.measure != Measure::default() {
            pairs.push(("measure", self.measure.word().to_owned()));
        }
        for (key, window_s) in [("w", self.repeat_window_s), ("g", self.grant_window_s)] {
            if window_s != WINDOW_S_DEFAULT {
                pairs.push((key, window_s.to_string()));
            }
        }
        pairs
    }
}

#[derive(Default)]
struct Parser {
    parsed: ParsedQuery,
    seen: Vec<&'static str>,
    preset: Option<Range>,
    from: Option<Date>,
    to: Option<Date>,
}

const DATE_EXPECTED: &str = "a date such as 2025-08-29";
const WINDOW_EXPECTED: &str = "seconds from 0 (which turns the rule off) to 4294967295";

impl Parser {
    fn pair(&mut self, key: &str, value: &str) {
        if let Some(filter_key) = FilterKey::from_word(key) {
            self.filter(filter_key, filter_key.word(), value, false);
        } else if let Some(filter_key) = FilterKey::ALL.into_iter().find(|k| k.not_word() == key) {
            self.filter(filter_key, filter_key.not_word(), value, true);
        } else if PRESENTATION_KEYS.contains(&key) {
            self.parsed
                .presentation
                .push((key.to_owned(), value.to_owned()));
        } else {
            self.single(key, value);
        }
    }

    fn filter(&mut self, key: FilterKey, word: &'static str, value: &str, not: bool) {
        let expected = match key {
            FilterKey::Status if !value.is_empty() && !value.contains(':') => {
                "space:code, such as flexnet-publisher:-4"
            }
            FilterKey::Category
                if !value.is_empty() && crate::status::Category::from_slug(value).is_none() =>
            {
                "capacity, expired, not-entitled, rule, version or other"
            }
            FilterKey::Source
                if !value.is_empty() && crate::event::Source::from_word(value).is_none() =>
            {
                "cls, local or dynamic-monetization"
            }
            _ => {
                let filter = self.parsed.view.filters.get_mut(key);
                let values = if not {
                    &mut filter.not
                } else {
                    &mut filter.only
                };
                values.insert(value.to_owned());
                return;
            }
        };
        self.wrong(word, value, expected);
    }

    /// Reads a key that can be given once. An empty value leaves it at its default, since
    /// plain forms send empty values.
    fn single(&mut self, key: &str, value: &str) {
        let Some(key) = SINGLE_KEYS.into_iter().find(|word| *word == key) else {
            let quoted = quoted(key);
            self.error(match near(key) {
                Some(near) => ViewError::MistypedKey { key: quoted, near },
                None => ViewError::UnknownKey(quoted),
            });
            return;
        };
        if value.is_empty() {
            return;
        }
        if self.seen.contains(&key) {
            self.error(ViewError::Twice(key));
            return;
        }
        self.seen.push(key);
        let view = &mut self.parsed.view;
        let expected = match key {
            "range" => match Range::from_word(value) {
                Some(range) => {
                    self.preset = Some(range);
                    return;
                }
                None => "7d, 28d, 90d, 12m or all",
            },
            "from" | "to" => match parse_date(value) {
                Some(date) => {
                    let end = if key == "from" {
                        &mut self.from
                    } else {
                        &mut self.to
                    };
                    *end = Some(date);
                    return;
                }
                None => DATE_EXPECTED,
            },
            "tz" => {
                value.clone_into(&mut view.zone);
                return;
            }
            "q" => {
                view.text = search_text(value);
                return;
            }
            "measure" => match Measure::from_word(value) {
                Some(measure) => {
                    view.measure = measure;
                    return;
                }
                None => "attempts, true or users",
            },
            _ => match parse_window(value) {
                Some(window_s) => {
                    let window = if key == "w" {
                        &mut view.repeat_window_s
                    } else {
                        &mut view.grant_window_s
                    };
                    *window = window_s;
                    return;
                }
                None => WINDOW_EXPECTED,
            },
        };
        self.wrong(key, value, expected);
    }

    fn wrong(&mut self, key: &'static str, value: &str, expected: &'static str) {
        self.error(ViewError::WrongValue {
            key,
            value: quoted(value),
            expected,
        });
    }

    fn error(&mut self, error: ViewError) {
        if self.parsed.errors.len() < ERRORS_MAX {
            self.parsed.errors.push(error);
        }
    }

    fn finish(mut self) -> ParsedQuery {
        let dates = self.from.is_some() || self.to.is_some();
        let error = match (self.from, self.to) {
            _ if dates && self.preset.is_some() => Some(ViewError::RangeAndDates),
            (Some(from), Some(to)) if from > to => Some(ViewError::FromAfterTo),
            (Some(from), Some(to)) if day_number(to) - day_number(from) >= RANGE_DAYS_MAX => {
                Some(ViewError::TooLong)
            }
            _ => None,
        };
        if let Some(error) = error {
            self.error(error);
        } else if let Some(preset) = self.preset {
            self.parsed.view.range = preset;
        } else if dates {
            self.parsed.view.range = Range::Dates {
                from: self.from,
                to: self.to,
            };
        }
        self.parsed
    }
}

/// The beginning of a value: an error message must not grow with the input.
fn quoted(given: &str) -> String {
    given.chars().take(80).collect()
}

fn parse_window(value: &str) -> Option<u32> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| value.parse().ok()).flatten()
}

/// Parses a date in the form `YYYY-MM-DD` only.
pub fn parse_date(value: &str) -> Option<Date> {
    let mut parts = value.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let shape = year.len() == 4 && month.len() == 2 && day.len() == 2 && parts.next().is_none();
    let digits = value
        .bytes()
        .all(|byte| byte == b'-' || byte.is_ascii_digit());
    if !shape || !digits {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Formats a date as `YYYY-MM-DD`.
pub fn date_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}
