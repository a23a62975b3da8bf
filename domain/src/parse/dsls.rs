//! Dassault Systèmes license server log (`dsls`).
//!
//! ```text
//! YYYY/MM/DD hh:mm:ss:mmm (I|W|E) LICENSESERV FEATURE[(customer)] not granted, REASON
//!     ( from client HOST (clientId)/IP|user|user|exe )          all on one line
//! ```
//! Only lines that say `not granted` are events: the shape of the lines for grants is
//! not public. One that cannot be read is rejected, whatever it starts with. Codes are texts, of which there are two; a reason that is neither is
//! its own description.

use jiff::civil::{Date, DateTime, Time};
use memchr::memmem;

use super::log_clock::MIDNIGHT_STEP_S;
use super::{EventSink, LineParser, ParseContext, Read, Refusal};
use crate::event::{Event, FormerReading, Outcome, Second};
use crate::names::{DeviceName, FeatureName, UserName};
use crate::status::{DSLS, LoggedStatus};
use crate::zone::civil_second;

/// The codes that a reason is searched for.
const CODES: [&str; 2] = ["no more available license", "not authorized"];

/// Reads a Dassault Systèmes license server log.
pub(super) struct Dsls<'z> {
    context: ParseContext<'z>,
    now: Option<DateTime>,
    stepped_back_from: Option<DateTime>,
    service: memmem::Finder<'static>,
    not_granted: memmem::Finder<'static>,
}

impl<'z> Dsls<'z> {
    pub(super) fn new(context: ParseContext<'z>) -> Self {
        Self {
            context,
            now: None,
            stepped_back_from: None,
            service: memmem::Finder::new(" LICENSESERV"),
            not_granted: memmem::Finder::new("not granted"),
        }
    }

    fn tick(&mut self, now: DateTime) {
        if let Some(last) = self.now.replace(now) {
            let step = civil_second(now) - civil_second(last);
            if (-MIDNIGHT_STEP_S..0).contains(&step) {
                self.stepped_back_from = Some(last);
            }
        }
    }

    /// A line cut where it says `not granted`.
    fn denial<'a>(&self, line: &'a str) -> Option<(&'a str, &'a str)> {
        let at = self.not_granted.find(line.as_bytes())?;
        let (head, reason) = line.split_at_checked(at)?;
        Some((head, reason.get(self.not_granted.needle().len()..)?))
    }

    /// What stands between `LICENSESERV` and `not granted`.
    fn feature<'a>(&self, head: &'a str) -> Result<&'a str, Missing> {
        let at = self.service.find(head.as_bytes());
        let feature = at
            .and_then(|at| head.get(at + self.service.needle().len()..))
            .ok_or(Missing::Service)?;
        feature.strip_suffix(' ').ok_or(Missing::Feature)
    }
}

impl LineParser for Dsls<'_> {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        let clock = clock(line);
        if let Some((now, _)) = clock {
            self.tick(now);
        }
        let Some((head, reason)) = self.denial(line) else {
            return Ok(Read::Ignored);
        };
        let event = clock.ok_or(Missing::Time).and_then(|(now, rest)| {
            let event = event(self.feature(head)?, reason)?;
            Ok((now, event, rest))
        });
        Ok(match event {
            Ok((now, mut event, rest)) => {
                event.at = self.context.zone.second(now, self.stepped_back_from);
                event.rest = rest.trim_end();
                // An earlier version took the blanks at its end for a part of the line.
                event.former = (event.rest != rest).then_some(FormerReading {
                    at: event.at,
                    status: event.status,
                    rest,
                });
                sink.event(number, &event);
                Read::Event
            }
            Err(missing) => {
                sink.rejected(number, missing.to_string());
                Read::Rejected
            }
        })
    }

    fn finish(&mut self, _: &mut dyn EventSink) -> Result<(), Refusal> {
        match self.now.map(DateTime::date).or(self.context.first_date) {
            Some(_) => Ok(()),
            None => Err(Refusal::NoDate),
        }
    }
}

/// What a line that says `not granted` lacks, so that it cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Missing {
    #[error("the line does not start with a date and time such as 2024/03/01 09:30:00:000")]
    Time,
    #[error("no `LICENSESERV` stands before `not granted`")]
    Service,
    #[error("no feature stands before `not granted`")]
    Feature,
    #[error("no `( from client HOST (…)/…|user|… )` follows `not granted`")]
    Client,
}

/// The civil time that a line starts with, and the line after it. The milliseconds are
/// left in the line: they tell two equal requests of one second apart.
fn clock(line: &str) -> Option<(DateTime, &str)> {
    let (head, rest) = line.split_at_checked(19)?;
    let [
        y0,
        y1,
        y2,
        y3,
        b'/',
        m0,
        m1,
        b'/',
        d0,
        d1,
        b' ',
        h0,
        h1,
        b':',
        n0,
        n1,
        b':',
        s0,
        s1,
    ] = head.as_bytes()
    else {
        return None;
    };
    let year = i16::from(pair(*y0, *y1)?) * 100 + i16::from(pair(*y2, *y3)?);
    let date = Date::new(year, pair(*m0, *m1)?, pair(*d0, *d1)?).ok()?;
    let second = pair(*s0, *s1)?.min(59);
    let time = Time::new(pair(*h0, *h1)?, pair(*n0, *n1)?, second, 0).ok()?;
    let millis = rest.strip_prefix(':')?;
    let ends = millis
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with(' ');
    ends.then_some((DateTime::from_parts(date, time), rest))
}

fn pair(tens: u8, ones: u8) -> Option<i8> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        Some(((tens - b'0') * 10 + (ones - b'0')).cast_signed())
    } else {
        None
    }
}

/// The event of `FEATURE[(customer)]` and `, REASON ( from client … )`.
fn event<'a>(feature: &'a str, reason: &'a str) -> Result<Event<'a>, Missing> {
    let feature = feature.split('(').next().unwrap_or_default().trim();
    if feature.is_empty() {
        return Err(Missing::Feature);
    }
    let (reason, client) = reason.split_once("( from client ").ok_or(Missing::Client)?;
    let (machine, users) = client.split_once('|').ok_or(Missing::Client)?;
    let device = match machine.split_once(" (") {
        Some((device, _)) => device,
        None => machine.split('/').next().unwrap_or_default(),
    };
    let reason = reason.trim_start_matches([',', ' ']).trim_end();

    let mut event = Event::new(Second(0), Outcome::Denied, FeatureName(feature));
    event.user = UserName(users.split('|').next().unwrap_or_default());
    event.device = DeviceName(device.trim());
    event.status = Some(status(reason));
    Ok(event)
}

/// The status of a reason. The user that a reason may name is no part of it.
fn status(reason: &str) -> LoggedStatus<'_> {
    let (code, description) = CODES
        .into_iter()
        .find(|code| reason.contains(code))
        .map_or(("", reason), |code| (code, code));
    LoggedStatus {
        space: DSLS,
        code,
        description,
    }
}
