//! The event lines of an Ansys Licensing Interconnect log.

use crate::event::{Event, Outcome, Second};
use crate::names::{DeviceName, FeatureName, LicenseModel, ProductName, UserName, VersionName};
use crate::parse::own_event;

/// The daemon behind the Licensing Interconnect: the product of all its features.
const PRODUCT: &str = "ansyslmd";

/// The suffix of pay-per-use features in the logs of clients.
const ELASTIC_TAG: &str = "(elastic)";

/// The license model of pay-per-use features.
const ELASTIC: &str = "elastic";

/// What is missing in a line that starts like an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Missing {
    #[error("there is no such date or time of day")]
    Time,
    #[error("expected `asked/by user/in use/total` after the feature and its revision")]
    Counts,
    #[error("no feature before the revision")]
    Feature,
    #[error("expected `pid:application:user@host:platform` after the counts")]
    Client,
}

/// The outcome according to the first word of a line, and the text after the word; `None` if
/// the line is not an event.
pub(super) fn split(rest: &str) -> Option<(Outcome, &str)> {
    let text = rest.trim_ascii_start();
    if text.len() == rest.len() {
        return None;
    }
    let (word, fields) = text
        .split_once(|c: char| c.is_ascii_whitespace())
        .unwrap_or((text, ""));
    let outcome = match word {
        "DENIED" => Outcome::Denied,
        "CHECKOUT" | "SPLIT_CHECKOUT" => Outcome::Granted,
        "CHECKIN" => Outcome::Returned,
        _ => return None,
    };
    Some((outcome, fields))
}

/// Reads the text after the first word.
pub(super) fn event(outcome: Outcome, fields: &str) -> Result<Event<'_>, Missing> {
    let (asked_for, counts, clients) = around_counts(fields).ok_or(Missing::Counts)?;
    let (feature, version) = feature_and_version(asked_for).ok_or(Missing::Feature)?;
    let (feature, model) = match feature.strip_suffix(ELASTIC_TAG) {
        Some(feature) => (feature.trim_end(), ELASTIC),
        None => (feature, ""),
    };
    if feature.is_empty() {
        return Err(Missing::Feature);
    }
    let (user, host) = client(clients).ok_or(Missing::Client)?;
    let asked = counts.split('/').next().and_then(own_event::count);
    Ok(Event {
        user: UserName(user),
        device: DeviceName(host),
        product: ProductName(PRODUCT),
        version: VersionName(version),
        model: LicenseModel(model),
        count: asked.ok_or(Missing::Counts)?,
        ..Event::new(Second(0), outcome, FeatureName(feature))
    })
}

/// Splits the fields at the first word of four numbers.
fn around_counts(fields: &str) -> Option<(&str, &str, &str)> {
    let mut rest = fields;
    loop {
        rest = rest.trim_start();
        let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        if word.is_empty() {
            return None;
        }
        if is_counts(word) {
            let before = fields.get(..fields.len() - rest.len())?;
            return Some((before.trim(), word, after));
        }
        rest = after;
    }
}

/// `n/n/n/n`
fn is_counts(word: &str) -> bool {
    let mut numbers = 0;
    word.split('/').all(|number| {
        numbers += 1;
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    }) && numbers == 4
}

/// The feature and the revision of `feature  21.2 (2021.0512)`.
fn feature_and_version(asked_for: &str) -> Option<(&str, &str)> {
    let mut text = asked_for;
    if let Some((head, build)) = asked_for.strip_suffix(')').and_then(|t| t.rsplit_once('('))
        && is_revision(build)
    {
        text = head.trim_end();
    }
    let (feature, version) = match text.rsplit_once(char::is_whitespace) {
        Some((feature, version)) if is_revision(version) => (feature.trim_end(), version),
        _ => (text, ""),
    };
    (!feature.is_empty()).then_some((feature, version))
}

/// `21.2`
fn is_revision(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The user and the host of `[w/x/y/z]  pid:[pid:]application:user@host:platform  socket:ip`.
/// Users may contain blanks, colons and `@`.
fn client(clients: &str) -> Option<(&str, &str)> {
    let clients = clients.trim();
    let clients = match clients.split_once(char::is_whitespace) {
        Some((word, rest)) if is_counts(word) => rest.trim_start(),
        _ => clients,
    };
    let (who, host) = clients.rsplit_once('@')?;
    let (pid, mut who) = who.split_once(':')?;
    if let Some((master_pid, rest)) = who.split_once(':')
        && is_number(master_pid)
        && rest.contains(':')
    {
        who = rest;
    }
    let (_, user) = who.split_once(':')?;
    let end = host.find(|c: char| c == ':' || c.is_whitespace());
    let host = host.get(..end.unwrap_or(host.len()))?;
    (is_number(pid) && !host.is_empty()).then_some((user, host))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
