//! Checkouts that are logged a second time after a restart.
//!
//! A client that had a license when its server stopped reconnects after the start, and the
//! server logs the checkout with its original time: `20:30:00 OUT:` may be between two lines
//! of 8:10 and 8:15. This is not midnight. Such a line gets the latest possible time before
//! the start. It is recognized by the first later line with a time near the start's: until
//! then, checkouts away from the start wait.
//!
//! If the next line is not near the start either, the waiting ones are read as logged, and
//! so they are at the end of the log.

use jiff::civil::DateTime;

use crate::event::{Event, Second};
use crate::parse::line_parser::EventSink;
use crate::parse::log_clock::{LineDate, LogClock, Reading, Shown, seconds_between};
use crate::parse::owned_event::OwnedEvent;

/// A time is near the start if it is at most this far away. An hour, so that neither the end
/// of summer time nor lines out of order look like an older checkout.
const NEAR_S: i64 = 3600;

/// The most bytes of checkouts that wait. Beyond this they are read as logged.
const HELD_BYTES_MAX: usize = 16 << 20;

/// The approximate size of a checkout without its texts, in bytes.
const EVENT_BYTES: usize = 512;

/// The last start of a server, and the checkouts that may be older.
pub(super) struct Restart {
    start: Reading,
    held: Vec<WaitingCheckout>,
    held_bytes: usize,
}

struct WaitingCheckout {
    line: u64,
    shown: Shown,
    event: OwnedEvent,
    is_formerly_read: bool,
}

impl Restart {
    pub(super) fn at(start: Reading) -> Self {
        Self {
            start,
            held: Vec::new(),
            held_bytes: 0,
        }
    }

    /// Whether a checkout at this time may be from before the start.
    pub(super) fn may_be_older(&self, shown: Shown, clock: &LogClock<'_>) -> bool {
        self.held_bytes < HELD_BYTES_MAX && !self.is_near(shown, clock)
    }

    /// Keeps a checkout that may be from before the start.
    pub(super) fn hold(
        &mut self,
        line: u64,
        shown: Shown,
        event: &Event<'_>,
        is_formerly_read: bool,
    ) {
        let event = OwnedEvent::of(event);
        self.held_bytes += event.text_bytes() + EVENT_BYTES;
        self.held.push(WaitingCheckout {
            line,
            shown,
            event,
            is_formerly_read,
        });
    }

    /// Decides about the waiting checkouts by the next line, whose date is `date` or that of
    /// its clock, if any. Returns whether no further old checkouts can follow.
    pub(super) fn decide(
        &mut self,
        shown: Shown,
        date: Option<LineDate>,
        clock: &mut LogClock<'_>,
        sink: &mut dyn EventSink,
    ) -> bool {
        let is_over = !self.is_near(shown, clock);
        if self.held.is_empty() {
            return is_over;
        }
        let date = date.map(|date| date.date);
        let dated = date.or(shown.stamp.map(|stamp| stamp.date));
        let dated = dated.map(|date| DateTime::from_parts(date, shown.time));
        let is_older = match (dated, clock.civil_of(self.start)) {
            (Some(dated), Some(start)) => self.is_disproved(dated, start, clock),
            _ => !is_over,
        };
        if !is_older {
            self.read_as_logged(clock, sink);
            return true;
        }
        self.held_bytes = 0;
        let mut seen = clock.seen();
        for held in std::mem::take(&mut self.held) {
            let event = held.event.at(Second(0));
            let event = (event, held.is_formerly_read);
            clock.event_before((self.start, &mut seen), held.line, held.shown, event, sink);
        }
        is_over
    }

    /// Reads the waiting checkouts as they were logged.
    pub(super) fn read_as_logged(&mut self, clock: &mut LogClock<'_>, sink: &mut dyn EventSink) {
        for held in std::mem::take(&mut self.held) {
            clock.tick(held.line, held.shown, None, sink);
            let event = held.event.at(Second(0));
            clock.event(held.line, event, held.is_formerly_read, sink);
        }
    }

    fn is_near(&self, shown: Shown, clock: &LogClock<'_>) -> bool {
        let whole = shown
            .civil()
            .and_then(|civil| Some((civil, clock.civil_of(self.start)?)));
        match whole {
            Some((civil, start)) => seconds_between(start, civil).abs() <= NEAR_S,
            None => self.start.seconds_from(shown.time) <= NEAR_S,
        }
    }

    /// Whether a line of this date and time shows that the waiting checkouts are not from
    /// between the start and the line: one has a date before the start, or would be later than
    /// the line by the running date.
    fn is_disproved(&self, dated: DateTime, start: DateTime, clock: &LogClock<'_>) -> bool {
        let mut clocks = self.held.iter().map(|held| held.shown);
        let latest = clock.would_reach(clocks.clone());
        let is_of_this_log = seconds_between(start, dated) >= -NEAR_S;
        let is_earlier = clocks.any(|shown| shown.civil().is_some_and(|civil| civil < start));
        let is_later = latest.is_some_and(|latest| seconds_between(dated, latest) > NEAR_S);
        is_of_this_log && (is_earlier || is_later)
    }
}
