//! Reprise RLM report logs, in their three styles: std, detailed and small.
//!
//! `DENY` is a denial, `OUT` a grant and `IN` a return; all other records are known and
//! ignored. A line that is not a record is rejected, never skipped.

mod checkouts;
mod error;
mod record;
mod words;

use jiff::civil::DateTime;

use checkouts::{Checkout, Checkouts};
use error::RlmReportError;
use record::{Deny, Record, RecordTime, Request, SmallIn};
use words::RequestNames;

use super::yearless_date::{DateError, Stamp, YearlessDate};
use crate::event::{Event, FormerReading, Outcome, Second};
use crate::names::{DeviceName, FeatureName, ProductName, UserName, VersionName};
use crate::parse::line_parser::{EventSink, LineParser, ParseContext, Read, Refusal};
use crate::status::{LoggedStatus, RLM};

/// The status of a `DENY` that is a grant: the license was granted as an overdraft.
const OVERDRAFT: &str = "-39";

/// The parser of one report log.
pub(super) struct RlmReport<'z> {
    dates: YearlessDate<'z>,
    /// The software vendor, from the `ISV:` line.
    isv: String,
    /// The licenses that are out.
    out: Checkouts,
    /// Between an `ISV:` line and the next record there are some lines of plain text.
    in_header: bool,
}

impl<'z> RlmReport<'z> {
    pub(super) fn new(context: ParseContext<'z>) -> Self {
        Self {
            dates: YearlessDate::new(context),
            isv: String::new(),
            out: Checkouts::default(),
            in_header: false,
        }
    }

    fn record(
        &mut self,
        number: u64,
        record: Record<'_>,
        sink: &mut dyn EventSink,
    ) -> Result<(), DateError> {
        match record {
            Record::Deny(deny) => self.deny(number, &deny, sink)?,
            Record::Out(out) => {
                self.request(number, &out, Outcome::Granted, sink)?;
                self.out.insert(out.handle, &out.names);
            }
            Record::In(returned) => {
                self.request(number, &returned, Outcome::Returned, sink)?;
                self.out.remove(returned.handle);
            }
            Record::SmallIn(returned) => self.small_in(number, &returned, sink)?,
            Record::InUse(in_use) => self.out.insert(in_use.handle, &in_use.names),
            Record::Isv(name) => name.clone_into(&mut self.isv),
            Record::Start(when) => {
                // The INUSE lines that follow list the licenses that are still out.
                self.out.clear();
                self.stamp(number, when, sink)?;
            }
            Record::Date(when) => {
                self.stamp(number, when, sink)?;
            }
            Record::Shutdown(when) => {
                self.out.clear();
                self.pass(number, when, sink);
            }
            Record::NoEvent(when) => self.pass(number, when, sink),
            Record::Header => {}
        }
        Ok(())
    }

    fn stamp(
        &mut self,
        number: u64,
        when: RecordTime,
        sink: &mut dyn EventSink,
    ) -> Result<Stamp, DateError> {
        match when {
            RecordTime::Date(date, clock) => self.dates.date(number, date, clock, sink),
            RecordTime::Clock(clock) => self.dates.clock(clock),
        }
    }

    /// Advances the running date to another record. Errors in such a record do not matter.
    fn pass(&mut self, number: u64, when: Option<RecordTime>, sink: &mut dyn EventSink) {
        if let Some(when) = when {
            let _ = self.stamp(number, when, sink);
        }
    }

    fn deny(
        &mut self,
        number: u64,
        deny: &Deny<'_>,
        sink: &mut dyn EventSink,
    ) -> Result<(), DateError> {
        let stamp = self.stamp(number, deny.when, sink)?;
        let denied = deny.why != OVERDRAFT;
        let outcome = if denied {
            Outcome::Denied
        } else {
            Outcome::Granted
        };
        let mut event = Event {
            count: f64::from(deny.count),
            status: denied.then_some(LoggedStatus {
                space: RLM,
                code: deny.why,
                description: "",
            }),
            is_final: !denied || deny.last_attempt,
            rest: deny.rest,
            ..event_of(&self.isv, outcome, &deny.names)
        };
        event.former = former_of(&event, &deny.names);
        self.dates.event(number, stamp, &event, sink);
        Ok(())
    }

    fn request(
        &mut self,
        number: u64,
        request: &Request<'_>,
        outcome: Outcome,
        sink: &mut dyn EventSink,
    ) -> Result<(), DateError> {
        let stamp = self.stamp(number, request.when, sink)?;
        let mut event = Event {
            count: f64::from(request.count),
            rest: &request.rest,
            ..event_of(&self.isv, outcome, &request.names)
        };
        event.former = former_of(&event, &request.names);
        self.dates.event(number, stamp, &event, sink);
        Ok(())
    }

    fn small_in(
        &mut self,
        number: u64,
        returned: &SmallIn<'_>,
        sink: &mut dyn EventSink,
    ) -> Result<(), DateError> {
        let stamp = self.dates.clock(returned.clock)?;
        let checkout = self.out.remove(returned.handle);
        let names = checkout.as_ref().map(Checkout::names).unwrap_or_default();
        let mut event = Event {
            count: f64::from(returned.count),
            rest: returned.rest,
            ..event_of(&self.isv, Outcome::Returned, &names)
        };
        event.former = former_of(&event, &names);
        self.dates.event(number, stamp, &event, sink);
        Ok(())
    }
}

fn event_of<'a>(isv: &'a str, outcome: Outcome, names: &RequestNames<'a>) -> Event<'a> {
    Event {
        user: UserName(names.user),
        device: DeviceName(names.device),
        product: ProductName(isv),
        version: VersionName(names.version),
        ..Event::new(
            Second::default(),
            outcome,
            FeatureName(names.feature.trim_end()),
        )
    }
}

/// The former reading of an event: for an earlier version, trailing blanks were part of a
/// feature's name.
fn former_of<'a>(event: &Event<'a>, names: &RequestNames<'a>) -> Option<FormerReading<'a>> {
    (names.feature != event.feature.0).then(|| FormerReading {
        feature: FeatureName(names.feature),
        ..FormerReading::of(event)
    })
}

impl LineParser for RlmReport<'_> {
    fn line(&mut self, number: u64, line: &str, sink: &mut dyn EventSink) -> Result<Read, Refusal> {
        self.dates.check()?;
        let line = line.trim();
        if line.is_empty() {
            return Ok(Read::Ignored);
        }
        let record = match record::read(line) {
            Err(RlmReportError::UnknownRecord(_))
                if self.in_header && !record::ends_with_time(line) =>
            {
                return Ok(Read::Ignored);
            }
            Err(damage) => {
                self.in_header = false;
                sink.rejected(number, damage.to_string());
                return Ok(Read::Rejected);
            }
            Ok(record) => record,
        };
        match record {
            Record::Isv(_) => self.in_header = true,
            Record::Header => {}
            _ => self.in_header = false,
        }
        let read = match record {
            Record::Deny(_) | Record::Out(_) | Record::In(_) | Record::SmallIn(_) => Read::Event,
            _ => Read::Ignored,
        };
        if let Err(error) = self.record(number, record, sink) {
            sink.rejected(number, error.to_string());
            return Ok(Read::Rejected);
        }
        Ok(read)
    }

    fn finish(&mut self, sink: &mut dyn EventSink) -> Result<(), Refusal> {
        self.dates.finish(sink)
    }

    fn continue_after(&mut self, at: DateTime) {
        self.dates.continue_after(at);
    }

    fn reached(&self) -> Option<DateTime> {
        self.dates.reached()
    }
}
