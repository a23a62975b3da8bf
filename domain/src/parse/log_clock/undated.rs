//! The time of events that stand before a log's first date.

use jiff::civil::Time;

use super::running::{Reading, Running};
use crate::event::Second;
use crate::zone::ZoneLookup;

/// What is known of the time of an event beside its time of day: the same for many lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Undated {
    day: UndatedDay,
    /// The same by the former rules, if an earlier version read it as an event.
    former: Option<Formerly>,
}

/// A day, and what the clock had shown just before it last stepped back.
#[derive(Clone, Copy, Debug, PartialEq)]
struct UndatedDay {
    midnights: i64,
    stepped_back_from: Option<Reading>,
}

/// What a clock by the former rules showed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Formerly {
    day: UndatedDay,
    /// `None` where it is that of the line.
    time: Option<Time>,
}

impl UndatedDay {
    fn new(reading: Reading, running: &Running) -> Self {
        Self {
            midnights: reading.midnights(),
            stepped_back_from: running.undated_step(),
        }
    }

    /// The moment of a time of day, by a clock that has a date now.
    fn second(self, time: Time, running: &Running, zone: &dyn ZoneLookup) -> Option<Second> {
        let from = self.stepped_back_from;
        let from = from.and_then(|reading| running.civil_of(reading));
        let reading = Reading::new(self.midnights, time);
        Some(zone.second(running.civil_of(reading)?, from))
    }
}

impl Undated {
    /// A reading of a clock that stands where `running` does, and the clock by the former rules.
    pub(super) fn new(reading: Reading, running: &Running, former: Option<&Running>) -> Self {
        let former = former.and_then(|former| Some((former.now()?, former)));
        Self {
            day: UndatedDay::new(reading, running),
            former: former.map(|(now, former)| Formerly {
                day: UndatedDay::new(now, former),
                time: (now.time() != reading.time()).then(|| now.time()),
            }),
        }
    }

    /// The moment of a line at this time of day, now that there is a date.
    pub(super) fn second(
        &self,
        time: Time,
        running: &Running,
        zone: &dyn ZoneLookup,
    ) -> Option<Second> {
        self.day.second(time, running, zone)
    }

    /// The moment by the former rules.
    pub(super) fn former_second(
        &self,
        time: Time,
        running: &Running,
        zone: &dyn ZoneLookup,
    ) -> Option<Second> {
        let former = self.former?;
        former
            .day
            .second(former.time.unwrap_or(time), running, zone)
    }
}
