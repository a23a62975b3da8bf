//! FlexNet Publisher debug log (`flexnet-debug`).
//!
//! A line is `H:MM:SS (daemon) message`; only a few lines have a date. Messages that start
//! with `OUT:`, `IN:`, `DENIED:` or `UNSUPPORTED:` are events, and so is
//! `Request denied: Client (v) newer than Vendor Daemon (v).` Everything else is ignored,
//! except for its dates.
//!
//! Two things are only known from the next lines: it may contain the reason of a denial, and
//! it shows whether a checkout right after a start is from before the start. Such events wait
//! for those lines. See [`reason`] and [`restart`].
//!
//! Sources: the FlexNet Publisher license administration guide (debug log messages,
//! verbose debug log messages) and real logs.

mod clocked;
mod dates;
mod event_kind;
mod message;
mod reason;
mod restart;

use jiff::civil::DateTime;
use memchr::memmem;

use super::log_clock::{LineDate, LogClock, Shown};
use super::owned_event::OwnedEvent;
use crate::event::{Event, FormerReading, Second};
use crate::parse::line_parser::{EventSink, LineParser, ParseContext, Read, Refusal};
use clocked::ClockedLine;
use event_kind::EventKind;
use message::FlexnetMessage;
use reason::{Begun, Next};
use restart::Restart;

/// Reads a FlexNet Publisher debug log.
pub(super) struct FlexnetDebug<'z> {
    clock: LogClock<'z>,
    /// A denial of which the reason, or its end, may still follow.
    denial: Option<Box<Denial>>,
    /// The last start of a server, while older checkouts may follow.
    restart: Option<Box<Restart>>,
    started_on: memmem::Finder<'static>,
}

/// A denial whose reason may be on the next lines.
struct Denial {
    line: u64,
    begun: Begun,
    kind: EventKind,
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
        let kind = EventKind::split(line.message).filter(|_| line.may_be_event());
        let Some((kind, text)) = kind else {
            self.no_event(number, line, shown, sink);
            return Read::Ignored;
        };
        let FlexnetMessage { mut event, begun } = match message::read(kind, text) {
            Ok(message) => message,
            Err(unreadable) => {
                sink.rejected(number, unreadable.to_string());
                self.tick(number, shown, None, sink);
                return Read::Rejected;
            }
        };
        let is_formerly_read = line.is_formerly_read() && kind != EventKind::RequestDenied;
        event.product.0 = line.daemon;
        event.rest = line.rest.trim_end();
        if is_formerly_read && event.rest.len() < line.rest.len() {
            event.former = Some(FormerReading {
                rest: line.rest,
                ..FormerReading::of(&event)
            });
        }
        if kind == EventKind::Out
            && let Some(restart) = &mut self.restart
            && restart.may_be_older(shown, &self.clock)
        {
            restart.hold(number, shown, &event, is_formerly_read);
            return Read::Event;
        }
        self.tick(number, shown, None, sink);
        if let Some(begun) = begun {
            self.denial = Some(Box::new(Denial {
                line: number,
                begun: Begun::new(begun),
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

    /// Reads what the next line says of a denial's reason, and lets the denial go unless more
    /// may follow. Whether the line is a part of the reason.
    fn explain(&mut self, mut denial: Box<Denial>, line: &str, sink: &mut dyn EventSink) -> bool {
        let next = denial.begun.read(&denial.event.at(Second(0)), line);
        match next {
            Next::Nothing | Next::More => self.denial = Some(denial),
            Next::All(ref reason) => self.release(&denial, Some(reason), sink),
            Next::Other => self.release(&denial, None, sink),
        }
        matches!(next, Next::More | Next::All(_))
    }

    /// Lets a denial go, with a reason that the lines after it say, or as its own line says it.
    fn release(&mut self, denial: &Denial, reason: Option<&str>, sink: &mut dyn EventSink) {
        let event = denial.event.at(Second(0));
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
    }
}

impl LineParser for FlexnetDebug<'_> {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        self.clock.check()?;
        let is_reason = match self.denial.take() {
            Some(denial) => self.explain(denial, line, sink),
            None => false,
        };
        let read = match ClockedLine::split(line) {
            None => Read::Ignored,
            Some(line) => match line.shown {
                Some(shown) => self.clocked(number, &line, shown, sink),
                None if line.may_be_event() && EventKind::split(line.message).is_some() => {
                    sink.rejected(
                        number,
                        "there is no such date, time of day or offset".to_owned(),
                    );
                    Read::Rejected
                }
                None => Read::Ignored,
            },
        };
        Ok(match read {
            _ if is_reason => Read::Event,
            Read::Ignored if reason::is_end(line) => Read::UnreadLines,
            read => read,
        })
    }

    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        if let Some(denial) = self.denial.take() {
            self.release(&denial, None, sink);
        }
        if let Some(mut restart) = self.restart.take() {
            restart.read_as_logged(&mut self.clock, sink);
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
