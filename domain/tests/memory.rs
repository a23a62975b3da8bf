//! How much memory a frame takes: what is kept for each row is small.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

#[path = "support/demo_frame.rs"]
mod demo_frame;

use domain::column::Column;

use demo_frame::demo_frame;

/// Bytes of one attempt, its gaps and its person among them, at most.
const ATTEMPT_BYTES_MAX: usize = 40;

/// Bytes of one grant or return, at most.
const GRANT_BYTES_MAX: usize = 25;

/// Rows of the default demo, so that the dictionaries are as large as they are there.
const ATTEMPTS: u64 = 150_000;

/// The bytes of one value of a list.
fn value_bytes<T>(_: &[T]) -> usize {
    size_of::<T>()
}

/// The bytes of one row of some columns.
fn row_bytes(columns: &[&Column]) -> usize {
    let width = |column: &&Column| match column {
        Column::U8(_) => 1,
        Column::U16(_) => 2,
        Column::U32(_) => 4,
    };
    columns.iter().map(width).sum()
}

#[test]
fn an_attempt_takes_few_bytes_and_a_grant_fewer() {
    let frame = demo_frame(ATTEMPTS);
    assert_eq!(frame.len(), usize::try_from(ATTEMPTS).unwrap());
    let attempts = &frame.attempts;
    let second = value_bytes(&attempts.at);
    let gaps = value_bytes(&attempts.next_repeat_s) + value_bytes(&attempts.next_grant_s);
    let columns = row_bytes(&[
        &attempts.server,
        &attempts.user,
        &attempts.device,
        &attempts.product,
        &attempts.feature,
        &attempts.version,
        &attempts.model,
        &attempts.status,
        &attempts.source,
        &attempts.count,
        &attempts.is_final,
        &attempts.person,
    ]);
    let bytes = second + gaps + columns;
    assert!(bytes <= ATTEMPT_BYTES_MAX, "an attempt takes {bytes} bytes");

    let grants = &frame.grants;
    assert!(grants.at.len() > frame.len());
    let columns = row_bytes(&[
        &grants.server,
        &grants.user,
        &grants.device,
        &grants.product,
        &grants.feature,
        &grants.model,
        &grants.source,
    ]);
    let bytes = value_bytes(&grants.at) + columns;
    assert!(bytes <= GRANT_BYTES_MAX, "a grant takes {bytes} bytes");
}
