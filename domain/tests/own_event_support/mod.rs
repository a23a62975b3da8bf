//! Common code for the tests of formats with every field: a sink that keeps what it is
//! given, and random events.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a test may stop where it fails; not every test uses every helper"
)]

use domain::event::{Event, Outcome, Second, Source};
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext, Refusal};
use proptest::prelude::*;

use crate::utc::Utc;

/// Every field of an event, owned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) at: i64,
    pub(crate) outcome: Outcome,
    pub(crate) account: String,
    pub(crate) server: String,
    pub(crate) source: Option<Source>,
    pub(crate) user: String,
    pub(crate) device: String,
    pub(crate) product: String,
    pub(crate) feature: String,
    pub(crate) version: String,
    pub(crate) model: String,
    pub(crate) count: f64,
    /// Space, code and description.
    pub(crate) status: Option<(String, String, String)>,
    pub(crate) is_final: bool,
    pub(crate) id: Option<String>,
    pub(crate) rest: String,
}

impl Found {
    fn of(event: &Event<'_>) -> Self {
        Self {
            at: event.at.0,
            outcome: event.outcome,
            account: event.account.0.to_owned(),
            server: event.server.0.to_owned(),
            source: event.source,
            user: event.user.0.to_owned(),
            device: event.device.0.to_owned(),
            product: event.product.0.to_owned(),
            feature: event.feature.0.to_owned(),
            version: event.version.0.to_owned(),
            model: event.model.0.to_owned(),
            count: event.count,
            status: event.status.map(|status| {
                let [space, code, description] =
                    [status.space, status.code, status.description].map(str::to_owned);
                (space, code, description)
            }),
            is_final: event.is_final,
            id: event.id.map(str::to_owned),
            rest: event.rest.to_owned(),
        }
    }

    /// The cells of this event in a row of Turnaway's own formats.
    pub(crate) fn columns(&self) -> Vec<(&'static str, String)> {
        let (space, code, description) = self.status.clone().unwrap_or_default();
        vec![
            (
                "time",
                jiff::Timestamp::from_second(self.at).unwrap().to_string(),
            ),
            ("outcome", self.outcome.word().to_owned()),
            ("account", self.account.clone()),
            ("server", self.server.clone()),
            ("source", self.source.map_or("", Source::word).to_owned()),
            ("user", self.user.clone()),
            ("device", self.device.clone()),
            ("product", self.product.clone()),
            ("feature", self.feature.clone()),
            ("version", self.version.clone()),
            ("license_model", self.model.clone()),
            ("count", self.count.to_string()),
            ("code_space", space),
            ("code", code),
            ("description", description),
            ("final", self.is_final.to_string()),
            ("id", self.id.clone().unwrap_or_default()),
        ]
    }
}

/// All output of a parser for a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Read {
    pub(crate) events: Vec<(u64, Found)>,
    pub(crate) rejected: Vec<(u64, String)>,
    pub(crate) warnings: Vec<String>,
    pub(crate) lines: u64,
}

impl Read {
    /// The only event of a file without errors or warnings.
    pub(crate) fn only(&self) -> &Found {
        assert_eq!(self.rejected, []);
        assert_eq!(self.events.len(), 1, "{:?}", self.events);
        self.events.first().map(|(_, event)| event).unwrap()
    }

    /// The line numbers of the events.
    pub(crate) fn event_lines(&self) -> Vec<u64> {
        self.events.iter().map(|(line, _)| *line).collect()
    }

    /// The reason why the only line is rejected.
    pub(crate) fn only_reason(&self) -> &str {
        assert_eq!(self.events, []);
        assert_eq!(self.rejected.len(), 1, "{:?}", self.rejected);
        self.rejected
            .first()
            .map(|(_, reason)| reason.as_str())
            .unwrap()
    }
}

impl EventSink for Read {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        assert_eq!(event.status.is_some(), event.outcome == Outcome::Denied);
        assert!(event.count.is_finite() && event.count >= 0.0);
        self.events.push((line, Found::of(event)));
    }

    fn rejected(&mut self, line: u64, reason: String) {
        self.rejected.push((line, reason));
    }

    fn warning(&mut self, text: String) {
        self.warnings.push(text);
    }
}

/// The output of a parser for bytes in pieces of `piece` bytes.
pub(crate) fn read_pieces(
    format: LogFormat,
    bytes: &[u8],
    piece: usize,
    time: Option<Second>,
) -> Result<Read, Refusal> {
    let context = ParseContext {
        zone: &Utc,
        first_date: None,
        time,
        latest: jiff::civil::DateTime::constant(2026, 1, 1, 0, 0, 0, 0),
    };
    let mut parser = LogParser::new(format, context);
    let mut read = Read::default();
    for bytes in bytes.chunks(piece) {
        parser.feed(bytes, &mut read)?;
    }
    read.lines = parser.finish(&mut read)?;
    Ok(read)
}

/// The output of a parser for bytes, which is the same for pieces of any size.
pub(crate) fn try_read(format: LogFormat, bytes: &[u8]) -> Result<Read, Refusal> {
    let whole = read_pieces(format, bytes, bytes.len().max(1), None);
    for piece in [1, 2, 3, 7, 64] {
        assert_eq!(
            read_pieces(format, bytes, piece, None),
            whole,
            "in pieces of {piece}"
        );
    }
    whole
}

/// Names as in logs: with quotes, delimiters, line breaks, blanks, any letters.
pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9]{0,6}",
        "[ ,;\t\"\r\na'é§\u{feff}\u{2019}:=]{0,8}",
        any::<String>(),
    ]
}

/// Events that Turnaway's own formats can represent.
pub(crate) fn event() -> impl Strategy<Value = Found> {
    let names = prop::collection::vec(name(), 8);
    let status = ("[a-z-]{1,9}", "[-0-9a-z]{0,5}", name());
    let outcome = prop::sample::select(&Outcome::ALL[..]);
    let source = prop::option::of(prop::sample::select(&Source::ALL[..]));
    let feature = "[^\\s\\p{C}][ ,;\"\n\r.a]{0,5}";
    let other = (0..=Second::MAX.0, 0_u32..100_000, any::<bool>());
    (names, status, outcome, source, feature, other).prop_map(
        |(names, status, outcome, source, feature, (at, hundredths, is_final))| {
            let (space, code, description) = status;
            let has_reason = !code.is_empty() || !description.trim().is_empty();
            let code = if has_reason { code } else { "x".to_owned() };
            let mut names = names.into_iter();
            let mut name = || names.next().unwrap_or_default();
            Found {
                at,
                outcome,
                account: name(),
                server: name(),
                source,
                user: name(),
                device: name(),
                product: name(),
                feature,
                version: name(),
                model: name(),
                count: f64::from(hundredths) / 100.0,
                status: (outcome == Outcome::Denied).then_some((space, code, description)),
                is_final,
                id: Some(name()).filter(|id| !id.is_empty()),
                rest: String::new(),
            }
        },
    )
}
