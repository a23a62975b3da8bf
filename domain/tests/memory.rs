//! The memory that a frame takes per row.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

#[path = "support/demo_frame.rs"]
mod demo_frame;

use domain::column::Column;

use demo_frame::demo_frame;

/// Bytes of one attempt, including its gaps and its person.
const ATTEMPT_BYTES_MAX: usize = 40;

/// Bytes of one grant. Once usage is computed, its license and its return take 8 more.
const GRANT_BYTES_MAX: usize = 17;

/// The number of attempts of the default demo, so that the dictionaries have a typical size.
const ATTEMPTS: u64 = 150_000;

fn bytes<'a>(columns: impl Iterator<Item = &'a Column>, lists: &[&[u32]]) -> usize {
    let columns: usize = columns.map(Column::bytes).sum();
    let lists: usize = lists.iter().map(|list| size_of_val(*list)).sum();
    columns + lists
}

#[test]
fn an_attempt_takes_few_bytes_and_a_grant_fewer() {
    let frame = demo_frame(ATTEMPTS);
    assert_eq!(frame.len(), usize::try_from(ATTEMPTS).unwrap());
    let attempts = &frame.attempts;
    let lists = [
        &*attempts.at,
        &attempts.next_repeat_s,
        &attempts.next_grant_s,
    ];
    let taken = bytes(attempts.columns(), &lists);
    assert!(
        taken <= ATTEMPT_BYTES_MAX * frame.len(),
        "the attempts take {taken} bytes"
    );

    let grants = &frame.grants;
    assert!(grants.at.len() > frame.len());
    let taken = bytes(grants.columns(), &[&*grants.at]);
    assert!(
        taken <= GRANT_BYTES_MAX * grants.at.len(),
        "the grants take {taken} bytes"
    );
}
