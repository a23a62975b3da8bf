//! Rejects events with an impossible time.

use crate::event::{Event, TIME_OUTSIDE};
use crate::parse::line_parser::EventSink;

/// Rejects events outside the valid time range, for all parsers.
pub(super) struct InRecord<'s> {
    sink: &'s mut dyn EventSink,
    /// Whether there was an event, or a rejected line.
    has_found: &'s mut bool,
}

impl<'s> InRecord<'s> {
    pub(super) fn new(sink: &'s mut dyn EventSink, has_found: &'s mut bool) -> Self {
        Self { sink, has_found }
    }
}

impl EventSink for InRecord<'_> {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        *self.has_found = true;
        if event.at.packed().is_some() {
            self.sink.event(line, event);
        } else {
            self.sink.rejected(line, TIME_OUTSIDE.to_owned());
        }
    }

    fn rejected(&mut self, line: u64, reason: String) {
        *self.has_found = true;
        self.sink.rejected(line, reason);
    }

    fn warning(&mut self, text: String) {
        self.sink.warning(text);
    }

    fn starts_again(&mut self) {
        self.sink.starts_again();
    }
}
