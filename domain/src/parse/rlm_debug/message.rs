//! The messages of a debug log that are events.

use crate::event::Outcome;
use crate::parse::yearless_date::DateError;

/// A message about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    pub(super) outcome: Outcome,
    pub(super) count: u32,
    pub(super) feature: &'a str,
    pub(super) version: &'a str,
    pub(super) user: &'a str,
    pub(super) device: &'a str,
}

/// Why a line that starts like an event cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Damage {
    #[error("damaged {0}: expected `product vX.Y {1} user@host`")]
    Request(&'static str, &'static str),
    #[error("damaged {0}: the number of licenses is too large")]
    Count(&'static str),
    #[error(transparent)]
    Date(#[from] DateError),
}

/// The keyword of an event, its outcome, and the word before the user.
const KINDS: [(&str, Outcome, &str); 3] = [
    ("DENIED", Outcome::Denied, "to"),
    ("OUT", Outcome::Granted, "by"),
    ("IN", Outcome::Returned, "by"),
];

fn kind(text: &str) -> Option<(&'static str, Outcome, &'static str, &str)> {
    KINDS.into_iter().find_map(|(word, outcome, before_user)| {
        let body = text.strip_prefix(word)?.strip_prefix(':')?;
        Some((word, outcome, before_user, body))
    })
}

/// Whether a message starts like an event.
pub(super) fn is_event(text: &str) -> bool {
    kind(text).is_some()
}

/// Reads `DENIED: (count) product vX.Y to user@host`, `OUT: product vX.Y by user@host`
/// and `IN: (cause) product vX.Y by user@host`, each with or without a count.
pub(super) fn read(text: &str) -> Result<Message<'_>, Damage> {
    let (word, outcome, before_user, body) =
        kind(text).ok_or(Damage::Request("event", "to or by"))?;
    let damage = Damage::Request(word, before_user);
    let (leading, request) = leading_group(body.trim());
    // An older form of "no matching license".
    let request = request.strip_prefix("no good ").unwrap_or(request);
    let (product, version, who) = around_version(request, before_user).ok_or(damage)?;
    let (who, trailing) = without_groups(who);
    let (user, host) = who.rsplit_once('@').ok_or(damage)?;
    let count = [leading, trailing]
        .into_iter()
        .flatten()
        .next()
        .map_or(Ok(1), |digits| {
            digits.parse().map_err(|_| Damage::Count(word))
        })?;
    Ok(Message {
        outcome,
        count,
        feature: product,
        version,
        user: unquoted(user),
        device: unquoted(host.split(' ').next().unwrap_or_default()),
    })
}

/// Removes `(2)` or `(client exit)` from the start, and returns the number if it is one.
fn leading_group(mut text: &str) -> (Option<&str>, &str) {
    let mut count = None;
    while let Some((group, rest)) = text.strip_prefix('(').and_then(|text| text.split_once(')')) {
        count = count.or(Some(group).filter(|group| is_number(group)));
        text = rest.trim_start();
    }
    (count, text)
}

/// Removes `(2 licenses)`, `(overdraft)` or `[project]` from the end, and returns the number
/// of licenses if there is one.
fn without_groups(mut text: &str) -> (&str, Option<&str>) {
    let mut count = None;
    // A user's name may have groups too: only groups after an `@` are removed.
    let user_end = text.find('@').unwrap_or(text.len());
    loop {
        let group = [(" (", ')'), (" [", ']')]
            .into_iter()
            .find_map(|(open, close)| text.strip_suffix(close)?.rsplit_once(open));
        let Some((before, group)) = group.filter(|(before, _)| before.len() > user_end) else {
            return (text, count);
        };
        let licenses = group
            .strip_suffix(" licenses")
            .or_else(|| group.strip_suffix(" license"))
            .filter(|digits| is_number(digits));
        count = count.or(licenses);
        text = before.trim_end();
    }
}

/// Splits `product vX.Y to user@host` at its version: a word that starts with a `v` and is
/// followed by `to`. Products and users may contain such words too, so the last one with a
/// digit after the `v` is taken, otherwise the last one.
fn around_version<'a>(text: &'a str, before_user: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let host = text.rfind('@')?;
    let mut last = None;
    for (at, _) in text.rmatch_indices(before_user) {
        let cut = cut_at(text, at, before_user.len()).filter(|_| at < host);
        match cut {
            Some((_, version, _)) if version.starts_with(|first: char| first.is_ascii_digit()) => {
                return cut;
            }
            _ => last = last.or(cut),
        }
    }
    last
}

fn cut_at(text: &str, at: usize, length: usize) -> Option<(&str, &str, &str)> {
    let (before, word_on) = text.split_at_checked(at)?;
    let (_, who) = word_on.split_at_checked(length)?;
    let who = who.strip_prefix(' ')?;
    let (product, version) = before.strip_suffix(' ')?.trim_end().rsplit_once(' ')?;
    let version = version
        .strip_prefix('v')
        .filter(|version| !version.contains('@'))?;
    let product = product.trim();
    (!product.is_empty()).then_some((product, version, who.trim()))
}

/// A name without its quotes: the log may write an empty one as `""`.
fn unquoted(name: &str) -> &str {
    if name == "\"\"" { "" } else { name }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
