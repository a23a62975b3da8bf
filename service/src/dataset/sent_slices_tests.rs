#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use super::super::test_frame::{self, with_long_name};
use super::*;

/// A frame with a denial in each of the first seconds.
fn frame(version: u64, rows: i64) -> Frame {
    test_frame::frame(version, rows, 0)
}

/// The scope of a reader who sees everything.
fn whole() -> Arc<Scope> {
    Arc::new(Scope::all())
}

fn all(slices: &SentSlices, frame: &Frame) -> Slice {
    let (from, to) = (Second::MIN, Second::MAX);
    slices.slice(&whole(), frame, from, to).unwrap()
}

#[test]
fn a_slice_is_known_by_its_mark() {
    let slices = SentSlices::new(100);
    let first = all(&slices, &frame(1, 3));
    let second = all(&slices, &frame(2, 4));
    assert_ne!(first.mark, NOTHING);
    assert_ne!(first.mark, second.mark);
    assert_eq!(
        slices.of_mark(&Scope::all(), first.mark),
        Some(first.clone())
    );
    assert_eq!(slices.of_mark(&Scope::all(), first.mark ^ 1), None);
    assert_eq!(slices.of_mark(&Scope::all(), NOTHING), None);
    let again = all(&slices, &frame(1, 3));
    assert!(Arc::ptr_eq(&again.frame, &first.frame), "it is made once");
    let part = slices
        .slice(&whole(), &frame(1, 3), Second(1), Second(1))
        .unwrap();
    assert_ne!(part.mark, first.mark);
    assert_eq!(part.frame.len(), 1);
}

#[test]
fn the_marks_of_another_process_are_unknown() {
    let one = all(&SentSlices::new(100), &frame(1, 3));
    let other = SentSlices::new(100);
    let same = all(&other, &frame(1, 3));
    assert_eq!(one.frame, same.frame);
    assert_ne!(one.mark, same.mark);
    assert_eq!(other.of_mark(&Scope::all(), one.mark), None);
}

#[test]
fn a_mark_is_known_in_its_own_scope_alone() {
    let slices = SentSlices::new(100);
    let whole = all(&slices, &frame(1, 3));
    let scope = Arc::new(Scope {
        accounts: Some(["first".to_owned()].into()),
        ..Scope::all()
    });
    assert_eq!(slices.of_mark(&scope, whole.mark), None);
    let (from, to) = (Second::MIN, Second::MAX);
    let scoped = slices.slice(&scope, &frame(1, 3), from, to).unwrap();
    assert_ne!(scoped.mark, whole.mark);
    assert_eq!(slices.of_mark(&scope, scoped.mark), Some(scoped.clone()));
    assert_eq!(slices.of_mark(&Scope::all(), scoped.mark), None);
}

#[test]
fn the_least_recently_used_are_removed() {
    let slices = SentSlices::new(10);
    let first = all(&slices, &frame(1, 8));
    let second = all(&slices, &frame(2, 8));
    assert!(slices.of_mark(&Scope::all(), first.mark).is_some());
    // Three are more than twice ten attempts.
    let third = all(&slices, &frame(3, 8));
    assert!(slices.of_mark(&Scope::all(), second.mark).is_none());
    assert!(slices.of_mark(&Scope::all(), first.mark).is_some());
    assert!(slices.of_mark(&Scope::all(), third.mark).is_some());

    let small = SentSlices::new(1_000);
    let marks: Vec<u64> = (0..20).map(|n| all(&small, &frame(n, 1)).mark).collect();
    let known = marks
        .iter()
        .filter(|mark| small.of_mark(&Scope::all(), **mark).is_some());
    assert_eq!(known.count(), SLICES_MAX);
}

#[test]
fn names_weigh_so_that_few_large_slices_are_kept() {
    assert_eq!(SentSlices::new(100).bytes_max, BYTES_MAX);
    let weight = |bytes: usize| {
        let slices = SentSlices::new(100);
        all(&slices, &with_long_name(1, bytes)).frame.held_bytes()
    };
    let slices = SentSlices {
        bytes_max: 3 * weight(100_000),
        ..SentSlices::new(100)
    };
    let mark = |version| all(&slices, &with_long_name(version, 100_000)).mark;
    let is_known = |mark: u64| slices.of_mark(&Scope::all(), mark).is_some();
    let marks: Vec<u64> = (1..=4).map(mark).collect();
    let known: Vec<bool> = marks.iter().map(|&mark| is_known(mark)).collect();
    assert_eq!(known, [false, true, true, true]);
    // One that is larger alone is kept, since its browser goes on from it, and it alone.
    let largest = all(&slices, &with_long_name(5, 400_000)).mark;
    assert!(is_known(largest));
    assert!(!marks.into_iter().any(is_known));
    let next = mark(6);
    assert!(is_known(next) && !is_known(largest));
}

#[test]
fn more_bytes_of_names_than_a_slice_holds_are_refused() {
    let slices = SentSlices::new(100);
    let frame = with_long_name(1, SLICE_NAMES_BYTES_MAX);
    let (from, to) = (Second::MIN, Second::MAX);
    let refused = slices.slice(&whole(), &frame, from, to);
    assert_eq!(refused, Err(TooMany::NameBytes(SLICE_NAMES_BYTES_MAX)));
    assert!(slices.lock().is_empty(), "nothing is kept of it");
}

#[test]
fn more_attempts_than_a_browser_may_get_are_refused() {
    let slices = SentSlices::new(3);
    assert!(
        slices
            .slice(&whole(), &frame(1, 3), Second::MIN, Second::MAX)
            .is_ok()
    );
    let too_many = slices.slice(&whole(), &frame(2, 4), Second::MIN, Second::MAX);
    let text = too_many.unwrap_err().to_string();
    assert!(text.contains("more than 3 attempts"), "{text}");
    let part = slices.slice(&whole(), &frame(2, 4), Second(0), Second(2));
    assert_eq!(part.unwrap().frame.len(), 3);
}
