//! Late answers to old questions are dropped.

use domain::view::{FilterKey, Range};
use leptos::prelude::*;

use super::server::{Offered, Server};
use super::world::World;
use crate::report_state::ServerAnswers;
use crate::request_error::RequestError;

#[test]
fn an_answer_to_an_old_view_is_dropped_after_the_new_one() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    world.choose_account("harbor");
    let old = world.script.page();
    let old_data = world
        .server
        .page_data(old.asked.route, &old.asked.query, 100);
    assert_eq!(old.asked.query, "range=28d");
    world.answer_page();
    assert_eq!(world.attempts(), 7);
    old.answer(Ok(old_data));
    assert_eq!(world.attempts(), 7);
    assert_eq!(world.query(), "account=harbor&range=28d");
}

#[test]
fn an_answer_to_an_old_view_is_dropped_before_the_new_one() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    world.choose_account("harbor");
    world.answer_page();
    assert!(world.is_stale());
    assert_eq!(world.attempts(), 5);
    world.answer_page();
    assert!(!world.is_stale());
    assert_eq!(world.attempts(), 7);
}

#[test]
fn an_old_failure_is_dropped() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    let old = world.script.page();
    world.choose_range(Range::Last7Days);
    old.fail(RequestError::Busy);
    assert_eq!(world.state.failure.get_untracked(), None);
}

#[test]
fn a_late_answer_does_not_undo_what_the_slice_answered() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    world.choose_range(Range::Last7Days);
    assert_eq!(world.attempts(), 5);
    assert!(!world.is_stale());
    world.answer_page();
    assert_eq!(world.attempts(), 5);
    assert_eq!(world.query(), "range=7d");
    assert!(world.has_held_rows());
}

#[test]
fn usage_of_an_old_view_is_dropped() {
    let mut world = World::with_slice("/", Offered::All);
    let granted = |world: &World| {
        let usage = world.state.usage.get_untracked();
        usage.map(|usage| usage.usage.granted)
    };
    world.choose_account("harbor");
    world.choose_account("mill");
    let (old, new) = (world.script.usage(), world.script.usage());
    assert_eq!(old.asked, "account=harbor");
    assert_eq!(new.asked, "account=harbor&account=mill");
    let old_usage = world.server.usage();
    world.server.grow();
    new.answer(Ok(world.server.usage()));
    assert_eq!(granted(&world), Some(2));
    assert!(!world.state.usage_stale.get_untracked());
    old.answer(Ok(old_usage));
    assert_eq!(granted(&world), Some(2));
}

#[test]
fn usage_of_old_data_is_dropped_when_the_news_are_shown() {
    let mut world = World::with_slice("/", Offered::All);
    world.choose_account("harbor");
    let old = world.script.usage();
    let old_usage = world.server.usage();
    world.state.show_news();
    old.answer(Ok(old_usage));
    assert!(world.state.usage_stale.get_untracked());
    world.server.grow();
    world.answer_page();
    let usage = world.state.usage.get_untracked().unwrap();
    assert_eq!(usage, world.server.usage());
    assert!(!world.state.usage_stale.get_untracked());
}

#[test]
fn usage_that_comes_after_that_of_a_whole_page_is_dropped() {
    let mut world = World::open("/", Server::offering(Offered::All));
    world.choose_account("harbor");
    let late = world.script.usage();
    let late_usage = world.server.usage();
    world.server.grow();
    world.answer_page();
    late.answer(Ok(late_usage));
    let usage = world.state.usage.get_untracked().unwrap();
    assert_eq!(usage, world.server.usage());
}

#[test]
fn values_that_are_no_longer_wanted_are_neither_asked_for_nor_given() {
    let world = World::open("/denials", Server::offering(Offered::All));
    let (wanted, given) = (StoredValue::new(true), StoredValue::new(0));
    let fetch = || {
        world.state.fetch_values(
            FilterKey::Account,
            "m".to_owned(),
            move || wanted.get_value(),
            move |_| given.update_value(|given| *given += 1),
        );
    };
    fetch();
    wanted.set_value(false);
    world.script.timer().answer(());
    assert_eq!(world.script.open_questions(), 1, "the slice's");
    wanted.set_value(true);
    for _ in 0..3 {
        fetch();
        world.script.timer().answer(());
    }
    wanted.set_value(false);
    world.script.values().answer(Ok(Vec::new()));
    world.script.values().fail(RequestError::Busy);
    assert_eq!(given.get_value(), 0);
    assert_eq!(world.state.failure.get_untracked(), None);
    wanted.set_value(true);
    world.script.values().answer(Ok(Vec::new()));
    assert_eq!(given.get_value(), 1);
}

#[test]
fn a_slice_that_is_no_longer_the_one_offered_is_dropped() {
    let mut world = World::open("/denials?range=7d", Server::offering(Offered::Week));
    let old = world.script.slice();
    let old_slice = world.server.read_slice(&old.asked.base);
    world.server.grow();
    world.choose_account("mill");
    world.answer_page();
    world.answer_slice();
    assert_eq!(world.mark(), Some(world.server.mark()));
    old.answer(old_slice);
    assert_eq!(world.mark(), Some(world.server.mark()));
    assert_eq!(world.state.table_len(), 3);
}

#[test]
fn a_late_slice_that_is_broken_changes_nothing() {
    let mut world = World::open("/denials?range=7d", Server::offering(Offered::Week));
    let old = world.script.slice();
    world.server.grow();
    world.choose_account("mill");
    world.answer_page();
    old.answer(Err(Some(domain::slice::SliceError::Foreign)));
    assert_eq!(world.state.server_answers.get_untracked(), None);
    world.answer_slice();
    assert_eq!(world.mark(), Some(world.server.mark()));
}

#[test]
fn a_slice_that_comes_after_all_offers_ended_is_dropped() {
    let mut world = World::open("/denials?range=7d", Server::offering(Offered::Week));
    let old = world.script.slice();
    let old_slice = world.server.read_slice(&old.asked.base);
    world.server.offered = Offered::Nothing;
    world.choose_account("mill");
    world.answer_page();
    let why = world.state.server_answers.get_untracked();
    assert_eq!(why, Some(ServerAnswers::TooMany));
    old.answer(old_slice);
    assert_eq!(world.mark(), None);
    assert!(!world.has_held_rows());
}
