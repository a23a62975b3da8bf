//! Events: what a license server logs about one request.

use crate::dimension::Names;
use crate::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
    VersionName,
};
use crate::status::LoggedStatus;

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Second(pub i64);

/// Why an event with an impossible time is rejected.
pub const TIME_OUTSIDE: &str = "its time is not between 1970 and 2106: the clock was wrong";

impl Second {
    /// The earliest valid second: 1970-01-01T00:00:00Z.
    pub const MIN: Self = Self(0);
    /// The latest valid second: 2106-02-07T06:28:15Z. Between the two a second fits into
    /// four bytes in a frame; a log with other times comes from a broken clock.
    pub const MAX: Self = Self(u32::MAX as i64);

    /// The second as a frame packs it; `None` outside the valid range.
    pub fn packed(self) -> Option<u32> {
        u32::try_from(self.0).ok()
    }
}

/// The outcome of a request, or the return of a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Outcome {
    /// The request was denied: one attempt.
    Denied,
    /// The request was granted.
    Granted,
    /// A granted license was returned.
    Returned,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Denied, Self::Granted, Self::Returned];

    /// The keyword in Turnaway's own event formats and in summaries.
    pub fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Granted => "granted",
            Self::Returned => "returned",
        }
    }

    /// The outcome with a keyword.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// The kind of server that an event came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Source {
    /// A cloud license server instance.
    Cls,
    /// A local license server at the customer's site.
    Local,
    /// A Dynamic Monetization instance, which pays for items with elastic tokens.
    DynamicMonetization,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::Cls, Self::Local, Self::DynamicMonetization];

    /// The keyword on the command line, in rows and in query strings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cls => "cls",
            Self::Local => "local",
            Self::DynamicMonetization => "dynamic-monetization",
        }
    }

    /// The source with a keyword.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.word() == word)
    }
}

/// Where a denial's status stands in its log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusLines {
    /// On its own line, or so that it is a part of the event's identity all the same.
    #[default]
    Own,
    /// On later lines, which are no part of its identity. Where it is stored with another
    /// status, its log ended there before all of them were written.
    Later,
    /// The same, but the log ends here: there may be more of them later.
    LaterSoFar,
    /// The same, and none of them was read: what is stored says as much, or more.
    LaterUnread,
}

/// One event as a parser yields it. Names are borrowed from the log; what the log
/// does not say (account, server, source) is filled in by the import.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<'a> {
    /// When it happened.
    pub at: Second,
    /// The outcome of the request.
    pub outcome: Outcome,
    /// The account that a row names; empty if the format has none.
    pub account: AccountName<'a>,
    /// The server that a row names; empty if the format has none.
    pub server: ServerName<'a>,
    /// The source that a row names.
    pub source: Option<Source>,
    /// The user.
    pub user: UserName<'a>,
    /// The user's machine.
    pub device: DeviceName<'a>,
    /// The requested product.
    pub product: ProductName<'a>,
    /// The requested feature.
    pub feature: FeatureName<'a>,
    /// The requested version.
    pub version: VersionName<'a>,
    /// The license model.
    pub model: LicenseModel<'a>,
    /// The requested count, of licenses or units: finite and not negative; 1 if the log
    /// does not say.
    pub count: f64,
    /// Why it was denied; `Some` exactly for [`Outcome::Denied`].
    pub status: Option<LoggedStatus<'a>>,
    /// False if the log says that the client will try another server.
    pub is_final: bool,
    /// The source's own id of this event, if it has one.
    pub id: Option<&'a str>,
    /// The rest of its line: the line without its time, which includes everything that no
    /// field above has. It is only used for the event's identity.
    pub rest: &'a str,
    /// How an earlier version read this line, if differently.
    pub former: Option<FormerReading<'a>>,
    /// How this version reads the line if its log ends before the lines that complete it, if
    /// differently.
    pub unfinished: Option<FormerReading<'a>>,
    /// Where a denial's status stands in its log.
    pub status_lines: StatusLines,
    /// The identity of its line in its log, where somebody else has read that log.
    pub line: Option<LineIdentity>,
}

/// What identifies an event together with its server and its second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineIdentity {
    /// [`event_hash`](crate::identity::event_hash).
    pub hash: u64,
    /// How many equal events of the same second come before it in its file.
    pub ordinal: u32,
    /// The identity that an earlier version gave it, if different.
    pub former: Option<FormerIdentity>,
    /// Its identity if the log ends before the lines that complete it, if different.
    pub unfinished: Option<FormerIdentity>,
}

/// Another identity of an event, without its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormerIdentity {
    /// The time of the event as it was read.
    pub at: Second,
    /// The hash of the event as it was read.
    pub hash: u64,
    /// How many equal events of that second came before it, as they were read.
    pub ordinal: u32,
    /// Whether the event's time, status or feature is different now. Other differences are
    /// not visible to readers.
    pub is_changed: bool,
}

/// Another reading of an event: that of an earlier version, or that of a log which ends before
/// the lines that complete the event. An event that was stored this way has the identity that
/// follows from this reading. All other fields are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FormerReading<'a> {
    /// The time.
    pub at: Second,
    /// The status.
    pub status: Option<LoggedStatus<'a>>,
    /// The rest of the line.
    pub rest: &'a str,
    /// The feature.
    pub feature: FeatureName<'a>,
}

impl<'a> FormerReading<'a> {
    /// The reading of an event as it is.
    pub fn of(event: &Event<'a>) -> Self {
        Self {
            at: event.at,
            status: event.status,
            rest: event.rest,
            feature: event.feature,
        }
    }
}

impl<'a> Event<'a> {
    /// Its entry in a dictionary of names.
    pub fn name(&self, names: Names) -> &'a str {
        match names {
            Names::Accounts => self.account.0,
            Names::Users => self.user.0,
            Names::Devices => self.device.0,
            Names::Products => self.product.0,
            Names::Features => self.feature.0,
            Names::Versions => self.version.0,
            Names::Models => self.model.0,
        }
    }

    /// An event of which only time, outcome and feature are known.
    pub fn new(at: Second, outcome: Outcome, feature: FeatureName<'a>) -> Self {
        Self {
            at,
            outcome,
            account: AccountName::default(),
            server: ServerName::default(),
            source: None,
            user: UserName::default(),
            device: DeviceName::default(),
            product: ProductName::default(),
            feature,
            version: VersionName::default(),
            model: LicenseModel::default(),
            count: 1.0,
            status: None,
            is_final: true,
            id: None,
            rest: "",
            former: None,
            unfinished: None,
            status_lines: StatusLines::Own,
            line: None,
        }
    }
}
