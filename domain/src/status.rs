//! Status: why a request was denied. The key is (code space, code): the same
//! number means different things in different spaces.

use std::fmt;

/// The longest code, in characters, that a logged text can become when its denial
/// gives no number.
pub const CODE_CHARS_MAX: usize = 120;

/// The code space of FlexNet Publisher's major error numbers.
pub const FLEXNET_PUBLISHER: &str = "flexnet-publisher";
/// FlexNet Publisher's code for a client that is newer than the server's daemon. Such a
/// request is denied before it names a feature.
pub(crate) const FLEXNET_DAEMON_TOO_OLD: &str = "-83";
/// The code space of Reprise License Manager status values.
pub const RLM: &str = "rlm";
/// The code space of FlexNet Embedded servers, cloud or local.
pub const FLEXNET_EMBEDDED: &str = "flexnet-embedded";
/// The code space of Dynamic Monetization access responses.
pub const ELASTIC_ACCESS: &str = "elastic-access";
/// The code space of Dassault Systèmes license servers, whose codes are texts.
pub const DSLS: &str = "dsls";
/// The code space of the Ansys Licensing Interconnect, whose codes are texts.
pub const ANSYS_LICENSING: &str = "ansys-licensing";
/// The code space of Sentinel RMS usage logs, which give no reasons.
pub const SENTINEL_RMS: &str = "sentinel-rms";

/// The description of a denial for which the log gives neither a code nor a text.
pub(crate) const NO_REASON: &str = "no reason logged";

/// A status as logged, before the catalogue has resolved it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct LoggedStatus<'a> {
    /// The code space, never empty and without a colon.
    pub space: &'a str,
    /// The number as text with its sign; empty if the log gives none.
    pub code: &'a str,
    /// The reason as logged, possibly empty.
    pub description: &'a str,
}

/// A reason category: the kind of cause that a status has, and so who can act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Category {
    /// Demand exceeds what the customer has: more licenses.
    Capacity,
    /// A license or line item ran out: renewal.
    Expired,
    /// The customer has no license for it: cross-sell.
    NotEntitled,
    /// An access rule or a feature selector blocked the user.
    Rule,
    /// The customer runs a newer release than it pays for.
    Version,
    /// Clock, host, network, server and configuration faults, and everything else.
    Other,
}

impl Category {
    /// Every category, in the order in which reports explain them.
    pub const ALL: [Self; 6] = [
        Self::Capacity,
        Self::Expired,
        Self::NotEntitled,
        Self::Rule,
        Self::Version,
        Self::Other,
    ];

    /// The keyword in query strings, JSON and data files.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Capacity => "capacity",
            Self::Expired => "expired",
            Self::NotEntitled => "not-entitled",
            Self::Rule => "rule",
            Self::Version => "version",
            Self::Other => "other",
        }
    }

    /// The category of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.slug() == slug)
    }

    /// The category at an index of [`Category::ALL`].
    pub fn from_index(index: u8) -> Option<Self> {
        Self::ALL.get(usize::from(index)).copied()
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
