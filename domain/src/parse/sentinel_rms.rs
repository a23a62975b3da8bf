//! Usage log of a Sentinel RMS license server (`sentinel-rms`).
//!
//! ```text
//! level level reserved Wdy Mon DD hh:mm:ss YYYY epoch feature version trans keys-in-use
//!     key-life user host server-version count …                        all on one line
//! # Startup … and # Shutdown …
//! ```
//! The fields and the transaction numbers are those of the vendor's manual for system
//! administrators. Of the two encryption levels, the server's and the license's, the second
//! takes precedence unless it is 0. Levels 1 and 2 are readable, 3 hides the numbers and 4
//! everything. The time is in seconds since 1970, so it needs no zone.
//!
//! Every line that does not start with `#` is a record, and rejected if it cannot be read.

use super::log_clock::DISORDER_S;
use super::own_event;
use crate::event::{Event, Outcome, Second};
use crate::names::{DeviceName, FeatureName, UserName, VersionName};
use crate::parse::line_parser::{EventSink, LineParser, Read, Refusal};
use crate::status::{LoggedStatus, SENTINEL_RMS};

/// The version of a feature without a version.
const NO_VERSION: &str = "v";

/// The code of every denial, since the log gives no reasons.
const DENIED: &str = "denied";

/// The highest encryption level that leaves a line readable.
const READABLE_LEVEL_MAX: u32 = 2;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Why a line is not a readable record. The message says what to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum SentinelError {
    #[error("it does not start with two encryption levels: it is not a record of a usage log")]
    Levels,
    #[error(
        "it is encrypted at level {0}, as its license demands: ask the license's vendor for one \
         with level 1 or 2"
    )]
    EncryptedByLicense(u32),
    #[error(
        "it is encrypted at level {0}: start the license server with the option -lfe 1 or -lfe 2"
    )]
    EncryptedByServer(u32),
    #[error("no date such as Tue Mar 04 08:33:33 2025 after the encryption levels")]
    Date,
    #[error("no seconds since 1970 after the date")]
    Epoch,
    #[error("no feature, version and three numbers after the time")]
    Numbers,
    #[error("no user, host, server version and number of licenses after the key life")]
    Client,
}

/// Reads a Sentinel RMS usage log.
#[derive(Default)]
pub(super) struct SentinelRms {
    now: Option<i64>,
}

/// The fields of a record that matter.
struct Record<'a> {
    epoch: i64,
    feature: &'a str,
    version: &'a str,
    transaction: u32,
    user: &'a str,
    host: &'a str,
    count: f64,
    /// The line after its time.
    rest: &'a str,
}

impl SentinelRms {
    fn record(
        &mut self,
        number: u64,
        line: &str,
        sink: &mut dyn EventSink,
    ) -> Result<Read, SentinelError> {
        let record = Record::read(line)?;
        if let Some(last) = self.now.replace(record.epoch)
            && record.epoch.saturating_sub(last) < -DISORDER_S
        {
            sink.restart_ordinals();
        }
        let Some(outcome) = outcome(record.transaction) else {
            return Ok(Read::Ignored);
        };
        sink.event(number, &record.event(outcome));
        Ok(Read::Event)
    }
}

impl LineParser for SentinelRms {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(Read::Ignored);
        }
        self.record(number, line, sink).or_else(|damage| {
            sink.rejected(number, damage.to_string());
            Ok(Read::Rejected)
        })
    }

    fn finish(&mut self, _: &mut dyn EventSink) -> Result<(), Refusal> {
        Ok(())
    }
}

/// The outcome of a transaction. Queued keys (3, 7) and messages between servers (10 and
/// above) are not events.
fn outcome(transaction: u32) -> Option<Outcome> {
    match transaction {
        // Issued; issued at once instead of a queued key; issued from the queue; to a commuter.
        0 | 5 | 6 | 8 => Some(Outcome::Granted),
        // Denied; not even queued.
        1 | 4 => Some(Outcome::Denied),
        // Released; by a commuter.
        2 | 9 => Some(Outcome::Returned),
        _ => None,
    }
}

impl<'a> Record<'a> {
    fn read(line: &'a str) -> Result<Self, SentinelError> {
        let (levels, rest) = words::<2>(line).ok_or(SentinelError::Levels)?;
        let [Some(of_server), Some(of_license)] = levels.map(level) else {
            return Err(SentinelError::Levels);
        };
        if of_license > READABLE_LEVEL_MAX {
            return Err(SentinelError::EncryptedByLicense(of_license));
        }
        if of_license == 0 && of_server > READABLE_LEVEL_MAX {
            return Err(SentinelError::EncryptedByServer(of_server));
        }
        let ([_reserved, date @ ..], rest) = words::<6>(rest).ok_or(SentinelError::Date)?;
        if !is_date(date) {
            return Err(SentinelError::Date);
        }
        let ([epoch], rest) = words::<1>(rest).ok_or(SentinelError::Epoch)?;
        let epoch = number(epoch).ok_or(SentinelError::Epoch)?;
        let ([feature, version, numbers @ ..], clients) =
            words::<5>(rest).ok_or(SentinelError::Numbers)?;
        let [Some(transaction), Some(_in_use), Some(_life)] = numbers.map(number) else {
            return Err(SentinelError::Numbers);
        };
        let (user, host, count) = client(clients.trim_start()).ok_or(SentinelError::Client)?;
        Ok(Self {
            epoch,
            feature,
            version: if version == NO_VERSION { "" } else { version },
            transaction: u32::try_from(transaction).map_err(|_| SentinelError::Numbers)?,
            user,
            host,
            count,
            rest: rest.trim_start(),
        })
    }

    fn event(&self, outcome: Outcome) -> Event<'a> {
        Event {
            user: UserName(self.user),
            device: DeviceName(self.host),
            version: VersionName(self.version),
            count: self.count,
            status: (outcome == Outcome::Denied).then_some(LoggedStatus {
                space: SENTINEL_RMS,
                code: DENIED,
                description: "",
            }),
            rest: self.rest,
            ..Event::new(Second(self.epoch), outcome, FeatureName(self.feature))
        }
    }
}

/// The first words of a text, and the rest.
fn words<const N: usize>(text: &str) -> Option<([&str; N], &str)> {
    let mut rest = text;
    let mut words = [""; N];
    for word in &mut words {
        rest = rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        (*word, rest) = rest.split_at(end);
        if word.is_empty() {
            return None;
        }
    }
    Some((words, rest))
}

/// An encryption level: one digit.
fn level(word: &str) -> Option<u32> {
    let mut characters = word.chars();
    let level = characters.next()?.to_digit(10)?;
    characters.next().is_none().then_some(level)
}

/// A whole number of 0 or more.
fn number(word: &str) -> Option<i64> {
    word.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| word.parse().ok())
        .flatten()
}

/// Whether words are a date such as `Tue Mar 04 08:33:33 2025`. It is only used to find the
/// seconds after it, which are the time.
fn is_date([weekday, month, day, clock, year]: [&str; 5]) -> bool {
    WEEKDAYS.contains(&weekday)
        && MONTHS.contains(&month)
        && number(day).is_some_and(|day| (1..=31).contains(&day))
        && clock.split(':').count() == 3
        && clock
            .split(':')
            .all(|part| part.len() == 2 && number(part).is_some())
        && year.len() == 4
        && number(year).is_some()
}

/// The user, the host and the number of licenses of `user host server-version count …`. A
/// user's name may contain blanks: the host is the word before the server's version.
fn client(clients: &str) -> Option<(&str, &str, f64)> {
    let (mut at, mut host_at) = (0, 0);
    loop {
        let rest = clients.get(at..)?;
        let ([word, next], _) = words::<2>(rest)?;
        let word_at = clients.len() - rest.trim_start().len();
        if host_at > 0 && is_server_version(word) && number(next).is_some() {
            let user = clients.get(..host_at)?.trim_end();
            let host = clients.get(host_at..word_at)?.trim_end();
            return Some((user, host, own_event::count(next)?));
        }
        host_at = word_at;
        at = word_at + word.len();
    }
}

/// `7.00`
fn is_server_version(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.contains('.')
        && word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}
