//! Turnaway's own events as one JSON document: an object, or an array of objects, each like a
//! line of the NDJSON.

use super::documents::{DocumentError, Documents};
use super::events_ndjson::EventsNdjson;
use super::lines::text;
use crate::parse::line_parser::{EventSink, LINE_BYTES_MAX};

/// Reads events from JSON.
pub(super) struct EventsJson {
    documents: Documents,
    objects: Objects,
}

impl Default for EventsJson {
    fn default() -> Self {
        Self {
            documents: Documents::new(LINE_BYTES_MAX),
            objects: Objects {
                events: EventsNdjson::new(),
                count: 0,
            },
        }
    }
}

impl EventsJson {
    pub(super) fn feed(&mut self, bytes: &[u8], sink: &mut dyn EventSink) {
        let objects = &mut self.objects;
        self.documents.feed(bytes, &mut |line, document| {
            objects.take(line, document, sink);
        });
    }

    /// Returns the number of lines.
    pub(super) fn finish(&mut self, sink: &mut dyn EventSink) -> u64 {
        let objects = &mut self.objects;
        self.documents
            .finish(&mut |line, document| objects.take(line, document, sink))
    }
}

struct Objects {
    events: EventsNdjson,
    /// The number of objects so far. They often share one line, so a reason gives the number.
    count: u64,
}

impl Objects {
    fn take(
        &mut self,
        line: u64,
        document: Result<&[u8], DocumentError>,
        sink: &mut dyn EventSink,
    ) {
        self.count += 1;
        let read = match document {
            Err(error) => Err(error.to_string()),
            Ok(bytes) => self.events.read(line, &text(bytes), sink),
        };
        if let Err(reason) = read {
            sink.rejected(line, format!("event {}: {reason}", self.count));
        }
    }
}
