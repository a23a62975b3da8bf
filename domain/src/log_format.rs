//! The formats that can be imported.

use crate::event::Source;

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
    /// Ansys Licensing Interconnect log, `ansysli_server.log`.
    AnsysLicensing,
    /// Usage log of a Sentinel RMS license server.
    SentinelRms,
    /// Our own events as CSV.
    EventsCsv,
    /// Our own events as NDJSON.
    EventsNdjson,
}

impl LogFormat {
    /// Every format, in the order in which help and messages list them.
    pub const ALL: [Self; 9] = [
        Self::FlexnetDebug,
        Self::RlmReport,
        Self::RlmDebug,
        Self::ElasticAccess,
        Self::Dsls,
        Self::AnsysLicensing,
        Self::SentinelRms,
        Self::EventsCsv,
        Self::EventsNdjson,
    ];

    /// The keyword on the command line and in summaries.
    pub fn word(self) -> &'static str {
        match self {
            Self::FlexnetDebug => "flexnet-debug",
            Self::RlmReport => "rlm-report",
            Self::RlmDebug => "rlm-debug",
            Self::ElasticAccess => "elastic-access",
            Self::Dsls => "dsls",
            Self::AnsysLicensing => "ansys-licensing",
            Self::SentinelRms => "sentinel-rms",
            Self::EventsCsv => "events-csv",
            Self::EventsNdjson => "events-ndjson",
        }
    }

    /// Whether the format is a server's own log, with lines that are not events, rather than
    /// a file of events.
    pub fn is_server_log(self) -> bool {
        match self {
            Self::FlexnetDebug
            | Self::RlmReport
            | Self::RlmDebug
            | Self::Dsls
            | Self::AnsysLicensing
            | Self::SentinelRms => true,
            Self::ElasticAccess | Self::EventsCsv | Self::EventsNdjson => false,
        }
    }

    /// Whether the events of the format may name their account.
    pub fn names_accounts(self) -> bool {
        !self.is_server_log()
    }

    /// The kind of server that usually writes the format.
    pub fn usual_source(self) -> Source {
        match self {
            Self::ElasticAccess => Source::DynamicMonetization,
            _ => Source::Local,
        }
    }

    /// The format with a keyword.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }
}
