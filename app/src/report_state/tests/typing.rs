//! Keystrokes wait for each other.

use leptos::prelude::*;

use super::server::{Offered, Server};
use super::world::World;
use crate::report_state::fetch::TYPING;

#[test]
fn only_the_last_keystroke_is_asked() {
    let world = World::open("/denials", Server::offering(Offered::All));
    for text in ["h", "ha", "har"] {
        world.type_text(text);
    }
    assert!(world.is_stale());
    assert_eq!(world.script.open_questions(), 1, "the slice's");
    for _ in 0..3 {
        let timer = world.script.timer();
        assert_eq!(timer.asked, TYPING);
        timer.answer(());
    }
    assert_eq!(world.script.page().asked.query, "q=har");
    assert_eq!(world.script.open_questions(), 1, "the slice's");
}

#[test]
fn a_choice_does_not_wait_and_ends_what_waits() {
    let world = World::open("/denials", Server::offering(Offered::All));
    world.type_text("h");
    world.choose_account("harbor");
    assert_eq!(world.script.page().asked.query, "account=harbor&q=h");
    world.script.timer().answer(());
    assert_eq!(world.script.open_questions(), 1, "the slice's");
}

#[test]
fn a_keystroke_that_the_slice_answers_does_not_wait() {
    let world = World::with_slice("/denials", Offered::All);
    world.type_text("mil");
    assert_eq!(world.attempts(), 2);
    assert_eq!(world.script.timers(), 0);
}

#[test]
fn usage_waits_for_the_last_keystroke_too() {
    let world = World::with_slice("/", Offered::All);
    world.type_text("h");
    world.type_text("ha");
    assert!(world.state.usage_stale.get_untracked());
    assert_eq!(world.script.open_questions(), 0);
    world.script.timer().answer(());
    world.script.timer().answer(());
    assert_eq!(world.script.usage().asked, "q=ha");
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn the_first_keystroke_makes_an_entry_and_the_next_change_it() {
    let world = World::with_slice("/denials", Offered::All);
    for text in ["h", "ha", "har"] {
        world.type_text(text);
    }
    assert_eq!(world.script.history(), ["/denials", "/denials?q=har"]);
    world.state.end_typing();
    world.type_text("harb");
    let entries = ["/denials", "/denials?q=har", "/denials?q=harb"];
    assert_eq!(world.script.history(), entries);
}

#[test]
fn typing_after_a_choice_or_a_step_back_makes_an_entry() {
    let world = World::with_slice("/denials", Offered::All);
    world.type_text("h");
    world.choose_account("harbor");
    world.type_text("ha");
    let entries = [
        "/denials",
        "/denials?q=h",
        "/denials?account=harbor&q=h",
        "/denials?account=harbor&q=ha",
    ];
    assert_eq!(world.script.history(), entries);
    world.script.move_by(-1);
    world.type_text("hb");
    assert_eq!(world.script.history()[3], "/denials?account=harbor&q=hb");
    assert_eq!(world.script.history().len(), 4);
    assert_eq!(world.script.history()[2], "/denials?account=harbor&q=h");
}
