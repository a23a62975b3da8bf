//! The reasons of the demo's denials: the codes and texts that each kind of server logs, for
//! every category that it can deny for.

use crate::event::Source;
use crate::status::{
    Category, ELASTIC_ACCESS, FLEXNET_EMBEDDED, FLEXNET_PUBLISHER, LoggedStatus, RLM,
};

/// A kind of license server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Technology {
    /// FlexNet Publisher at the customer's site.
    Publisher,
    /// Reprise License Manager at the customer's site.
    Reprise,
    /// A cloud license server, which speaks FlexNet Embedded.
    Cloud,
    /// Dynamic Monetization, which charges elastic tokens.
    Elastic,
}

/// A status, and its share of the denials of its category, in thousandths.
#[derive(Debug)]
struct Rarer(u32, LoggedStatus<'static>);

/// The statuses of one category at one kind of server.
#[derive(Debug)]
pub(super) struct Reasons {
    usual: LoggedStatus<'static>,
    rarer: &'static [Rarer],
}

impl Reasons {
    /// The status for a random number less than 1000.
    pub(super) fn status(&self, per_mille: u32) -> &LoggedStatus<'static> {
        let mut end = 0;
        self.rarer
            .iter()
            .find(|Rarer(share, _)| {
                end += share;
                per_mille < end
            })
            .map_or(&self.usual, |Rarer(_, status)| status)
    }
}

impl Technology {
    pub(super) fn source(self) -> Source {
        match self {
            Self::Publisher | Self::Reprise => Source::Local,
            Self::Cloud => Source::Cls,
            Self::Elastic => Source::DynamicMonetization,
        }
    }

    /// The reasons of such a server for `category`, if it can deny for it.
    pub(super) fn reasons(self, category: Category) -> Option<&'static Reasons> {
        let [capacity, expired, not_entitled, rule, version, other] = match self {
            Self::Publisher => &PUBLISHER,
            Self::Reprise => &REPRISE,
            Self::Cloud => &CLOUD,
            Self::Elastic => &ELASTIC,
        };
        match category {
            Category::Capacity => capacity,
            Category::Expired => expired,
            Category::NotEntitled => not_entitled,
            Category::Rule => rule,
            Category::Version => version,
            Category::Other => other,
        }
        .as_ref()
    }
}

/// The status of the valid siblings of an item that failed an all-or-nothing session
/// request; they were not denied because of themselves.
pub(super) static SIBLING: LoggedStatus<'static> = elastic("102", "No status");

/// The status of an item that no rate table prices.
pub(super) static NO_RATE: LoggedStatus<'static> =
    elastic("201", "Item not found in any effective rate table");

/// In the order of [`Category::ALL`].
type ByCategory = [Option<Reasons>; 6];

const fn publisher(code: &'static str, description: &'static str) -> LoggedStatus<'static> {
    LoggedStatus {
        space: FLEXNET_PUBLISHER,
        code,
        description,
    }
}

const fn reprise(code: &'static str, description: &'static str) -> LoggedStatus<'static> {
    LoggedStatus {
        space: RLM,
        code,
        description,
    }
}

const fn embedded(code: &'static str, description: &'static str) -> LoggedStatus<'static> {
    LoggedStatus {
        space: FLEXNET_EMBEDDED,
        code,
        description,
    }
}

const fn elastic(code: &'static str, description: &'static str) -> LoggedStatus<'static> {
    LoggedStatus {
        space: ELASTIC_ACCESS,
        code,
        description,
    }
}

#[rustfmt::skip] // One status a line reads as the table it is.
static PUBLISHER: ByCategory = [
    Some(Reasons {
        usual: publisher("-4", "Licensed number of users already reached"),
        rarer: &[
            Rarer(60, publisher("-24", "Users are queued for this feature")),
            Rarer(20, publisher("-26", "Request for more licenses than this feature supports")),
        ],
    }),
    Some(Reasons { usual: publisher("-10", "Feature has expired"), rarer: &[] }),
    Some(Reasons {
        usual: publisher("-5", "No such feature exists"),
        rarer: &[Rarer(180, publisher("-18", "License server system does not support this feature"))],
    }),
    Some(Reasons {
        usual: publisher("-39", "User/host not on INCLUDE list for feature"),
        rarer: &[
            Rarer(250, publisher("-38", "User/host on EXCLUDE list for feature")),
            Rarer(150, publisher("-87", "Checkout exceeds MAX specified in options file")),
        ],
    }),
    Some(Reasons {
        usual: publisher("-25", "License server system does not support this version of this feature"),
        rarer: &[Rarer(300, publisher("-21", "License file does not support this version"))],
    }),
    Some(Reasons {
        usual: publisher("-97", "The desired vendor daemon is down"),
        rarer: &[
            Rarer(280, publisher("-15", "Cannot connect to license server")),
            Rarer(220, publisher("-96", "Server machine is down or not responding")),
            Rarer(60, publisher("-34", "Clock difference too large between client and server")),
        ],
    }),
];

#[rustfmt::skip]
static REPRISE: ByCategory = [
    Some(Reasons {
        usual: reprise("-22", "All licenses in use"),
        rarer: &[
            Rarer(50, reprise("-25", "In queue for license")),
            Rarer(30, reprise("-8", "Checkout request for too many licenses")),
        ],
    }),
    Some(Reasons { usual: reprise("-3", "Authorization has expired"), rarer: &[] }),
    Some(Reasons {
        usual: reprise("-1", "No authorization for product"),
        rarer: &[Rarer(200, reprise("-18", "License server doesn't support this product"))],
    }),
    Some(Reasons {
        usual: reprise("-13", "Not on the feature include list"),
        rarer: &[
            Rarer(200, reprise("-11", "On feature exclude list")),
            Rarer(150, reprise("-14", "Request would go over license MAX")),
        ],
    }),
    Some(Reasons { usual: reprise("-6", "Requested version not supported"), rarer: &[] }),
    Some(Reasons {
        usual: reprise("-17", "Error communicating with server"),
        rarer: &[
            Rarer(250, reprise("-20", "Server closed connection")),
            Rarer(150, reprise("-40", "Clock setback detected")),
        ],
    }),
];

#[rustfmt::skip]
static CLOUD: ByCategory = [
    Some(Reasons {
        usual: embedded("7", "Insufficient feature count available"),
        rarer: &[Rarer(40, embedded("58", "Rejected for overage"))],
    }),
    Some(Reasons {
        usual: embedded("11", "Feature expired"),
        rarer: &[Rarer(80, embedded("6", "Activation ID expired"))],
    }),
    Some(Reasons {
        usual: embedded("15", "Feature unavailable"),
        rarer: &[Rarer(60, embedded("73", "Not licensed"))],
    }),
    Some(Reasons {
        usual: embedded("67", "Feature unavailable, checkout filter rejection"),
        rarer: &[Rarer(420, embedded("80", "Feature unavailable, rule rejection"))],
    }),
    Some(Reasons { usual: embedded("12", "Version not found"), rarer: &[] }),
    Some(Reasons {
        usual: embedded("55", "Client not registered"),
        rarer: &[
            Rarer(250, embedded("8", "Clock set back")),
            Rarer(150, embedded("9", "Server host ID mismatch")),
        ],
    }),
];

/// The numbers of the first two are not public, so they only have texts.
#[rustfmt::skip]
static ELASTIC: ByCategory = [
    Some(Reasons { usual: elastic("", "Insufficient elastic tokens available"), rarer: &[] }),
    Some(Reasons { usual: elastic("", "No valid active line items"), rarer: &[] }),
    Some(Reasons { usual: NO_RATE, rarer: &[] }),
    None,
    None,
    Some(Reasons { usual: SIBLING, rarer: &[] }),
];
