//! Events that wait in memory for their later line.

use memchr::memmem;
use twox_hash::XxHash3_64;

use crate::event::{Event, FormerReading, Outcome, Second, Source, StatusLines};
use crate::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
    VersionName,
};
use crate::status::LoggedStatus;

/// An event that owns its names. They take little more memory than its line, since most of
/// them stand there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OwnedEvent {
    outcome: Outcome,
    source: Option<Source>,
    has_status: bool,
    has_id: bool,
    is_final: bool,
    status_lines: StatusLines,
    former: Reading,
    unfinished: Reading,
    count: f64,
    packed: Packed,
}

/// What is kept of another reading.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reading {
    None,
    WithoutStatus,
    WithStatus,
}

impl Reading {
    fn of(reading: Option<&FormerReading<'_>>) -> Self {
        match reading {
            None => Self::None,
            Some(reading) if reading.status.is_none() => Self::WithoutStatus,
            Some(_) => Self::WithStatus,
        }
    }

    /// The reading, whose texts come next.
    fn next<'a>(self, texts: &mut Texts<'a>, at: Second) -> Option<FormerReading<'a>> {
        if self == Self::None {
            return None;
        }
        let (rest, feature) = (texts.next(), texts.next());
        let status = texts.status();
        Some(FormerReading {
            at,
            status: (self == Self::WithStatus).then_some(status),
            rest,
            feature: FeatureName(feature),
        })
    }
}

impl OwnedEvent {
    /// What it takes beside its own size, in bytes.
    pub(super) fn text_bytes(&self) -> usize {
        self.packed.bytes.len()
    }

    /// A hash that equal events share.
    pub(super) fn hash(&self) -> u64 {
        XxHash3_64::oneshot(&self.packed.bytes)
    }

    /// Copies everything in `event` except its time and those of its other readings.
    pub(super) fn of(event: &Event<'_>) -> Self {
        let mut texts = Packing::default();
        let readings = [event.former.as_ref(), event.unfinished.as_ref()];
        // The longest comes first: the others are found in it.
        for reading in readings.into_iter().flatten() {
            texts.add(reading.rest);
            texts.add(reading.feature.0);
            texts.add_status(reading.status);
        }
        texts.add(event.rest);
        for text in [
            event.account.0,
            event.server.0,
            event.user.0,
            event.device.0,
            event.product.0,
            event.feature.0,
            event.version.0,
            event.model.0,
        ] {
            texts.add(text);
        }
        texts.add_status(event.status);
        texts.add(event.id.unwrap_or_default());
        Self {
            outcome: event.outcome,
            source: event.source,
            has_status: event.status.is_some(),
            has_id: event.id.is_some(),
            is_final: event.is_final,
            status_lines: event.status_lines,
            former: Reading::of(event.former.as_ref()),
            unfinished: Reading::of(event.unfinished.as_ref()),
            count: event.count,
            packed: texts.packed(),
        }
    }

    /// The event at its time, which is now known. Its other readings get the same time.
    pub(super) fn at(&self, at: Second) -> Event<'_> {
        let mut texts = self.packed.texts();
        let former = self.former.next(&mut texts, at);
        let unfinished = self.unfinished.next(&mut texts, at);
        let rest = texts.next();
        let account = AccountName(texts.next());
        let server = ServerName(texts.next());
        let user = UserName(texts.next());
        let device = DeviceName(texts.next());
        let product = ProductName(texts.next());
        let feature = FeatureName(texts.next());
        let version = VersionName(texts.next());
        let model = LicenseModel(texts.next());
        let status = texts.status();
        let id = texts.next();
        Event {
            at,
            outcome: self.outcome,
            account,
            server,
            source: self.source,
            user,
            device,
            product,
            feature,
            version,
            model,
            count: self.count,
            status: self.has_status.then_some(status),
            is_final: self.is_final,
            id: self.has_id.then_some(id),
            rest,
            former,
            unfinished,
            status_lines: self.status_lines,
            line: None,
        }
    }
}

/// Texts in one allocation: those that are no part of an earlier one, and where each stands.
#[derive(Clone, Debug, PartialEq)]
struct Packed {
    bytes: Box<[u8]>,
    /// Where the places begin.
    places_at: u32,
}

impl Packed {
    fn texts(&self) -> Texts<'_> {
        let (text, places) = self
            .bytes
            .split_at_checked(self.places_at as usize)
            .unwrap_or_default();
        Texts { text, places }
    }
}

/// Texts on their way into one allocation.
#[derive(Default)]
struct Packing {
    text: Vec<u8>,
    places: Vec<u8>,
}

impl Packing {
    fn add(&mut self, text: &str) {
        self.add_number(text.len());
        if text.is_empty() {
            return;
        }
        let text = text.as_bytes();
        let found = memmem::find(&self.text, text);
        self.add_number(found.unwrap_or(self.text.len()));
        if found.is_none() {
            self.text.extend_from_slice(text);
        }
    }

    fn add_status(&mut self, status: Option<LoggedStatus<'_>>) {
        let status = status.unwrap_or_default();
        self.add(status.space);
        self.add(status.code);
        self.add(status.description);
    }

    /// Seven bits a byte, the lowest first; each byte but the last has its highest bit set.
    fn add_number(&mut self, number: usize) {
        let mut rest = number;
        while rest >= 0x80 {
            self.places.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        self.places.push(rest as u8);
    }

    fn packed(mut self) -> Packed {
        let places_at = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.append(&mut self.places);
        Packed {
            bytes: self.text.into(),
            places_at,
        }
    }
}

/// Reads packed texts in their order.
struct Texts<'a> {
    text: &'a [u8],
    places: &'a [u8],
}

impl<'a> Texts<'a> {
    fn next(&mut self) -> &'a str {
        let length = self.number();
        if length == 0 {
            return "";
        }
        let start = self.number();
        let text = self.text.get(start..start + length);
        str::from_utf8(text.unwrap_or_default()).unwrap_or_default()
    }

    fn status(&mut self) -> LoggedStatus<'a> {
        LoggedStatus {
            space: self.next(),
            code: self.next(),
            description: self.next(),
        }
    }

    fn number(&mut self) -> usize {
        let mut number = 0;
        let mut shift = 0_u32;
        while let Some((byte, rest)) = self.places.split_first() {
            self.places = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::*;

    const LINE: &str = "(d) DENIED: \"mesh\" zoë@ws-1  (Taken. (-4,342))  ";

    fn event() -> Event<'static> {
        Event {
            user: UserName("zoë"),
            device: DeviceName("ws-1"),
            product: ProductName("d"),
            version: VersionName("not on the line"),
            count: 2.5,
            status: Some(LoggedStatus {
                space: "flexnet-publisher",
                code: "-4",
                description: "Taken",
            }),
            id: Some("id"),
            rest: LINE.trim_end(),
            is_final: false,
            status_lines: StatusLines::LaterSoFar,
            source: Some(Source::Cls),
            ..Event::new(Second(7), Outcome::Denied, FeatureName("mesh"))
        }
    }

    #[test]
    fn an_event_comes_out_as_it_went_in() {
        let plain = Event::new(Second(7), Outcome::Granted, FeatureName(""));
        let long = "m".repeat(70_000);
        let other = |status| FormerReading {
            status,
            rest: LINE,
            ..FormerReading::of(&event())
        };
        for event in [
            event(),
            plain,
            Event {
                id: Some(""),
                status: Some(LoggedStatus::default()),
                rest: &long,
                user: UserName(&long),
                version: VersionName("7"),
                ..plain
            },
            Event {
                former: Some(other(None)),
                unfinished: Some(other(event().status)),
                ..event()
            },
            Event {
                unfinished: Some(other(Some(LoggedStatus::default()))),
                ..event()
            },
        ] {
            assert_eq!(OwnedEvent::of(&event).at(Second(7)), event);
        }
    }

    #[test]
    fn what_stands_on_the_line_is_kept_once() {
        let former = Some(FormerReading {
            rest: LINE,
            ..FormerReading::of(&event())
        });
        let packed = OwnedEvent::of(&Event { former, ..event() }).packed;
        let apart = ["not on the line", "flexnet-publisher", "id"];
        let text: usize = apart.map(str::len).iter().sum();
        assert_eq!(packed.places_at as usize, LINE.len() + text);
        assert!(packed.bytes.len() < LINE.len() + text + 50);
    }
}
