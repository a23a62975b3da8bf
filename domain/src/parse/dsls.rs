//! Dassault Systèmes license server log (`dsls`).
//!
//! ```text
//! YYYY/MM/DD hh:mm:ss:mmm (I|W|E) LICENSESERV FEATURE[(customer)] not granted, REASON
//!     ( from client HOST (clientId)/IP|user|user|exe )          all on one line
//! YYYY/MM/DD hh:mm:ss:mmm I USGTRACING  Grant!!FEATURE!customer!…  where usage is traced
//! ```
//! A line with `not granted` and a traced grant, time-out or detachment are events. If one
//! cannot be read it is rejected, whatever it starts with. Codes are texts; any other reason
//! is its own description.
//!
//! The log of a cloud license server is exported as JSON, with its lines in a list; see
//! [`export`]. Logs may also be written newest first; see [`order`].

use jiff::civil::DateTime;
use memchr::memmem;

use super::dated_clock::Dated;
use super::lines::Lines;
use crate::event::{Event, Outcome, Second};
use crate::names::{DeviceName, FeatureName, UserName};
use crate::parse::line_parser::{EventSink, LineParser, ParseContext, Read, Refusal};
use crate::status::{DSLS, LoggedStatus};

mod export;
mod order;
mod tracing;

use export::ExportLog;
use order::Order;

/// The codes that are searched for in a reason. The catalogue finds others.
const CODES: [&str; 2] = ["no more available license", "not authorized"];

/// Reads a Dassault Systèmes license server log, or its export as JSON.
pub(super) struct DslsLog<'z> {
    parser: Dsls<'z>,
    shape: Shape,
}

enum Shape {
    /// Nothing but blanks so far.
    Unknown(Box<Lines>),
    Lines(Box<Lines>),
    Export(Box<ExportLog>),
}

impl<'z> DslsLog<'z> {
    pub(super) fn new(context: ParseContext<'z>) -> Self {
        Self {
            parser: Dsls::new(context),
            shape: Shape::Unknown(Box::default()),
        }
    }

    pub(super) fn feed(&mut self, bytes: &[u8], sink: &mut dyn EventSink) -> Result<(), Refusal> {
        if let Shape::Unknown(lines) = &mut self.shape {
            match bytes.iter().copied().find(|byte| !is_before_text(*byte)) {
                None => {}
                Some(b'{') => self.shape = Shape::Export(Box::default()),
                Some(_) => self.shape = Shape::Lines(std::mem::take(lines)),
            }
        }
        match &mut self.shape {
            Shape::Unknown(lines) | Shape::Lines(lines) => {
                lines.feed(bytes, &mut self.parser, sink)
            }
            Shape::Export(export) => export.feed(bytes, &mut self.parser, sink),
        }
    }

    /// Returns the number of lines, or of rows in an export.
    pub(super) fn finish(&mut self, sink: &mut dyn EventSink) -> Result<u64, Refusal> {
        match &mut self.shape {
            Shape::Unknown(lines) | Shape::Lines(lines) => lines.finish(&mut self.parser, sink),
            Shape::Export(export) => Ok(export.finish(&mut self.parser, sink)),
        }
    }
}

/// Whether a byte may come before the first line of a log: a blank, or a part of the byte
/// order mark.
fn is_before_text(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf)
}

/// Reads the lines.
struct Dsls<'z> {
    context: ParseContext<'z>,
    order: Order<'z>,
    service: memmem::Finder<'static>,
    tracing: memmem::Finder<'static>,
    not_granted: memmem::Finder<'static>,
}

impl<'z> Dsls<'z> {
    fn new(context: ParseContext<'z>) -> Self {
        Self {
            context,
            order: Order::new(&context),
            service: memmem::Finder::new(" LICENSESERV"),
            tracing: memmem::Finder::new(" USGTRACING"),
            not_granted: memmem::Finder::new("not granted"),
        }
    }

    /// Reads the event of a line, if it is one.
    fn event<'a>(&self, line: &'a str) -> Option<Result<Event<'a>, Missing>> {
        if let Some((_, message)) = cut(line, &self.tracing)
            && let Some((outcome, fields)) = tracing::split(message)
        {
            return Some(tracing::event(outcome, fields));
        }
        let (head, reason) = cut(line, &self.not_granted)?;
        let feature = cut(head, &self.service).ok_or(Missing::Service);
        Some(feature.and_then(|(_, feature)| {
            let feature = feature.strip_suffix(' ').ok_or(Missing::Feature)?;
            denial(feature, reason)
        }))
    }
}

impl LineParser for Dsls<'_> {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        let clock = clock(line);
        if let Some(Dated {
            time: Some(now), ..
        }) = clock
        {
            self.order.tick(now, sink);
        }
        let Some(event) = self.event(line) else {
            return Ok(Read::Ignored);
        };
        let rest = clock
            .filter(|clock| clock.time.is_some())
            .map(|clock| clock.rest);
        match rest
            .ok_or(Missing::Time)
            .and_then(|rest| Ok((rest, event?)))
        {
            Ok((rest, event)) => {
                self.order.event(number, &event, rest, sink);
                Ok(Read::Event)
            }
            Err(missing) => {
                sink.rejected(number, missing.to_string());
                Ok(Read::Rejected)
            }
        }
    }

    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        self.order.release_last(sink);
        let date = self.order.now().map(DateTime::date);
        match date.or(self.context.first_date) {
            Some(_) => Ok(()),
            None => Err(Refusal::NoDate),
        }
    }
}

/// Splits a line at the first occurrence of a text.
fn cut<'a>(line: &'a str, text: &memmem::Finder<'_>) -> Option<(&'a str, &'a str)> {
    let at = text.find(line.as_bytes())?;
    let (head, rest) = line.split_at_checked(at)?;
    Some((head, rest.get(text.needle().len()..)?))
}

/// What is missing in an event line that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Missing {
    #[error("the line does not start with a date and time such as 2024/03/01 09:30:00:000")]
    Time,
    #[error("no `LICENSESERV` before `not granted`")]
    Service,
    #[error("no feature before `not granted`, or after `!!`")]
    Feature,
    #[error("no `( from client HOST (…)/…|user|… )` after `not granted`")]
    Client,
    #[error(
        "the fields are not FEATURE!customer!session!vendor!type!count!level!HOST (…)!IP!user!…"
    )]
    Fields,
    #[error("the number of licenses is not a number of 0 or more")]
    Count,
}

/// The civil time at the start of a line, and the rest of the line. The milliseconds are
/// left in the rest, to distinguish equal requests of one second.
fn clock(line: &str) -> Option<Dated<'_>> {
    let dated = Dated::split(line)?;
    let millis = dated.rest.strip_prefix(':')?;
    let ends = millis
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with(' ');
    ends.then_some(dated)
}

/// The name in `FEATURE[(customer)]`.
fn feature_name(feature: &str) -> Result<&str, Missing> {
    let feature = feature.split('(').next().unwrap_or_default().trim();
    if feature.is_empty() {
        return Err(Missing::Feature);
    }
    Ok(feature)
}

/// The host in `HOST (clientId)/IP`.
fn device_name(machine: &str) -> &str {
    let device = match machine.split_once(" (") {
        Some((device, _)) => device,
        None => machine.split('/').next().unwrap_or_default(),
    };
    device.trim()
}

/// The event of `FEATURE[(customer)]` and `, REASON ( from client … )`.
fn denial<'a>(feature: &'a str, reason: &'a str) -> Result<Event<'a>, Missing> {
    let feature = feature_name(feature)?;
    let (reason, client) = reason.split_once("( from client ").ok_or(Missing::Client)?;
    let (machine, users) = client.split_once('|').ok_or(Missing::Client)?;
    let reason = reason.trim_start_matches([',', ' ']).trim_end();

    let mut event = Event::new(Second(0), Outcome::Denied, FeatureName(feature));
    event.user = UserName(users.split('|').next().unwrap_or_default());
    event.device = DeviceName(device_name(machine));
    event.status = Some(status(reason));
    Ok(event)
}

/// The status of a reason, without the user that it may name.
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
