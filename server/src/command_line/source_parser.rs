//! The values of `--source`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use domain::event::Source;

/// Parses the name of a kind of server.
pub(super) fn source_parser() -> impl TypedValueParser<Value = Source> {
    PossibleValuesParser::new(Source::ALL.map(Source::word))
        .map(|word| Source::from_word(&word).unwrap_or(Source::Local))
}
