//! Events that wait for a log's first date, packed: a log may never say one.

use hashbrown::HashTable;
use jiff::civil::Time;

use super::owned_event::OwnedEvent;
use crate::event::Event;
use crate::parse::line_parser::Refusal;

/// How many bytes of events wait at most: millions of them. License servers write the date
/// when they start and every few hours; some never write the year.
const BYTES_MAX: usize = 64 << 20;

/// How many events wait at most. Once the date is known, each takes a hundred bytes and more
/// until it is stored.
const LINES_MAX: usize = 1_500_000;

/// What an allocation takes beside its bytes: about.
const ALLOCATION_BYTES: usize = 16;

/// The events that stand before a log's first date. `R` is what is known of the time of a run
/// of lines, beside the time of day of each.
pub(super) struct WaitingEvents<R> {
    lines: Vec<Line>,
    /// Each run, and how many lines stand before it.
    runs: Vec<(usize, R)>,
    /// Each event once: lines repeat one another but for their time.
    events: Vec<OwnedEvent>,
    /// The places of the events.
    places: HashTable<u32>,
    /// What the texts of the events take.
    text_bytes: usize,
    bytes_max: usize,
}

/// A line that is an event.
struct Line {
    number: u64,
    event: u32,
    /// Hour, minute and second.
    time: [i8; 3],
}

/// An event that waits.
pub(super) struct Waiting<'a, R> {
    pub(super) line: u64,
    pub(super) run: &'a R,
    pub(super) time: Time,
    pub(super) event: &'a OwnedEvent,
}

impl<R> Default for WaitingEvents<R> {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            runs: Vec::new(),
            events: Vec::new(),
            places: HashTable::new(),
            text_bytes: 0,
            bytes_max: BYTES_MAX,
        }
    }
}

impl<R: PartialEq> WaitingEvents<R> {
    /// Keeps an event. [`Self::check`] says whether there was room for it: none is left out,
    /// since the same line may bring the date.
    pub(super) fn push(&mut self, line: u64, run: R, time: Time, event: &Event<'_>) {
        if self.runs.last().is_none_or(|(_, last)| *last != run) {
            grow(&mut self.runs);
            self.runs.push((self.lines.len(), run));
        }
        let event = self.place_of(OwnedEvent::of(event));
        grow(&mut self.lines);
        self.lines.push(Line {
            number: line,
            event,
            time: [time.hour(), time.minute(), time.second()],
        });
    }

    fn place_of(&mut self, event: OwnedEvent) -> u32 {
        let hash = event.hash();
        let at = |place: &u32| self.events.get(*place as usize);
        let is_it = |place: &u32| at(place) == Some(&event);
        if let Some(place) = self.places.find(hash, is_it) {
            return *place;
        }
        let place = self.events.len() as u32;
        let hash_of = |place: &u32| at(place).map_or(0, OwnedEvent::hash);
        self.places.insert_unique(hash, place, hash_of);
        self.text_bytes += event.text_bytes() + ALLOCATION_BYTES;
        grow(&mut self.events);
        self.events.push(event);
        place
    }
}

impl<R> WaitingEvents<R> {
    /// Refuses a log that has more events before its first date than can wait for it.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.bytes() > self.bytes_max || self.lines.len() > LINES_MAX {
            return Err(Refusal::LateDate);
        }
        Ok(())
    }

    /// The memory that they take.
    fn bytes(&self) -> usize {
        self.lines.capacity() * size_of::<Line>()
            + self.runs.capacity() * size_of::<(usize, R)>()
            + self.events.capacity() * size_of::<OwnedEvent>()
            + self.places.capacity() * size_of::<u32>() * 2
            + self.text_bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// All of them, in the order of their lines.
    pub(super) fn iter(&self) -> impl Iterator<Item = Waiting<'_, R>> {
        let ends = self.runs.iter().skip(1).map(|(first, _)| *first);
        let ends = ends.chain(std::iter::once(self.lines.len()));
        let runs = self.runs.iter().zip(ends);
        runs.flat_map(move |((first, run), end)| {
            let lines = self.lines.get(*first..end).unwrap_or_default();
            lines.iter().filter_map(move |line| {
                let [hour, minute, second] = line.time;
                Some(Waiting {
                    line: line.number,
                    run,
                    time: Time::new(hour, minute, second, 0).ok()?,
                    event: self.events.get(line.event as usize)?,
                })
            })
        })
    }
}

/// Makes room for one more, and for a quarter of what is there: twice as much at once would
/// be half of the bound.
fn grow<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 4 + 64);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use jiff::civil::time;

    use super::*;
    use crate::event::{Outcome, Second};
    use crate::names::{FeatureName, UserName};

    fn event(user: &str) -> Event<'_> {
        Event {
            user: UserName(user),
            rest: user,
            ..Event::new(Second(0), Outcome::Granted, FeatureName("mesh"))
        }
    }

    #[test]
    fn events_come_out_in_the_order_of_their_lines() {
        let mut waiting = WaitingEvents::default();
        let lines = [(1, "a"), (1, "b"), (2, "a"), (1, "a")];
        for (number, (run, user)) in (10..).zip(lines) {
            waiting.push(number, run, time(8, 5, 59, 0), &event(user));
        }
        let found: Vec<_> = waiting
            .iter()
            .map(|found| (found.line, *found.run, found.event.at(Second(0)).user.0))
            .collect();
        assert_eq!(
            found,
            [(10, 1, "a"), (11, 1, "b"), (12, 2, "a"), (13, 1, "a")]
        );
        assert!(waiting.iter().all(|found| found.time == time(8, 5, 59, 0)));
        assert_eq!((waiting.runs.len(), waiting.events.len()), (3, 2));
    }

    #[test]
    fn what_waits_takes_no_more_than_the_bound() {
        let long = "m".repeat(1 << 16);
        let users = |number: u64| format!("{number} of some length, as they are");
        let once = |number: u64| format!("{number}{long}");
        let equal = |_| "a".to_owned();
        let bytes_max = 1 << 20;
        let texts: [(&dyn Fn(u64) -> String, u64); 3] =
            [(&equal, 50_000), (&users, 4_000), (&once, 12)];
        for (text, at_least) in texts {
            let mut waiting = WaitingEvents {
                bytes_max,
                ..WaitingEvents::default()
            };
            let mut pushed = 0;
            while waiting.check().is_ok() {
                waiting.push(pushed, false, time(8, 0, 0, 0), &event(&text(pushed)));
                pushed += 1;
            }
            assert!(pushed > at_least, "{pushed}");
            assert!(waiting.bytes() < bytes_max / 4 * 5, "{}", waiting.bytes());
            waiting.push(0, false, time(8, 0, 0, 0), &event("z"));
            assert_eq!(
                waiting.lines.len() as u64,
                pushed + 1,
                "the line that passes it may bring the date, and loses nothing"
            );
        }
    }

    #[test]
    fn equal_lines_have_a_bound_too() {
        let mut waiting = WaitingEvents::default();
        let mut pushed = 0;
        while waiting.check().is_ok() {
            waiting.push(pushed, false, time(8, 0, 0, 0), &event("a"));
            pushed += 1;
        }
        assert_eq!(pushed, LINES_MAX as u64 + 1);
    }
}
