//! FlexNet Publisher debug log (`flexnet-debug`).
//!
//! A line is `H:MM:SS (daemon) message`; the date stands on a few lines only. Messages
//! that start with `OUT:`, `IN:`, `DENIED:` or `UNSUPPORTED:` are events. Everything
//! else is ignored, but for the dates it carries.
//!
//! Sources: the FlexNet Publisher license administration guide (debug log messages,
//! verbose debug log messages) and real logs.

mod dates;
mod message;

use jiff::civil::{DateTime, Time};

use super::log_clock::LogClock;
use super::{EventSink, LineParser, ParseContext, Read, Refusal};
use message::Kind;

/// Reads a FlexNet Publisher debug log.
pub(super) struct FlexnetDebug<'z> {
    clock: LogClock<'z>,
}

impl<'z> FlexnetDebug<'z> {
    pub(super) fn new(context: ParseContext<'z>) -> Self {
        Self {
            clock: LogClock::new(&context),
        }
    }
}

impl LineParser for FlexnetDebug<'_> {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        let Some(line) = ClockedLine::split(line) else {
            return Ok(Read::Ignored);
        };
        let event = Kind::split(line.message);
        let Some(time) = line.time else {
            if event.is_some() {
                sink.rejected(number, "there is no such time of day".to_owned());
                return Ok(Read::Rejected);
            }
            return Ok(Read::Ignored);
        };
        self.clock.tick(time);
        Ok(match event {
            Some((kind, text)) => match message::event(kind, text) {
                Ok(mut event) => {
                    event.product.0 = line.daemon;
                    event.rest = line.rest;
                    self.clock.event(number, event, sink);
                    Read::Event
                }
                Err(unreadable) => {
                    sink.rejected(number, unreadable.to_string());
                    Read::Rejected
                }
            },
            None => {
                if let Some(date) = dates::date_of(line.message) {
                    self.clock.date_line(number, date, sink);
                }
                Read::Ignored
            }
        })
    }

    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        self.clock.finish(sink)
    }

    fn continue_after(&mut self, at: DateTime) {
        self.clock.continue_after(at);
    }

    fn reached(&self) -> Option<DateTime> {
        self.clock.reached()
    }
}

/// A line that starts with a clock and a daemon.
struct ClockedLine<'a> {
    /// `None` where the digits are no time of day.
    time: Option<Time>,
    daemon: &'a str,
    message: &'a str,
    /// The line after its clock.
    rest: &'a str,
}

impl<'a> ClockedLine<'a> {
    fn split(line: &'a str) -> Option<Self> {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let (hour, after_hour) = match line.as_bytes() {
            [h, b':', ..] => (digit(*h)?, line.get(2..)?),
            [h, i, b':', ..] => (digit(*h)? * 10 + digit(*i)?, line.get(3..)?),
            _ => return None,
        };
        let [m, n, b':', s, t, b' ', b'(', ..] = after_hour.as_bytes() else {
            return None;
        };
        let minute = digit(*m)? * 10 + digit(*n)?;
        let second = digit(*s)? * 10 + digit(*t)?;
        let rest = after_hour.get(6..)?;
        let end = memchr::memchr(b')', rest.as_bytes())?;
        Some(Self {
            // A leap second is shown as 60; it belongs to the second before it.
            time: Time::new(hour, minute, if second == 60 { 59 } else { second }, 0).ok(),
            daemon: rest.get(1..end)?,
            message: rest.get(end + 1..)?.strip_prefix(' ')?,
            rest,
        })
    }
}

fn digit(byte: u8) -> Option<i8> {
    byte.is_ascii_digit().then(|| (byte - b'0').cast_signed())
}
