//! Reprise RLM debug logs: `mm/dd hh:mm (isv) OUT: …`.
//!
//! A denial's reason is on the next indented line of the same ISV. Lines of other ISVs, and
//! lines of the same ISV that are not indented, may come in between. The reason may also be
//! on the next line, indented and without a clock and an ISV. Events after a denial wait
//! until its reason is known, so that they are passed on in the order of the log's lines.

mod message;

use std::collections::VecDeque;

use jiff::civil::DateTime;

use message::{RlmDebugError, RlmMessage};

use super::owned_event::OwnedEvent;
use super::yearless_date::{Clock, LoggedDate, Stamp, YearlessDate};
use crate::event::{Event, FormerReading, Outcome, Second};
use crate::names::{DeviceName, FeatureName, ProductName, UserName, VersionName};
use crate::parse::line_parser::{EventSink, LineParser, ParseContext, Read, Refusal};
use crate::status::{LoggedStatus, NO_REASON, RLM};

/// The most lines between a denial and its reason.
const REASON_LINES_MAX: u64 = 1_000;

/// How many bytes of events are held at most, about. Lines may be long.
const HELD_BYTES_MAX: usize = 16 << 20;

/// What an event takes beside its texts, in bytes: about.
const EVENT_BYTES: usize = 256;

const BLANKS: [char; 2] = [' ', '\t'];

/// A line in the form that all processes of the license server use.
struct Line<'a> {
    date: LoggedDate,
    clock: Clock,
    isv: &'a str,
    /// The text after the name of the ISV.
    text: &'a str,
    /// There is more than one blank, or a tab, before the text.
    indented: bool,
    /// The line without its time.
    rest: &'a str,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (date, after) = line.trim().split_once(BLANKS)?;
        let (clock, rest) = after.trim_start().split_once(BLANKS)?;
        let (date, clock) = (LoggedDate::read(date)?, Clock::read(clock)?);
        let rest = rest.trim_start();
        let (isv, after) = rest.strip_prefix('(')?.split_once(')')?;
        let text = after.trim_start();
        let indent = after.strip_suffix(text).unwrap_or_default();
        Some(Self {
            date,
            clock,
            isv,
            text,
            indented: indent.starts_with("  ") || indent.contains('\t'),
            rest,
        })
    }
}

/// An event that waits.
struct QueuedEvent {
    line: u64,
    stamp: Stamp,
    what: What,
    bytes: usize,
}

enum What {
    /// An event after a denial whose reason is missing.
    Event(OwnedEvent),
    /// A denial whose reason may follow: its ISV, and its line without the time.
    Denial {
        isv: Box<str>,
        rest: Box<str>,
        /// The reason on the next line, without a clock. An earlier version ignored that line
        /// and kept looking for one with a clock.
        wrapped: Option<Box<str>>,
    },
}

impl What {
    fn is_denial_of(&self, name: &str) -> bool {
        matches!(self, Self::Denial { isv, .. } if &**isv == name)
    }
}

/// The parser of one debug log.
pub(super) struct RlmDebug<'z> {
    dates: YearlessDate<'z>,
    /// In the order of the log's lines; the first one is a denial.
    held: VecDeque<QueuedEvent>,
    held_bytes: usize,
}

impl<'z> RlmDebug<'z> {
    pub(super) fn new(context: ParseContext<'z>) -> Self {
        Self {
            dates: YearlessDate::new(context),
            held: VecDeque::new(),
            held_bytes: 0,
        }
    }

    fn event_line(
        &mut self,
        number: u64,
        line: &Line<'_>,
        sink: &mut dyn EventSink,
    ) -> Result<(), RlmDebugError> {
        let stamp = self.dates.date(number, line.date, line.clock, sink);
        let message = message::read(line.text)?;
        let stamp = stamp?;
        if message.outcome == Outcome::Denied {
            let what = What::Denial {
                isv: line.isv.into(),
                rest: line.rest.into(),
                wrapped: None,
            };
            self.hold(number, stamp, what, line.rest.len());
            return Ok(());
        }
        let event = event_of(&message, line.isv, line.rest);
        if self.held.is_empty() {
            self.dates.event(number, stamp, &event, sink);
        } else {
            let what = What::Event(OwnedEvent::of(&event));
            self.hold(number, stamp, what, line.rest.len());
        }
        Ok(())
    }

    fn hold(&mut self, line: u64, stamp: Stamp, what: What, line_bytes: usize) {
        let bytes = line_bytes + EVENT_BYTES;
        self.held_bytes += bytes;
        self.held.push_back(QueuedEvent {
            line,
            stamp,
            what,
            bytes,
        });
    }

    /// Sets the reason of the open denial of an ISV; false if no denial is open, or if it has
    /// one already.
    fn close(&mut self, isv: &str, reason: Option<&str>, sink: &mut dyn EventSink) -> bool {
        let open = self
            .held
            .iter_mut()
            .find(|held| held.what.is_denial_of(isv));
        let Some(held) = open else {
            return false;
        };
        let lacks_reason = matches!(held.what, What::Denial { wrapped: None, .. });
        let bytes = reason.map_or(0, str::len);
        held.bytes += bytes;
        self.held_bytes += bytes;
        give_reason(&mut held.what, reason);
        self.release(sink);
        lacks_reason
    }

    /// Reads an indented line without a clock as the reason of a denial on the previous line.
    fn wrapped(&mut self, number: u64, line: &str) -> bool {
        let reason = line.trim();
        let last = self.held.back_mut();
        match last.filter(|held| held.line + 1 == number) {
            Some(QueuedEvent {
                what: What::Denial { wrapped, .. },
                bytes,
                ..
            }) if line.starts_with(BLANKS) && !reason.is_empty() => {
                // It is held twice: as the status, and as a part of the line.
                let added = 2 * reason.len();
                *bytes += added;
                self.held_bytes += added;
                *wrapped = Some(reason.into());
                true
            }
            _ => false,
        }
    }

    /// Stops waiting for the reasons of old denials, or behind which too much is
    /// held.
    fn give_up(&mut self, number: u64, sink: &mut dyn EventSink) {
        while let Some(first) = self.held.front_mut()
            && (number.saturating_sub(first.line) > REASON_LINES_MAX
                || self.held_bytes > HELD_BYTES_MAX)
        {
            give_reason(&mut first.what, None);
            self.release(sink);
        }
    }

    /// Passes on the events before the first denial without a reason.
    fn release(&mut self, sink: &mut dyn EventSink) {
        while let Some(QueuedEvent {
            line,
            stamp,
            what: What::Event(event),
            bytes,
        }) = self.held.front()
        {
            let event = event.at(Second::default());
            self.dates.event(*line, *stamp, &event, sink);
            self.held_bytes -= bytes;
            self.held.pop_front();
        }
    }
}

/// Makes an event of a denial, once the reason on a line with a clock is known, or known to be
/// missing.
fn give_reason(what: &mut What, clocked: Option<&str>) {
    let What::Denial { isv, rest, wrapped } = what else {
        return;
    };
    let reason = wrapped.as_deref().or(clocked);
    let text = rest.split_once(')').map_or("", |(_, text)| text);
    // It was readable when it was kept.
    let Ok(message) = message::read(text.trim_start()) else {
        return;
    };
    let status = |description| LoggedStatus {
        space: RLM,
        code: "",
        description,
    };
    let both = |reason: Option<&str>| match reason {
        Some(reason) => format!("{rest}\n{reason}").into(),
        None => rest.clone(),
    };
    let (all, formerly) = (both(reason), both(clocked));
    let mut event = Event {
        status: Some(status(reason.unwrap_or(NO_REASON))),
        ..event_of(&message, isv, &all)
    };
    if wrapped.is_some() {
        event.former = Some(FormerReading {
            status: Some(status(clocked.unwrap_or(NO_REASON))),
            rest: &formerly,
            ..FormerReading::of(&event)
        });
    }
    *what = What::Event(OwnedEvent::of(&event));
}

fn event_of<'a>(message: &RlmMessage<'a>, isv: &'a str, rest: &'a str) -> Event<'a> {
    Event {
        user: UserName(message.user),
        device: DeviceName(message.device),
        product: ProductName(isv),
        version: VersionName(message.version),
        count: f64::from(message.count),
        rest,
        ..Event::new(
            Second::default(),
            message.outcome,
            FeatureName(message.feature),
        )
    }
}

impl LineParser for RlmDebug<'_> {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        self.dates.check()?;
        self.give_up(number, sink);
        let Some(line) = Line::read(line) else {
            return Ok(if self.wrapped(number, line) {
                Read::Event
            } else {
                Read::Ignored
            });
        };
        if message::is_event(line.text) {
            self.close(line.isv, None, sink);
            if let Err(damage) = self.event_line(number, &line, sink) {
                sink.rejected(number, damage.to_string());
                return Ok(Read::Rejected);
            }
            return Ok(Read::Event);
        }
        // Other lines still advance the clock; errors in them do not matter.
        let _ = self.dates.date(number, line.date, line.clock, sink);
        let is_reason =
            line.indented && !line.text.is_empty() && self.close(line.isv, Some(line.text), sink);
        Ok(if is_reason {
            Read::Event
        } else {
            Read::Ignored
        })
    }

    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        for mut held in std::mem::take(&mut self.held) {
            if matches!(
                held.what,
                What::Denial {
                    wrapped: Some(_),
                    ..
                }
            ) {
                give_reason(&mut held.what, None);
            }
            let QueuedEvent {
                line, stamp, what, ..
            } = held;
            match what {
                What::Event(event) => {
                    let event = event.at(Second::default());
                    self.dates.event(line, stamp, &event, sink);
                }
                // Without its reason it would be a different event from the one in the grown
                // log.
                What::Denial { .. } => sink.rejected(
                    line,
                    "its reason line is missing: import the log again when it has grown".to_owned(),
                ),
            }
        }
        self.dates.finish(sink)
    }

    fn continue_after(&mut self, at: DateTime) {
        self.dates.continue_after(at);
    }

    fn reached(&self) -> Option<DateTime> {
        self.dates.reached()
    }
}
