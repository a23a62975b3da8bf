//! Why a line of a report log cannot be read.

/// The most characters of a word in a message.
const WORD_CHARS_MAX: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Damage {
    #[error("unknown record `{0}`")]
    UnknownRecord(String),
    #[error("damaged {0}: it does not end with a valid time")]
    NoTime(&'static str),
    #[error("damaged {0}: no quoted ISV-defined field between the names and the count")]
    NoIsvDef(&'static str),
    #[error("damaged {0}: cannot separate product, version, user and host")]
    Names(&'static str),
    #[error("damaged {0}: the numbers after the ISV-defined field are not {1}")]
    Numbers(&'static str, &'static str),
    #[error("damaged date: expected `mm/dd/yyyy hh:mm`")]
    NoDate,
}

impl Damage {
    pub(super) fn unknown(word: &str) -> Self {
        Self::UnknownRecord(word.chars().take(WORD_CHARS_MAX).collect())
    }
}
