//! Events: what a license server says of one request.

use crate::dimension::Names;
use crate::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
    VersionName,
};
use crate::status::LoggedStatus;

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Second(pub i64);

/// Why an event has no place in the record.
pub const TIME_OUTSIDE: &str = "its time lies outside of 1970 to 2106: the clock was wrong";

impl Second {
    /// The first second that the record takes: 1970-01-01T00:00:00Z.
    pub const MIN: Self = Self(0);
    /// The last second that the record takes: 2106-02-07T06:28:15Z. Between the two a
    /// second fits the four bytes that a frame has for it; a log that says otherwise
    /// comes from a broken clock.
    pub const MAX: Self = Self(u32::MAX as i64);

    /// The second as a frame packs it; `None` outside of what the record takes.
    pub fn packed(self) -> Option<u32> {
        u32::try_from(self.0).ok()
    }
}

/// How a request ended, or that what it got came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Outcome {
    /// The request was refused: one attempt.
    Denied,
    /// The request was served.
    Granted,
    /// A served license came back.
    Returned,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Denied, Self::Granted, Self::Returned];

    /// The word used in our own event formats and in summaries.
    pub fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Granted => "granted",
            Self::Returned => "returned",
        }
    }

    /// The outcome that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// What kind of server an event came from.
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

    /// The word used on the command line, in rows and in query strings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cls => "cls",
            Self::Local => "local",
            Self::DynamicMonetization => "dynamic-monetization",
        }
    }

    /// The source that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.word() == word)
    }
}

/// One event as a parser yields it. Names are borrowed from the log; what the log
/// leaves open (account, server, source) is filled in by whoever imports it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<'a> {
    /// When it happened.
    pub at: Second,
    /// How the request ended.
    pub outcome: Outcome,
    /// The account a row names; empty where the format has none.
    pub account: AccountName<'a>,
    /// The server a row names; empty where the format has none.
    pub server: ServerName<'a>,
    /// The source a row names.
    pub source: Option<Source>,
    /// Who asked.
    pub user: UserName<'a>,
    /// The machine that asked.
    pub device: DeviceName<'a>,
    /// The product asked for.
    pub product: ProductName<'a>,
    /// The feature asked for.
    pub feature: FeatureName<'a>,
    /// The version asked for.
    pub version: VersionName<'a>,
    /// The license model.
    pub model: LicenseModel<'a>,
    /// How many licenses, or how much, the request asked for: finite and not
    /// negative; 1 where the log says nothing.
    pub count: f64,
    /// Why it was denied; `Some` exactly for [`Outcome::Denied`].
    pub status: Option<LoggedStatus<'a>>,
    /// False where the log says that the client will try another server.
    pub is_final: bool,
    /// The source's own id of this event, where it gives one.
    pub id: Option<&'a str>,
    /// The rest of its line: the line without its time, and so also everything
    /// that no field above holds. Part of the event's identity only.
    pub rest: &'a str,
    /// How an earlier version read this line, where it read it in another way.
    pub former: Option<FormerReading<'a>>,
    /// How this version reads it where its log ends before the lines that say more, where that
    /// is in another way.
    pub unfinished: Option<FormerReading<'a>>,
    /// False where later lines explain a denial: they are no part of its identity.
    pub is_status_on_line: bool,
    /// The identity of its line in its log, where somebody else has read that log.
    pub line: Option<LineIdentity>,
}

/// What identifies an event beside its server and its second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineIdentity {
    /// [`event_hash`](crate::identity::event_hash).
    pub hash: u64,
    /// How many equal events of the second stand before it in its file.
    pub ordinal: u32,
    /// What an earlier version identified it by, where that is something else.
    pub former: Option<FormerIdentity>,
    /// What it is identified by where its log ends before the lines by which it is read as it
    /// is. `None` where that makes no difference.
    pub unfinished: Option<FormerIdentity>,
}

/// What else an event was identified by, beside its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormerIdentity {
    /// When the event was said to have happened.
    pub at: Second,
    /// The hash of the event as it was read.
    pub hash: u64,
    /// How many equal events of that second stood before it, as they were read.
    pub ordinal: u32,
    /// Whether the event has another time, status or feature now. What else may differ is seen
    /// by nobody.
    pub is_changed: bool,
}

/// Another reading of an event: that of an earlier version, or that of a log which ends before
/// the lines that say more. What was stored so has the identity that follows from this
/// reading. All other fields are read as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FormerReading<'a> {
    /// When it said that the event happened.
    pub at: Second,
    /// The status that it read.
    pub status: Option<LoggedStatus<'a>>,
    /// The rest of the line as it took it.
    pub rest: &'a str,
    /// The feature that it read.
    pub feature: FeatureName<'a>,
}

impl<'a> FormerReading<'a> {
    /// The reading of an event as it stands.
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
    /// Its name in a dictionary of names.
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

    /// An event with nothing known but when, how and for what.
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
            is_status_on_line: true,
            line: None,
        }
    }
}
