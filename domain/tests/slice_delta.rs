//! A later slice as a delta to an earlier one: whatever was imported in between, it is the same as
//! the whole slice.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod slice_support;
mod support;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use domain::event::Second;
use domain::frame::{Frame, Status};
use domain::scope::Scope;
use domain::slice::{Slice, SliceError, decode_in_steps, encode};
use proptest::prelude::*;

use slice_support::{decode, held, read, whole};
use support::{Fact, cases, denied, frame_of, granted, record};

fn any_record(len: usize) -> impl Strategy<Value = Vec<Fact>> {
    let times = prop_oneof![0..100_i64, 0..=i64::from(u32::MAX)];
    record(times.boxed(), 6, len)
}

/// The frame of the requests as a browser gets it.
fn sent(record: &[Fact], from: i64, to: i64) -> Frame {
    let scope = Scope {
        earliest: Some(Second(from)),
        latest: Some(Second(to)),
        ..Scope::all()
    };
    Frame {
        version: record.len() as u64,
        ..frame_of(record).cut(&scope).without_grants()
    }
}

fn everything(record: &[Fact]) -> Frame {
    sent(record, 0, i64::from(u32::MAX))
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn an_old_slice_and_a_delta_are_the_whole(
        record in any_record(60),
        known in any::<prop::sample::Index>(),
    ) {
        // Later imports may have any time.
        let known = known.index(record.len() + 1);
        let base = held(everything(&record[..known]), 3);
        let now = held(everything(&record), 4);
        prop_assert_eq!(decode(&encode(&now, &base), &base).unwrap(), now);
    }

    #[test]
    fn the_days_may_have_moved(
        record in record((0..100_i64).boxed(), 6, 60),
        known in any::<prop::sample::Index>(),
        ends in prop::array::uniform4(0..100_i64),
    ) {
        let known = known.index(record.len() + 1);
        let base = held(sent(&record[..known], ends[0], ends[1]), 3);
        let now = held(sent(&record, ends[2], ends[3]), 4);
        prop_assert_eq!(decode(&encode(&now, &base), &base).unwrap(), now);
    }

    #[test]
    fn any_slice_can_be_a_delta_to_any_other(one in any_record(30), other in any_record(30)) {
        let base = held(everything(&one), 3);
        let now = held(everything(&other), 4);
        let bytes = encode(&now, &base);
        prop_assert_eq!(decode(&bytes, &base).unwrap(), now);
        let empty = Slice::default();
        prop_assert_eq!(decode(&bytes, &empty), Err(SliceError::OtherBase));
        let elsewhere = Slice { mark: 5, ..base };
        prop_assert_eq!(decode(&bytes, &elsewhere), Err(SliceError::OtherBase));
    }

    #[test]
    fn damaged_deltas_are_an_error_or_another_frame(
        record in any_record(20),
        known in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
    ) {
        let known = known.index(record.len() + 1);
        let base = held(everything(&record[..known]), 3);
        let mut bytes = encode(&held(everything(&record), 4), &base);
        let end = end.index(bytes.len());
        prop_assert!(decode(&bytes[..end], &base).is_err(), "{} of {}", end, bytes.len());
        for (place, byte) in damage {
            // A change of the marks only gives another base.
            let place = 21 + place.index(bytes.len() - 21);
            bytes[place] = byte;
        }
        let _ = read(&bytes, &base);
    }

    #[test]
    fn random_deltas_are_an_error_or_a_frame(
        record in any_record(20),
        bytes in any::<Vec<u8>>(),
        small in prop::collection::vec(0..4_u8, 0..80),
    ) {
        let base = held(everything(&record), 3);
        let header = &encode(&base, &base)[..21];
        for rest in [&bytes, &small] {
            let _ = read(&[header, &rest[..]].concat(), &base);
        }
    }
}

#[test]
fn one_more_attempt_is_a_few_bytes_for_any_slice() {
    let mut record: Vec<Fact> = (0..5_000).map(|n| denied(n * 100)).collect();
    record.push(granted(1_000_000));
    let base = held(everything(&record), 3);
    record.push(denied(600_000));
    let now = held(everything(&record), 4);
    let bytes = encode(&now, &base);
    assert_eq!(decode(&bytes, &base).unwrap(), now);
    assert!(bytes.len() < 150, "{} bytes", bytes.len());
    assert!(whole(&now.frame).len() > 10_000);
}

#[test]
fn a_status_that_overtakes_another_moves_and_is_not_sent_again() {
    let other = |at| Fact {
        status: Some(1),
        ..denied(at)
    };
    let mut record = vec![denied(10), denied(20), other(30)];
    let base = held(everything(&record), 3);
    record.extend([other(40), other(15)]);
    let now = held(everything(&record), 4);
    let codes = |slice: &Slice| -> Vec<String> {
        let statuses = &slice.frame.dictionaries.statuses;
        statuses.iter().map(Status::value).collect()
    };
    assert_ne!(codes(&base), codes(&now), "their order is by frequency");
    let bytes = encode(&now, &base);
    assert_eq!(decode(&bytes, &base).unwrap(), now);
    let description = b"all licenses taken";
    let is_sent = |bytes: &[u8]| {
        bytes
            .windows(description.len())
            .any(|part| part == description)
    };
    assert!(is_sent(&whole(&now.frame)));
    assert!(!is_sent(&bytes));
}

#[test]
fn another_catalogue_gives_another_status() {
    let base = held(everything(&[denied(10), denied(20)]), 3);
    let mut frame = (*base.frame).clone();
    frame.dictionaries.statuses[0].description = "seats".into();
    let now = held(frame, 4);
    assert_eq!(decode(&encode(&now, &base), &base).unwrap(), now);
}

#[test]
fn an_entry_cannot_be_kept_twice() {
    // Runs of three bytes that each keep the whole list would expand to a lot.
    let base = held(everything(&[denied(10), denied(20)]), 3);
    let header = &encode(&base, &base)[..21];
    let version = [1];
    let once = [1, 0, 1, 0];
    let twice = [2, 0, 1, 0, 0, 1, 0];
    let read = |accounts: &[u8]| decode(&[header, &version, accounts].concat(), &base);
    assert_eq!(read(&once), Err(SliceError::Short));
    assert_eq!(read(&twice), Err(SliceError::Damaged));
}

#[test]
fn decoding_in_steps_gives_the_same_and_the_steps_are_short() {
    let record: Vec<Fact> = (0..50_000).map(denied).collect();
    let slice = held(everything(&record), 3);
    let bytes = encode(&slice, &Slice::default());
    let mut pauses = 0;
    let empty = Slice::default();
    let read = {
        let steps = pin!(decode_in_steps(&bytes, &empty, async || pauses += 1));
        steps.poll(&mut Context::from_waker(Waker::noop()))
    };
    assert_eq!(read, Poll::Ready(Ok(slice)));
    assert!(pauses > 20, "{pauses} pauses");
}
