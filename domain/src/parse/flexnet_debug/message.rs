//! The messages of a debug log that are events.
//!
//! ```text
//! OUT/IN      := (OUT|IN): FEATURE CLIENT [DATA] [COUNT] [(SHUTDOWN|INACTIVE|UNKNOWN)]
//! DENIED      := DENIED: FEATURE CLIENT [DATA] [COUNT] ["VERSION"](REASON)
//! UNSUPPORTED := UNSUPPORTED: FEATURE (KEY) CLIENT (REASON)
//! old style   := DENIED: N FEATURE to CLIENT | (OUT|IN): FEATURE by CLIENT COUNT
//!
//! FEATURE := "feature" | feature        CLIENT := user@host | user
//! DATA    := [checkout data]            COUNT  := (N licenses)
//! REASON  := text. (-major,minor[:syserr ["text"]])
//! ```
//! Each may be followed by `^^^ version user … ^^^`, if the vendor turned verbose
//! messages on.
//!
//! A client that is newer than the daemon is denied before it names a feature:
//! `Request denied: Client (11.15) newer than Vendor Daemon (11.13). (REASON)`.
//! A `(REASON)` may also be on the lines after its denial: see [`reason`].

use super::event_kind::{BLANKS, EventKind};
use super::reason;
use crate::event::{Event, Outcome, Second};
use crate::names::{DeviceName, FeatureName, UserName, VersionName};
use crate::status::{FLEXNET_DAEMON_TOO_OLD, FLEXNET_PUBLISHER, LoggedStatus, NO_REASON};

/// The code of an UNSUPPORTED line without a code: no such feature exists.
const NO_SUCH_FEATURE: &str = "-5";

/// The most digits of a count.
const COUNT_DIGITS_MAX: usize = 9;

/// The event of a message, without its time, its daemon and the rest of its line.
pub(super) struct FlexnetMessage<'a> {
    pub(super) event: Event<'a>,
    /// What the line of a denial says of its reason, where this is not all of it: nothing, or
    /// its beginning.
    pub(super) begun: Option<&'a str>,
}

/// Why a message that starts like an event cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    /// There is nothing, or an empty name, after the keyword.
    #[error("no feature after the event's keyword")]
    NoFeature,
    /// The quotation mark before the feature is not closed.
    #[error("the quotation mark before the feature is not closed")]
    OpenQuote,
    /// There is nothing after the feature.
    #[error("no user after the feature")]
    NoUser,
}

/// Reads the text after the keyword of a message.
pub(super) fn read(kind: EventKind, text: &str) -> Result<FlexnetMessage<'_>, Unreadable> {
    if kind == EventKind::RequestDenied {
        let reason = text.trim();
        let mut event = Event::new(Second(0), Outcome::Denied, FeatureName(""));
        event.status = Some(status(kind, reason));
        return Ok(FlexnetMessage {
            event,
            begun: reason::begun(reason),
        });
    }
    let head = Head::split(kind, text.trim_start())?;
    let (client, tail) = split_client(head.client);
    if client.is_empty() || (client.starts_with(['(', ')']) && !client.contains('@')) {
        return Err(Unreadable::NoUser);
    }
    let (user, device) = client.rsplit_once('@').unwrap_or((client, ""));
    let tail = Tail::split(kind, tail);

    let outcome = match kind {
        EventKind::Out => Outcome::Granted,
        EventKind::In => Outcome::Returned,
        EventKind::Denied | EventKind::Unsupported | EventKind::RequestDenied => Outcome::Denied,
    };
    let mut event = Event::new(Second(0), outcome, FeatureName(head.feature));
    // The documented verbose form only names the user in its suffix.
    event.user = UserName(if user.is_empty() { tail.user } else { user });
    event.device = DeviceName(device);
    event.version = VersionName(tail.version);
    event.count = head.count.or(tail.count).unwrap_or(1.0);
    event.status = kind.is_denial().then(|| status(kind, tail.reason));
    let begun = reason::begun(tail.reason).filter(|_| kind.is_denial());
    Ok(FlexnetMessage { event, begun })
}

/// The part of a message before the client.
struct Head<'a> {
    feature: &'a str,
    count: Option<f64>,
    /// The text from the client on.
    client: &'a str,
}

impl<'a> Head<'a> {
    fn split(kind: EventKind, text: &'a str) -> Result<Self, Unreadable> {
        let head = match text.strip_prefix('"') {
            Some(text) => {
                let (feature, client) = split_at_byte(text, b'"').ok_or(Unreadable::OpenQuote)?;
                let client = client.trim_start();
                Self {
                    feature,
                    count: None,
                    client,
                }
            }
            None => Self::unquoted(kind, text),
        };
        if head.feature.is_empty() {
            return Err(Unreadable::NoFeature);
        }
        let key = head
            .client
            .strip_prefix('(')
            .and_then(|text| text.split_once(')'));
        Ok(match key {
            Some((_, client)) if kind == EventKind::Unsupported => Self {
                client: client.trim_start(),
                ..head
            },
            _ => head,
        })
    }

    fn unquoted(kind: EventKind, text: &'a str) -> Self {
        let (first, rest) = split_word(text);
        let (second, after) = split_word(rest);
        if kind.is_denial()
            && let Some(count) = count(first)
            && let ("to", client) = split_word(after)
        {
            return Self {
                feature: second,
                count: Some(count),
                client,
            };
        }
        let old_style = second == "by" && !kind.is_denial() && !after.is_empty();
        Self {
            feature: first,
            count: None,
            client: if old_style { after } else { rest },
        }
    }
}

/// Splits `user@host` or `user` from the text after it.
///
/// A user name may contain blanks, brackets and `@`; a host contains none of them. So the
/// client ends after the first word with an `@` that is followed by two blanks, a bracket, a
/// quotation mark, a verbose suffix or the end of the line. Without an `@` it ends at two
/// blanks before such a mark.
fn split_client(text: &str) -> (&str, &str) {
    let text = text.trim_end();
    let mut from = 0;
    // The end of the last word with an `@`, and of the first one before a mark: the client
    // ends there if no end is certain.
    let mut after_host = None;
    let mut before_mark = None;
    let end = loop {
        let Some(rest) = text.get(from..) else {
            break text.len();
        };
        let (word, after) = rest.split_at(word_end(rest));
        let end = from + word.len();
        let next = after.trim_start_matches(BLANKS);
        let gap = after.len() - next.len();
        let has_at = memchr::memchr(b'@', word.as_bytes()).is_some();
        if next.is_empty() {
            let certain = has_at.then_some(end);
            break certain.or(after_host).or(before_mark).unwrap_or(end);
        }
        if next.starts_with(['(', '[', '"']) || next.starts_with("^^^") {
            if has_at || gap > 1 {
                break end;
            }
            before_mark = before_mark.or(Some(end));
        } else if has_at {
            if gap > 1 {
                break end;
            }
            after_host = Some(end);
        }
        from = end + gap;
    };
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The part of a message after the client.
#[derive(Default)]
struct Tail<'a> {
    count: Option<f64>,
    version: &'a str,
    /// The user of a verbose suffix.
    user: &'a str,
    /// The reason of a denial with its parentheses and code.
    reason: &'a str,
}

impl<'a> Tail<'a> {
    fn split(kind: EventKind, text: &'a str) -> Self {
        let mut tail = Self::default();
        let mut text = text.trim();
        if text.is_empty() {
            return tail;
        }
        // Nearly all lines have no such character.
        if memchr::memchr(b'^', text.as_bytes()).is_some()
            && let Some((before, verbose)) = text.split_once("^^^")
        {
            text = before.trim_end();
            let (version, rest) = split_word(verbose.trim_start());
            tail.version = version;
            tail.user = split_word(rest).0;
        }
        while let Some(first) = text.as_bytes().first() {
            let after =
                match first {
                    b'[' => after_checkout_data(text),
                    b'"' => text.get(1..).and_then(|text| text.split_once('"')).map(
                        |(version, after)| {
                            tail.version = version;
                            after
                        },
                    ),
                    b'(' => tail.group(kind, text),
                    _ => None,
                };
            let Some(after) = after else {
                if kind.is_denial() {
                    tail.reason = text;
                }
                break;
            };
            text = after.trim_start();
        }
        tail
    }

    /// The text after a group in parentheses, unless the group is a denial's reason.
    fn group(&mut self, kind: EventKind, text: &'a str) -> Option<&'a str> {
        let (inside, after) = split_at_byte(text.get(1..)?, b')')?;
        let (number, word) = split_word(inside.trim_start());
        if matches!(word, "licenses" | "license" | "")
            && let Some(count) = count(number)
        {
            self.count = Some(count);
            return Some(after);
        }
        let is_date = number.contains('/')
            && inside
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"/: ".contains(&byte));
        (is_date || !kind.is_denial()).then_some(after)
    }
}

/// The text after `[checkout data]`, which may itself contain brackets.
fn after_checkout_data(text: &str) -> Option<&str> {
    let closes = |end: &usize| {
        let after = text.get(end + 1..).unwrap_or_default();
        after.is_empty() || after.starts_with(BLANKS) || after.starts_with(['(', '"'])
    };
    let end = memchr::memchr_iter(b']', text.as_bytes()).find(closes)?;
    text.get(end + 1..)
}

/// The status of a denial from `(text. (-major,minor…))`.
pub(super) fn status(kind: EventKind, reason: &str) -> LoggedStatus<'_> {
    let (code, text) = reason::coded(reason).unwrap_or(("", reason));
    let text = match text.strip_prefix('(') {
        Some(text) if code.is_empty() => text.strip_suffix(')').unwrap_or(text),
        Some(text) => text,
        None => text,
    };
    let text = text.trim();
    let text = text.strip_suffix('.').unwrap_or(text).trim_end();
    let code = match code {
        "" if kind == EventKind::Unsupported => NO_SUCH_FEATURE,
        "" if kind == EventKind::RequestDenied => FLEXNET_DAEMON_TOO_OLD,
        code => code,
    };
    let nothing = code.is_empty() && text.is_empty();
    LoggedStatus {
        space: FLEXNET_PUBLISHER,
        code,
        description: if nothing { NO_REASON } else { text },
    }
}

/// Splits a text at the first occurrence of an ASCII byte.
fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(byte, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The length of the word at the start of a text.
fn word_end(text: &str) -> usize {
    memchr::memchr2(b' ', b'\t', text.as_bytes()).unwrap_or(text.len())
}

/// The first word of a text, and the text from the next word on.
fn split_word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_at(word_end(text));
    (word, rest.trim_start_matches(BLANKS))
}

/// The number of licenses in a word of digits.
fn count(word: &str) -> Option<f64> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    if digits && word.len() <= COUNT_DIGITS_MAX {
        word.parse::<u32>().ok().map(f64::from)
    } else {
        None
    }
}
