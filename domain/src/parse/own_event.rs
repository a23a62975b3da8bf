//! Turnaway's own events as text fields: what a CSV row and an NDJSON object have in common.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::event::LineIdentity;
use crate::event::{Event, Outcome, Second, Source};
use crate::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
    VersionName,
};
use crate::status::{FLEXNET_DAEMON_TOO_OLD, FLEXNET_PUBLISHER, LoggedStatus};

use crate::parse::line_parser::EventSink;

/// The most unknown columns or keys that get a warning each.
const UNKNOWN_NAMES_MAX: usize = 20;

/// The most characters of a cell or name in a message.
const SHOWN_CHARS_MAX: usize = 60;

/// A column of the CSV, and a key of the NDJSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Time,
    Outcome,
    Account,
    Server,
    Source,
    User,
    Device,
    Product,
    Feature,
    Version,
    LicenseModel,
    Count,
    CodeSpace,
    Code,
    Description,
    Final,
    Id,
}

impl Column {
    /// The number of columns.
    pub(super) const COUNT: usize = Self::ALL.len();

    /// Every column.
    pub(super) const ALL: [Self; 17] = [
        Self::Time,
        Self::Outcome,
        Self::Account,
        Self::Server,
        Self::Source,
        Self::User,
        Self::Device,
        Self::Product,
        Self::Feature,
        Self::Version,
        Self::LicenseModel,
        Self::Count,
        Self::CodeSpace,
        Self::Code,
        Self::Description,
        Self::Final,
        Self::Id,
    ];

    /// The columns that a header requires.
    pub(super) const REQUIRED: [Self; 3] = [Self::Time, Self::Outcome, Self::Feature];

    /// The column's name in a header, and as a key.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Outcome => "outcome",
            Self::Account => "account",
            Self::Server => "server",
            Self::Source => "source",
            Self::User => "user",
            Self::Device => "device",
            Self::Product => "product",
            Self::Feature => "feature",
            Self::Version => "version",
            Self::LicenseModel => "license_model",
            Self::Count => "count",
            Self::CodeSpace => "code_space",
            Self::Code => "code",
            Self::Description => "description",
            Self::Final => "final",
            Self::Id => "id",
        }
    }

    /// The column of a key.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// Why the fields are not an event. The message says what to change.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EventError {
    #[error("`{}` is empty", .0.name())]
    Empty(Column),
    #[error("time `{0}` is not RFC 3339 with an offset: write it like 2025-08-29T14:05:00Z")]
    Time(String),
    #[error("unknown outcome `{0}`: use denied, granted or returned")]
    Outcome(String),
    #[error("unknown source `{0}`: use cls, local or dynamic-monetization")]
    Source(String),
    #[error("count `{0}` is not a number of 0 or more, written like 2 or 0.5")]
    Count(String),
    #[error("final `{0}` is neither true nor false")]
    Final(String),
    #[error("a denial needs `code_space`, such as flexnet-publisher or one of your own")]
    NoCodeSpace,
    #[error("code_space `{0}` contains a colon, which separates it from the code")]
    Colon(String),
    #[error("a denial needs `code` or `description`")]
    NoReason,
}

/// The text fields of one event; missing fields are empty.
#[derive(Default)]
pub(super) struct Fields<'a> {
    texts: [Cow<'a, str>; Column::COUNT],
    rest: String,
    line: Option<LineIdentity>,
}

impl<'a> Fields<'a> {
    pub(super) fn set(&mut self, column: Column, text: Cow<'a, str>) {
        if let Some(place) = self.texts.get_mut(column as usize) {
            *place = text;
        }
    }

    /// Adds an unknown field to the identity, so that events which differ only there are
    /// two. Call it in the order of names; empty fields do not count.
    pub(super) fn add_unknown(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            use std::fmt::Write;
            // The lengths keep ("ab", "c") apart from ("a", "bc").
            let (name_len, text_len) = (name.len(), text.len());
            let _ = write!(self.rest, "{name_len}:{name}{text_len}:{text}");
        }
    }

    /// Sets the identity that the sender computed.
    pub(super) fn set_line(&mut self, line: Option<LineIdentity>) {
        self.line = line;
    }

    /// The event, or why the fields are not one.
    ///
    /// Names are taken byte for byte; keywords, numbers and codes without surrounding
    /// blanks, and keywords regardless of case.
    pub(super) fn event(&self) -> Result<Event<'_>, EventError> {
        let time = self.required(Column::Time)?;
        let at = rfc3339(time).ok_or_else(|| EventError::Time(shown(time)))?;
        let word = self.required(Column::Outcome)?;
        let outcome = Outcome::from_word(&word.to_ascii_lowercase())
            .ok_or_else(|| EventError::Outcome(shown(word)))?;
        if !self.may_name_no_feature(outcome) {
            self.required(Column::Feature)?;
        }

        let mut event = Event::new(at, outcome, FeatureName(self.text(Column::Feature)));
        event.account = AccountName(self.text(Column::Account));
        event.server = ServerName(self.text(Column::Server));
        event.source = self.source()?;
        event.user = UserName(self.text(Column::User));
        event.device = DeviceName(self.text(Column::Device));
        event.product = ProductName(self.text(Column::Product));
        event.version = VersionName(self.text(Column::Version));
        event.model = LicenseModel(self.text(Column::LicenseModel));
        event.count = match self.word(Column::Count) {
            "" => 1.0,
            text => count(text).ok_or_else(|| EventError::Count(shown(text)))?,
        };
        if outcome == Outcome::Denied {
            event.status = Some(self.status()?);
        }
        event.is_final = self.is_final()?;
        event.id = Some(self.text(Column::Id)).filter(|id| !id.is_empty());
        event.rest = &self.rest;
        event.line = self.line;
        Ok(event)
    }

    fn text(&self, column: Column) -> &str {
        self.texts.get(column as usize).map_or("", |text| text)
    }

    fn word(&self, column: Column) -> &str {
        self.text(column).trim()
    }

    fn required(&self, column: Column) -> Result<&str, EventError> {
        Some(self.word(column))
            .filter(|word| !word.is_empty())
            .ok_or(EventError::Empty(column))
    }

    /// Whether the feature may be empty: for a line of a log, which is taken as it was read,
    /// and for a request that was denied before it named its feature.
    fn may_name_no_feature(&self, outcome: Outcome) -> bool {
        self.line.is_some()
            || outcome == Outcome::Denied
                && self.word(Column::CodeSpace) == FLEXNET_PUBLISHER
                && self.word(Column::Code) == FLEXNET_DAEMON_TOO_OLD
    }

    fn source(&self) -> Result<Option<Source>, EventError> {
        match self.word(Column::Source) {
            "" => Ok(None),
            word => match Source::from_word(&word.to_ascii_lowercase()) {
                None => Err(EventError::Source(shown(word))),
                source => Ok(source),
            },
        }
    }

    fn status(&self) -> Result<LoggedStatus<'_>, EventError> {
        let status = LoggedStatus {
            space: self.word(Column::CodeSpace),
            code: self.word(Column::Code),
            description: self.text(Column::Description),
        };
        if status.space.is_empty() {
            Err(EventError::NoCodeSpace)
        } else if status.space.contains(':') {
            Err(EventError::Colon(shown(status.space)))
        } else if status.code.is_empty() && status.description.trim().is_empty() {
            Err(EventError::NoReason)
        } else {
            Ok(status)
        }
    }

    fn is_final(&self) -> Result<bool, EventError> {
        match self.word(Column::Final) {
            "" => Ok(true),
            word if word.eq_ignore_ascii_case("true") => Ok(true),
            word if word.eq_ignore_ascii_case("false") => Ok(false),
            word => Err(EventError::Final(shown(word))),
        }
    }
}

/// The second of an RFC 3339 time with an offset.
pub(super) fn rfc3339(text: &str) -> Option<Second> {
    let text = text.trim();
    if !is_shaped_like_rfc3339(text) {
        return None;
    }
    let time: jiff::Timestamp = text.parse().ok()?;
    // jiff rounds towards 1970, which before 1970 is the next second.
    Some(Second(
        time.as_second() - i64::from(time.subsec_nanosecond() < 0),
    ))
}

/// Whether a text has the form `2025-08-29T14:05:00.5+02:00`. Other forms of ISO 8601 are
/// refused, since other readers of the same file may not know them.
fn is_shaped_like_rfc3339(text: &str) -> bool {
    const SHAPE: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let Some((time, after)) = text.as_bytes().split_at_checked(SHAPE.len()) else {
        return false;
    };
    let fits = time.iter().zip(SHAPE).all(|(byte, shape)| match shape {
        b'd' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        mark => byte == mark,
    });
    let offset = match after {
        [b'.', first, rest @ ..] if first.is_ascii_digit() => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            rest.get(digits..).unwrap_or_default()
        }
        offset => offset,
    };
    let fits_offset = match offset {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h, i, b':', m, n] => {
            [h, i, m, n].into_iter().all(u8::is_ascii_digit) && (*h, *i) < (b'2', b'4')
        }
        _ => false,
    };
    fits && fits_offset
}

/// A count: finite and not negative.
pub(super) fn count(text: &str) -> Option<f64> {
    let count: f64 = text.trim().parse().ok()?;
    // Adding zero turns -0 into 0; otherwise their hashes would differ.
    (count.is_finite() && count >= 0.0).then_some(count + 0.0)
}

/// A text in a message, cut if it is long.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The unknown columns or keys of a file: one warning each.
#[derive(Default)]
pub(super) struct UnknownNames(BTreeSet<String>);

impl UnknownNames {
    /// Warns about a name when it first occurs; `kind` is `column` or `key`.
    pub(super) fn warn(&mut self, kind: &str, name: &str, sink: &mut dyn EventSink) {
        if self.0.len() > UNKNOWN_NAMES_MAX || self.0.contains(name) {
            return;
        }
        sink.warning(if self.0.len() == UNKNOWN_NAMES_MAX {
            format!("there are more unknown {kind}s, which are not listed")
        } else {
            format!("unknown {kind} `{}`: its content is not shown", shown(name))
        });
        self.0.insert(name.to_owned());
    }
}
