//! The bytes of a frame: round trip, truncated, damaged and random.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod slice_support;
mod support;

use domain::column::Column;
use domain::dimension::{Dimension, Names};
use domain::event::{Outcome, Second, Source};
use domain::frame::{Dictionaries, Frame, Server, Status};
use domain::frame_builder::{FrameBuilder, Request};
use domain::names::AccountId;
use domain::slice::{Slice, SliceError};
use domain::status::Category;
use enum_map::enum_map;
use proptest::prelude::*;

use slice_support::{back, read, whole, without_grants};
use support::{Fact, cases, denied, frame_of, granted, record};

fn any_record(len: usize) -> impl Strategy<Value = Vec<Fact>> {
    let times = prop_oneof![0..100_i64, 0..=i64::from(u32::MAX)];
    record(times.boxed(), 6, len)
}

/// Reads the bytes of a whole slice.
fn read_whole(bytes: &[u8]) -> Result<(), SliceError> {
    read(bytes, &Slice::default())
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_frame_round_trips_through_its_bytes(record in any_record(60)) {
        let frame = frame_of(&record);
        let read = back(&whole(&frame)).unwrap();
        prop_assert_eq!(read, without_grants(frame.clone()));
        let bare = frame.without_grants();
        prop_assert_eq!(back(&whole(&bare)).unwrap(), bare);
    }

    #[test]
    fn bytes_that_end_too_early_are_an_error(record in any_record(12)) {
        let bytes = whole(&frame_of(&record));
        for length in 0..bytes.len() {
            prop_assert!(back(&bytes[..length]).is_err(), "{} of {}", length, bytes.len());
        }
        let longer = [&bytes[..], &[0]].concat();
        prop_assert_eq!(back(&longer), Err(SliceError::Long));
    }

    #[test]
    fn damaged_bytes_are_an_error_or_another_frame(
        record in any_record(12),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = whole(&frame_of(&record));
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read_whole(&bytes);
    }

    #[test]
    fn random_bytes_are_an_error_or_a_frame(bytes in any::<Vec<u8>>(), small in prop::collection::vec(0..3_u8, 0..60)) {
        let magic = &whole(&Frame::default())[..5];
        prop_assert_eq!(back(&[b"X", &bytes[..]].concat()), Err(SliceError::Foreign));
        for rest in [&bytes, &small] {
            let _ = read_whole(&[magic, &rest[..]].concat());
        }
    }
}

/// Requests with gaps of both kinds and an unknown user.
fn few() -> Vec<Fact> {
    let unknown = Fact {
        user: "",
        status: Some(2),
        ..denied(90)
    };
    vec![denied(5), denied(70), unknown, granted(400)]
}

#[test]
fn any_one_byte_may_be_another() {
    let bytes = whole(&frame_of(&few()));
    assert_eq!(read_whole(&bytes), Ok(()));
    for place in 0..bytes.len() {
        let flipped = (0..8).map(|bit| bytes[place] ^ (1 << bit));
        for byte in flipped.chain([0, 1, 0x7f, 0x80, 0xff]) {
            let mut damaged = bytes.clone();
            damaged[place] = byte;
            let _ = read_whole(&damaged);
        }
    }
}

#[test]
fn a_huge_length_is_refused_before_memory_is_allocated() {
    // Puts a length that would take gigabytes at every possible position: if memory were
    // allocated for it, this test would not finish.
    let bytes = whole(&frame_of(&few()));
    let huge: [&[u8]; 3] = [
        &[0xff, 0xff, 0xff, 0xff, 0x0f],
        &[0xff, 0xff, 0xff, 0xff, 0x07],
        &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    ];
    for place in 5..bytes.len() {
        for length in huge {
            let (before, after) = bytes.split_at(place);
            let _ = read_whole(&[before, length].concat());
            let _ = read_whole(&[before, length, after].concat());
        }
    }
    let with_accounts = [&bytes[..21], &[7], huge[0]].concat();
    assert_eq!(back(&with_accounts), Err(SliceError::Short));
}

#[test]
fn another_format_is_distinguished_from_damage() {
    let bytes = whole(&frame_of(&few()));
    let mut next_form = bytes.clone();
    next_form[4] += 1;
    assert_eq!(back(&next_form), Err(SliceError::Foreign));
    assert_eq!(back(b""), Err(SliceError::Foreign));
    assert_eq!(back(b"<!doctype html>"), Err(SliceError::Foreign));
    assert_eq!(back(&bytes[..5]), Err(SliceError::Short));
    let mut other_base = bytes.clone();
    other_base[5] += 1;
    assert_eq!(back(&other_base), Err(SliceError::OtherBase));
}

#[test]
fn an_empty_frame_is_a_slice() {
    let mut frame = Frame::default();
    assert_eq!(back(&whole(&frame)).unwrap(), frame);
    frame.version = u64::MAX;
    assert_eq!(back(&whole(&frame)).unwrap().version, u64::MAX);
}

/// Denials, each with its own user and device, of `features` features.
fn wide(rows: u32, features: u32) -> Frame {
    let mut builder = FrameBuilder::default();
    for row in 0..rows {
        builder.push(&Request {
            at: Second(i64::from(row) * 61_000 % i64::from(u32::MAX)),
            ids: enum_map! {
                Dimension::User => row,
                Dimension::Device => rows - 1 - row,
                Dimension::Feature => row % features,
                Dimension::Source => Source::DynamicMonetization as u32,
                _ => 0,
            },
            count: f64::from(row % 300),
            is_final: row % 3 > 0,
            outcome: Outcome::Denied,
        });
    }
    let names = |letter: &str, count: u32| -> Vec<Box<str>> {
        (0..count).map(|n| format!("{letter}{n}").into()).collect()
    };
    let status = Status {
        space: "rlm".into(),
        code: "-22".into(),
        description: "every seat in use".into(),
        category: Category::Capacity,
    };
    let dictionaries = Dictionaries {
        names: enum_map! {
            Names::Accounts => names("account", 1),
            Names::Users => names("user", rows),
            Names::Devices => names("device", rows),
            Names::Products => names("product", 1),
            Names::Features => names("feature", features),
            Names::Versions => names("version", 1),
            Names::Models => names("model", 1),
        },
        servers: vec![Server {
            account: AccountId(0),
            name: "default".into(),
        }],
        statuses: vec![status],
    };
    builder.frame(3, dictionaries)
}

#[test]
fn columns_are_as_wide_as_their_largest_needs() {
    for (rows, features) in [(256, 256), (257, 257), (65_536, 65_536), (65_537, 300)] {
        let frame = wide(rows, features);
        let width = |column: &Column| match column {
            Column::U8(_) => 1,
            Column::U16(_) => 2,
            Column::U32(_) => 4,
        };
        let meant = |ids: u32| match ids {
            0..=256 => 1,
            257..=65_536 => 2,
            _ => 4,
        };
        assert_eq!(
            width(&frame.attempts.ids[Dimension::User]),
            meant(rows),
            "{rows} users"
        );
        assert_eq!(
            width(&frame.attempts.ids[Dimension::Feature]),
            meant(features),
            "{features} features"
        );
        assert_eq!(width(&frame.attempts.person), meant(rows));
        let bytes = whole(&frame);
        let read = back(&bytes).unwrap();
        assert!(read == frame, "{rows} rows round-trip");
        assert!(back(&bytes[..bytes.len() - 1]).is_err());
    }
}
