use domain::catalogue::Catalogue;
use domain::dimension::Names;
use domain::status::Category;

use super::super::test_frame::frame as whole;
use super::*;

fn every_frame() -> ScopedFrames {
    ScopedFrames::new(Catalogue::built_in())
}

fn account(name: &str) -> Arc<Scope> {
    Arc::new(Scope {
        accounts: Some([name.to_owned()].into()),
        ..Scope::all()
    })
}

#[test]
fn a_frame_is_cut_once_for_all_readers_of_a_scope() {
    let frames = every_frame();
    let whole_frame = whole(1, 3, 5);
    let first = frames.cut(&whole_frame, &account("first"));
    assert_eq!(first.len(), 3);
    assert_eq!(*first.dictionaries.names[Names::Users], [Box::from("ada")]);
    let again = frames.cut(&whole_frame, &account("first"));
    assert!(Arc::ptr_eq(&first, &again));
    assert_eq!(frames.cut(&whole_frame, &account("second")).len(), 5);
    assert!(frames.cut(&whole_frame, &account("nobody")).is_empty());
}

#[test]
fn a_text_that_another_account_logged_first_is_not_shown() {
    let scoped = every_frame().cut(&whole(1, 3, 5), &account("first"));
    let status = scoped.dictionaries.statuses.first();
    let told = status.map(|status| (&*status.description, status.category));
    assert_eq!(told, Some(("-999", Category::Capacity)));
}

#[test]
fn the_version_depends_on_the_scope_alone() {
    let frames = every_frame();
    let version = |whole_frame: &Frame| frames.cut(whole_frame, &account("first")).version;
    let before = version(&whole(8, 3, 5));
    // Another account's denials are no news to others.
    assert_eq!(version(&whole(9, 3, 6)), before);
    assert_ne!(version(&whole(10, 4, 6)), before);
    assert!(before > 0, "a frame of nothing has 0");
}

#[test]
fn a_frame_that_exceeds_the_limit_is_kept_alone() {
    let whole_frame = whole(1, 8, 8);
    let frames = ScopedFrames {
        bytes_max: 0,
        ..every_frame()
    };
    let first = frames.cut(&whole_frame, &account("first"));
    assert!(Arc::ptr_eq(
        &first,
        &frames.cut(&whole_frame, &account("first"))
    ));
}

#[test]
fn the_least_recently_used_are_removed_if_memory_is_short() {
    let whole_frame = whole(1, 8, 8);
    let one = every_frame().cut(&whole_frame, &account("first"));
    let frames = ScopedFrames {
        bytes_max: one.column_bytes(),
        ..every_frame()
    };
    let first = frames.cut(&whole_frame, &account("first"));
    let second = frames.cut(&whole_frame, &account("second"));
    assert!(Arc::ptr_eq(
        &second,
        &frames.cut(&whole_frame, &account("second"))
    ));
    assert!(!Arc::ptr_eq(
        &first,
        &frames.cut(&whole_frame, &account("first"))
    ));
}

#[test]
fn names_count_and_empty_frames_are_bounded() {
    let mut whole_frame = whole(1, 3, 5);
    whole_frame.dictionaries.names[domain::dimension::Names::Users] =
        vec!["a".repeat(1_000_000).into(), "b".into()];
    let frames = ScopedFrames {
        bytes_max: 500_000,
        ..every_frame()
    };
    let (first, second) = (account("first"), account("second"));
    frames.cut(&whole_frame, &first);
    frames.cut(&whole_frame, &second);
    assert!(
        frames.kept(whole_frame.version, &first).is_none(),
        "its names are long"
    );
    assert!(frames.kept(whole_frame.version, &second).is_some());
    let frames = every_frame();
    for number in 0..=FRAMES_MAX {
        frames.cut(&whole_frame, &account(&format!("nobody {number}")));
    }
    assert_eq!(frames.lock().len(), FRAMES_MAX);
    assert!(
        frames
            .kept(whole_frame.version, &account("nobody 0"))
            .is_none()
    );
}
