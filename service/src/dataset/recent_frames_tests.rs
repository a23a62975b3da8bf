use super::super::test_frame::{self, with_long_name};
use super::*;

fn versions(frames: &RecentFrames) -> Vec<u64> {
    let known = 0..100;
    known
        .filter(|version| frames.of_version(*version).is_some())
        .collect()
}

#[test]
fn the_latest_are_kept_up_to_a_number() {
    let frames = RecentFrames::default();
    for version in 1..=20 {
        frames.keep(Arc::new(test_frame::frame(version, 1, 0)), 0);
    }
    assert_eq!(versions(&frames), (13..=20).collect::<Vec<_>>());
}

#[test]
fn names_weigh_so_that_few_large_frames_are_kept() {
    assert_eq!(RecentFrames::default().bytes_max, BYTES_MAX);
    // Frames of one row and a name that is longer than all else.
    let large = |version| Arc::new(with_long_name(version, 100_000));
    let frames = RecentFrames {
        bytes_max: 3 * large(1).held_bytes(),
        ..RecentFrames::default()
    };
    for version in 1..=5 {
        frames.keep(large(version), 0);
    }
    assert_eq!(versions(&frames), [3, 4, 5]);
    frames.keep(Arc::new(test_frame::frame(6, 1, 0)), 0);
    assert_eq!(versions(&frames), [4, 5, 6], "the oldest makes room");
    // One that is larger alone is not kept, and nothing is that was before it.
    frames.keep(Arc::new(with_long_name(7, 400_000)), 0);
    assert_eq!(versions(&frames), [0; 0]);
    frames.keep(large(8), 0);
    assert_eq!(versions(&frames), [8]);
}

#[test]
fn those_with_what_was_undone_are_forgotten() {
    let frames = RecentFrames::default();
    for version in 1..=4 {
        frames.keep(Arc::new(test_frame::frame(version, 1, 0)), 0);
    }
    frames.keep(Arc::new(test_frame::frame(5, 1, 0)), 4);
    assert_eq!(versions(&frames), [4, 5]);
}
