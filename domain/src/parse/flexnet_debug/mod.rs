//! FlexNet Publisher debug log (`flexnet-debug`).
//!
//! A line is `H:MM:SS (daemon) message`; only a few lines have a date. Messages that start
//! with `OUT:`, `IN:`, `DENIED:` or `UNSUPPORTED:` are events, and so is
//! `Request denied: Client (v) newer than Vendor Daemon (v).` Everything else is ignored,
//! except for its dates.
//!
//! Two things are only known from the next line: it may contain the reason of a denial, and
//! it shows whether a checkout right after a start is from before the start. Such events wait
//! for that line. See [`restart`].
//!
//! Sources: the FlexNet Publisher license administration guide (debug log messages,
//! verbose debug log messages) and real logs.

mod clocked;
mod dates;
mod message;
mod restart;

use jiff::civil::DateTime;
use memchr::memmem;

use super::log_clock::{LineDate, LogClock, Shown};
use super::waiting::OwnedEvent;
use crate::event::{Event, FormerReading, Second};
use crate::parse::line_parser::{EventSink, LineParser, ParseContext, Read, Refusal};
use clocked::ClockedLine;
use message::{Kind, Message};
use restart::Restart;

/// Reads a FlexNet Publisher debug log.
pub(super) struct FlexnetDebug<'z> {
    clock: LogClock<'z>,
    /// A denial without a reason on the last line.
    denial: Option<Box<Denial>>,
    /// The last start of a server, while older checkouts may follow.
    restart: Option<Box<Restart>>,
    started_on: memmem::Finder<'static>,
}

/// A denial whose reason may be on the next line.
struct Denial {
    line: u64,
    kind: Kind,
    event: OwnedEvent,
    is_formerly_read: bool,
}

impl<'z> FlexnetDebug<'z> {
    pub(super) fn new(context: ParseContext<'z>) -> Self {
        Self {
            clock: LogClock::new(&context),
            denial: None,
            restart: None,
            started_on: memmem::Finder::new(" started on "),
        }
    }

    fn clocked(
        &mut self,
        number: u64,
        line: &ClockedLine<'_>,
        shown: Shown,
        sink: &mut dyn EventSink,
    ) -> Read {
        let kind = Kind::split(line.message).filter(|_| line.may_be_event());
        let Some((kind, text)) = kind else {
            self.no_event(number, line, shown, sink);
            return Read::Ignored;
        };
        let Message {
            mut event,
            lacks_reason,
        } = match message::read(kind, text) {
            Ok(message) => message,
            Err(unreadable) => {
                sink.rejected(number, unreadable.to_string());
                self.tick(number, shown, None, sink);
                return Read::Rejected;
            }
        };
        let is_formerly_read = line.is_formerly_read() && kind != Kind::RequestDenied;
        event.product.0 = line.daemon;
        event.rest = line.rest.trim_end();
        if is_formerly_read && event.rest.len() < line.rest.len() {
            event.former = Some(FormerReading {
                rest: line.rest,
                ..FormerReading::of(&event)
            });
        }
        if kind == Kind::Out
            && let Some(restart) = &mut self.restart
            && restart.may_be_older(shown, &self.clock)
        {
            restart.hold(number, shown, &event, is_formerly_read);
            return Read::Event;
        }
        self.tick(number, shown, None, sink);
        if lacks_reason {
            self.denial = Some(Box::new(Denial {
                line: number,
                kind,
                event: OwnedEvent::of(&event),
                is_formerly_read,
            }));
        } else {
            self.clock.event(number, event, is_formerly_read, sink);
        }
        Read::Event
    }

    fn no_event(
        &mut self,
        number: u64,
        line: &ClockedLine<'_>,
        shown: Shown,
        sink: &mut dyn EventSink,
    ) {
        // A date in the clock takes precedence: the message may have that of another zone.
        let date = match shown.stamp {
            Some(_) => None,
            None => dates::date_of(line.message, shown.time),
        };
        let date = date.map(|date| LineDate {
            is_formerly_read: date.is_formerly_read && line.is_formerly_read(),
            ..date
        });
        self.tick(number, shown, date, sink);
        if self.is_start(line.message)
            && let Some(now) = self.clock.now()
        {
            self.restart = Some(Box::new(Restart::at(now)));
        }
    }

    /// Whether a message reports the start of a server: `… started on HOST …`.
    fn is_start(&self, message: &str) -> bool {
        !message.starts_with("(@") && self.started_on.find(message.as_bytes()).is_some()
    }

    /// Decides about the events that wait for this line, and advances the clock to it.
    fn tick(
        &mut self,
        number: u64,
        shown: Shown,
        date: Option<LineDate>,
        sink: &mut dyn EventSink,
    ) {
        if let Some(restart) = &mut self.restart
            && restart.decide(shown, date, &mut self.clock, sink)
        {
            self.restart = None;
        }
        self.clock.tick(number, shown, date, sink);
    }

    /// Sends a denial, with the reason on the next line if there is one. Returns whether
    /// there is.
    fn explain(&mut self, denial: &Denial, line: Option<&str>, sink: &mut dyn EventSink) -> bool {
        let event = denial.event.at(Second(0));
        let reason = line.and_then(|line| reason_of(&event, line));
        let event = match reason {
            None => event,
            Some(reason) => Event {
                status: Some(message::status(denial.kind, reason)),
                former: denial
                    .is_formerly_read
                    .then(|| event.former.unwrap_or(FormerReading::of(&event))),
                unfinished: Some(FormerReading::of(&event)),
                ..event
            },
        };
        self.clock
            .event(denial.line, event, denial.is_formerly_read, sink);
        reason.is_some()
    }
}

/// The reason on the line after a denial, if the line contains nothing else: without a clock,
/// or as a message of the same daemon.
fn reason_of<'a>(denial: &Event<'_>, line: &'a str) -> Option<&'a str> {
    message::reason_alone(line).or_else(|| {
        let line = ClockedLine::split(line)?;
        (line.daemon == denial.product.0)
            .then(|| message::reason_alone(line.message))
            .flatten()
    })
}

impl LineParser for FlexnetDebug<'_> {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        let is_reason = match self.denial.take() {
            Some(denial) => self.explain(&denial, Some(line), sink),
            None => false,
        };
        let read = match ClockedLine::split(line) {
            None => Read::Ignored,
            Some(line) => match line.shown {
                Some(shown) => self.clocked(number, &line, shown, sink),
                None if line.may_be_event() && Kind::split(line.message).is_some() => {
                    sink.rejected(
                        number,
                        "there is no such date, time of day or offset".to_owned(),
                    );
                    Read::Rejected
                }
                None => Read::Ignored,
            },
        };
        Ok(if is_reason { Read::Event } else { read })
    }

    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        if let Some(denial) = self.denial.take() {
            self.explain(&denial, None, sink);
        }
        if let Some(mut restart) = self.restart.take() {
            restart.as_seen(&mut self.clock, sink);
        }
        self.clock.finish(sink)
    }

    fn continue_after(&mut self, at: DateTime) {
        self.clock.continue_after(at);
    }

    fn reached(&self) -> Option<DateTime> {
        self.clock.reached()
    }
}
