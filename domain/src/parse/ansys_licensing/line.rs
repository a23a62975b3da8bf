//! What a line of an Ansys Licensing Interconnect log says.

use crate::event::{Event, Outcome, Second};
use crate::names::{DeviceName, FeatureName, LicenseModel, ProductName, UserName, VersionName};
use crate::parse::own_event;

/// The daemon that the Licensing Interconnect asks: the product of all of its features.
const PRODUCT: &str = "ansyslmd";

/// What a client's own log writes behind a feature that is paid for by use.
const ELASTIC_TAG: &str = "(elastic)";

/// The license model of such a feature.
const ELASTIC: &str = "elastic";

/// What a line that starts like an event lacks, so that it cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Missing {
    #[error("there is no such date or time of day")]
    Time,
    #[error("no `asked/by user/in use/total` follows the feature and its revision")]
    Counts,
    #[error("no feature stands before the revision")]
    Feature,
    #[error("no `pid:application:user@host:platform` follows the counts")]
    Client,
}

/// The outcome that the first word of a line tells, and what follows the word; `None` where
/// the line is no event.
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

/// The event of what follows the first word.
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

/// The fields cut around the first word of four numbers.
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
/// Users may hold blanks, colons and `@`.
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
