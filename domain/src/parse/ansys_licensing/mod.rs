//! Ansys Licensing Interconnect log, `ansysli_server.log` (`ansys-licensing`).
//!
//! ```text
//! YYYY/MM/DD hh:mm:ss  WORD  feature  rev (build)  asked/by user/in use/total  w/x/y/z
//!     pid:application:user@host:platform  socket:ip                    all on one line
//! ```
//! The columns are those of the vendor's licensing guide. `DENIED` is a denial, `CHECKOUT`
//! and `SPLIT_CHECKOUT` are grants, `CHECKIN` is a return; other words are not events. Public
//! logs of clients have the same lines with another process number before the application,
//! and mark pay-per-use features with `(elastic)`.
//!
//! Indented lines after a denial explain it. A denial waits for them until the next line
//! that is not indented, or until the end of the log.

mod explanation;
mod line;

use super::dated_clock::{Dated, DatedClock};
use super::owned_event::OwnedEvent;
use crate::event::{Event, Outcome, Second, StatusLines};
use crate::parse::line_parser::{EventSink, LineParser, ParseContext, Read, Refusal};
use explanation::Explanation;
use line::AnsysError;

/// The most lines that may explain a denial.
const EXPLANATION_LINES_MAX: u64 = 100;

/// A denial that waits for the lines that explain it.
struct Denial {
    line: u64,
    at: Second,
    event: OwnedEvent,
    explanation: Explanation,
}

/// Reads an Ansys Licensing Interconnect log.
pub(super) struct AnsysLicensing<'z> {
    clock: DatedClock<'z>,
    denial: Option<Denial>,
}

impl<'z> AnsysLicensing<'z> {
    pub(super) fn new(context: ParseContext<'z>) -> Self {
        Self {
            clock: DatedClock::new(context.zone),
            denial: None,
        }
    }

    /// Adds an indented line to the denial that it explains; false if there is none.
    fn explain(&mut self, line: &str) -> bool {
        let Some(denial) = &mut self.denial else {
            return false;
        };
        let is_open = denial.explanation.lines() < EXPLANATION_LINES_MAX;
        if is_open {
            denial.explanation.add(line);
        }
        is_open
    }

    /// Lets a denial go, with what explains it.
    fn release(&mut self, sink: &mut dyn EventSink) {
        self.release_as(StatusLines::Later, sink);
    }

    fn release_as(&mut self, status_lines: StatusLines, sink: &mut dyn EventSink) {
        let Some(denial) = self.denial.take() else {
            return;
        };
        let event = Event {
            status: Some(denial.explanation.status()),
            status_lines,
            ..denial.event.at(denial.at)
        };
        sink.event(denial.line, &event);
    }

    fn dated_line(
        &mut self,
        number: u64,
        dated: Dated<'_>,
        sink: &mut dyn EventSink,
    ) -> Result<Read, AnsysError> {
        if let Some(now) = dated.time
            && self.clock.tick(now).is_other_log
        {
            sink.restart_ordinals();
        }
        let Some((outcome, fields)) = line::split(dated.rest) else {
            return Ok(Read::Ignored);
        };
        dated.time.ok_or(AnsysError::Time)?;
        let event = Event {
            at: self.clock.second(),
            rest: dated.rest.trim_end(),
            ..line::event(outcome, fields)?
        };
        if outcome == Outcome::Denied {
            self.denial = Some(Denial {
                line: number,
                at: event.at,
                event: OwnedEvent::of(&event),
                explanation: Explanation::default(),
            });
        } else {
            sink.event(number, &event);
        }
        Ok(Read::Event)
    }
}

impl LineParser for AnsysLicensing<'_> {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        let text = line.trim_ascii_start();
        if text.is_empty() {
            return Ok(Read::Ignored);
        }
        let Some(dated) = Dated::split(text) else {
            let is_indented = text.len() < line.len();
            if is_indented && self.explain(text) {
                return Ok(Read::Event);
            }
            self.release(sink);
            return Ok(Read::Ignored);
        };
        self.release(sink);
        self.dated_line(number, dated, sink).or_else(|missing| {
            sink.rejected(number, missing.to_string());
            Ok(Read::Rejected)
        })
    }

    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        // The log may end anywhere in what explains a denial.
        let explanation = self.denial.as_ref().map(|denial| &denial.explanation);
        let status_lines = match explanation {
            Some(explanation) if explanation.is_settled() => StatusLines::Later,
            Some(explanation) if explanation.lines() == 0 => StatusLines::LaterUnread,
            _ => StatusLines::LaterSoFar,
        };
        self.release_as(status_lines, sink);
        Ok(())
    }
}
