//! Lines of usage tracing.
//!
//! ```text
//! Grant!!FEATURE!customer!session!vendor!license type!count!level!HOST (clientId)!IP!user!user id!program!version!flag
//! ```
//! `TimeOut!!…` and `Detachment!!…` end the session: its license is returned. Other words are
//! not events. Public readers of such logs also know lines without the customer, so the
//! position of the host shows which fields come before it.

use super::Missing;
use crate::event::{Event, Outcome, Second};
use crate::names::{DeviceName, FeatureName, UserName};
use crate::parse::own_event;

/// The number of fields before the host, with and without the customer.
const BEFORE_HOST: [usize; 2] = [7, 6];

/// The rest is not split: the program, which comes after the user, may contain any character.
const FIELDS_MAX: usize = 15;

/// The fields from the count to the user: count, level, host, IP address, user.
const COUNT_BEFORE_HOST: usize = 2;
const USER_AFTER_HOST: usize = 2;

/// The outcome of a line of usage tracing, and its fields; `None` if it is not an event.
pub(super) fn split(message: &str) -> Option<(Outcome, &str)> {
    let (word, fields) = message.trim_ascii_start().split_once("!!")?;
    let outcome = match word {
        "Grant" => Outcome::Granted,
        "TimeOut" | "Detachment" => Outcome::Returned,
        _ => return None,
    };
    Some((outcome, fields))
}

/// Reads the fields after `Grant!!`, `TimeOut!!` or `Detachment!!`.
pub(super) fn event(outcome: Outcome, fields: &str) -> Result<Event<'_>, Missing> {
    let fields: Vec<&str> = fields.splitn(FIELDS_MAX, '!').collect();
    let feature = super::feature_name(fields.first().copied().unwrap_or_default())?;
    let count_at = |host: usize| fields.get(host - COUNT_BEFORE_HOST).copied();
    let is_host = |host: &usize| {
        let field = fields.get(*host).copied().unwrap_or_default();
        field.contains(" (") && field.ends_with(')')
    };
    let has_count = |host: &usize| count_at(*host).and_then(own_event::count).is_some();
    let mut places = BEFORE_HOST.into_iter();
    let host = places
        .clone()
        .find(is_host)
        .or_else(|| places.find(has_count))
        .ok_or(Missing::Fields)?;
    let (Some(machine), Some(user), Some(_)) = (
        fields.get(host).copied(),
        fields.get(host + USER_AFTER_HOST).copied(),
        // If no field follows, the user may be cut off.
        fields.get(host + USER_AFTER_HOST + 1),
    ) else {
        return Err(Missing::Fields);
    };
    let mut event = Event::new(Second(0), outcome, FeatureName(feature));
    event.user = UserName(user);
    event.device = DeviceName(super::device_name(machine));
    event.count = count_at(host)
        .and_then(own_event::count)
        .ok_or(Missing::Count)?;
    Ok(event)
}
