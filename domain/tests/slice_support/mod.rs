//! Slices of frames for tests.

#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this module"
)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod decode;

use std::sync::Arc;

use domain::dimension::Names;
use domain::event::Second;
use domain::frame::{Frame, Licenses, Server};
use domain::report::{ReportContext, report};
use domain::slice::{Slice, SliceError, encode};
use domain::view::{Range, View};
use domain::zone::ZoneOffsets;

pub(crate) use decode::decode;

/// A frame as it is read back: without its grants and returns, but with their dictionary entries.
pub(crate) fn without_grants(frame: Frame) -> Frame {
    Frame {
        grants: Licenses::default(),
        returns: Licenses::default(),
        ..frame
    }
}

/// The slice of a frame with a mark.
pub(crate) fn held(frame: Frame, mark: u64) -> Slice {
    Slice {
        mark,
        frame: Arc::new(without_grants(frame)),
    }
}

/// The bytes of a frame as a whole slice.
pub(crate) fn whole(frame: &Frame) -> Vec<u8> {
    encode(&held(frame.clone(), 7), &Slice::default())
}

/// The frame of such bytes.
pub(crate) fn back(bytes: &[u8]) -> Result<Frame, SliceError> {
    let slice = decode(bytes, &Slice::default())?;
    Ok(Arc::unwrap_or_clone(slice.frame))
}

/// Reads bytes; if they can be read, reports on the frame and writes it again.
pub(crate) fn read(bytes: &[u8], base: &Slice) -> Result<(), SliceError> {
    let slice = decode(bytes, base)?;
    let frame = &*slice.frame;
    let zone = ZoneOffsets::utc();
    let context = ReportContext {
        now: Second(1_756_476_300),
        zone: &zone,
    };
    let view = View {
        range: Range::Last28Days,
        ..View::default()
    };
    let _ = report(frame, &view, &context, 3);
    assert_eq!(frame.attempts.person.len(), frame.len());
    assert!((0..frame.len()).all(|row| frame.attempt(row).is_some()));
    assert!(frame.attempts.at.is_sorted());
    let words = &frame.dictionaries;
    let is_known = |server: &Server| server.account.index() < words.names[Names::Accounts].len();
    assert!(words.servers.iter().all(is_known));
    for base in [&Slice::default(), base] {
        assert_eq!(decode(&encode(&slice, base), base).unwrap(), slice);
    }
    Ok(())
}
