//! The formats that can be imported, and telling them apart.

/// A format of license server logs or event files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogFormat {
    /// FlexNet Publisher debug log.
    FlexnetDebug,
    /// Reprise RLM report log.
    RlmReport,
    /// Reprise RLM ISV debug log.
    RlmDebug,
    /// Dynamic Monetization access responses, JSON or NDJSON.
    ElasticAccess,
    /// Dassault Systèmes license server log.
    Dsls,
    /// Our own events as CSV.
    EventsCsv,
    /// Our own events as NDJSON.
    EventsNdjson,
}

impl LogFormat {
    /// Every format, in the order in which help and messages list them.
    pub const ALL: [Self; 7] = [
        Self::FlexnetDebug,
        Self::RlmReport,
        Self::RlmDebug,
        Self::ElasticAccess,
        Self::Dsls,
        Self::EventsCsv,
        Self::EventsNdjson,
    ];

    /// The word used on the command line and in summaries.
    pub fn word(self) -> &'static str {
        match self {
            Self::FlexnetDebug => "flexnet-debug",
            Self::RlmReport => "rlm-report",
            Self::RlmDebug => "rlm-debug",
            Self::ElasticAccess => "elastic-access",
            Self::Dsls => "dsls",
            Self::EventsCsv => "events-csv",
            Self::EventsNdjson => "events-ndjson",
        }
    }

    /// The format that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }
}
