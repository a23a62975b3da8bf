//! Why a line of a report log cannot be read.

/// The longest word of a line that a reason repeats, in characters.
const WORD_CHARS_MAX: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Damage {
    #[error("`{0}` begins no record of an RLM report log")]
    UnknownRecord(String),
    #[error("damaged {0}: it ends before a time that can be read")]
    NoTime(&'static str),
    #[error("damaged {0}: no quoted ISV-defined field stands between the names and the count")]
    NoIsvDef(&'static str),
    #[error("damaged {0}: product, version, user and host cannot be told apart")]
    Names(&'static str),
    #[error("damaged {0}: the numbers after the ISV-defined field are not {1}")]
    Numbers(&'static str, &'static str),
    #[error("damaged date: it is not `mm/dd/yyyy hh:mm`")]
    NoDate,
}

impl Damage {
    pub(super) fn unknown(word: &str) -> Self {
        Self::UnknownRecord(word.chars().take(WORD_CHARS_MAX).collect())
    }
}
