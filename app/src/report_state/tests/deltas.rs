//! Deltas, and slices that cannot be read or had.

use domain::slice::{Slice, SliceError};
use domain::view::Range;
use leptos::prelude::*;

use super::server::{Offered, Server, decode};
use super::world::World;
use crate::news::ServerMessage;
use crate::report_state::ServerAnswers;

/// A page with the slice of version 1, which shows the news of version 2. Its next slice is
/// on its way.
fn with_news(offered: Offered) -> World {
    let mut world = World::with_slice("/denials?range=7d", offered);
    world.server.grow();
    world.script.stream(ServerMessage::Version(2));
    world.state.show_news();
    world.answer_page();
    world
}

fn why(world: &World) -> Option<ServerAnswers> {
    world.state.server_answers.get_untracked()
}

#[test]
fn news_bring_a_delta_to_the_slice_that_is_held() {
    let world = with_news(Offered::All);
    assert_eq!(world.attempts(), 6);
    assert!(!world.has_held_rows(), "the held slice is of older data");
    let question = world.script.slice();
    assert_eq!(question.asked.base.mark, 11);
    let url = format!("{}&since=11", world.server.slice_url());
    assert_eq!(question.asked.url, url);
    let bytes = world.server.slice_bytes(&question.asked.base);
    let whole = world.server.slice_bytes(&Slice::default());
    assert!(bytes.len() < whole.len());
    let delta = decode(&bytes, &question.asked.base).unwrap();
    question.answer(Ok(delta));
    assert_eq!(world.mark(), Some(21));
    assert!(world.has_held_rows());
    assert_eq!(world.state.table_len(), 6);
    // The new slice answers from here on.
    world.choose_range(Range::Last28Days);
    assert_eq!(world.attempts(), 10);
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn until_the_delta_is_here_the_server_answers() {
    let world = with_news(Offered::All);
    world.choose_account("mill");
    assert!(world.is_stale());
    world.answer_page();
    assert_eq!(world.attempts(), 3);
    world.answer_slice();
    world.choose_account("mill");
    assert_eq!(world.attempts(), 6);
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn a_delta_to_another_slice_is_followed_by_the_whole_one() {
    let world = with_news(Offered::All);
    let question = world.script.slice();
    let foreign = Slice {
        mark: 99,
        ..Slice::default()
    };
    let bytes = world.server.slice_bytes(&foreign);
    let error = decode(&bytes, &question.asked.base).unwrap_err();
    assert_eq!(error, SliceError::OtherBase);
    question.answer(Err(Some(error)));
    assert_eq!(why(&world), None, "the whole one may be readable");
    let question = world.script.slice();
    assert_eq!(question.asked.url, world.server.slice_url());
    assert_eq!(question.asked.base, Slice::default());
    question.answer(world.server.read_slice(&Slice::default()));
    assert_eq!(world.mark(), Some(21));
    assert_eq!(world.state.table_len(), 6);
}

#[test]
fn a_broken_delta_that_is_no_longer_wanted_is_not_followed() {
    let mut world = with_news(Offered::All);
    let old = world.script.slice();
    world.server.grow();
    world.choose_account("mill");
    world.answer_page();
    old.answer(Err(Some(SliceError::Short)));
    world.answer_slice();
    assert_eq!(world.mark(), Some(31));
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn a_slice_that_cannot_be_read_leaves_the_answers_to_the_server_and_says_why() {
    let world = World::open("/denials", Server::offering(Offered::All));
    let mut bytes = world.server.slice_bytes(&Slice::default());
    bytes.truncate(bytes.len() / 2);
    let error = decode(&bytes, &Slice::default()).unwrap_err();
    world.script.slice().answer(Err(Some(error)));
    assert_eq!(why(&world), Some(ServerAnswers::Unreadable(error)));
    assert!(world.script.is_ready());
    world.choose_account("harbor");
    world.answer_page();
    assert_eq!(world.attempts(), 7);
    // It would be as broken as before, so it is not fetched again.
    assert_eq!(world.script.open_questions(), 0);
    assert_eq!(why(&world), Some(ServerAnswers::Unreadable(error)));
}

#[test]
fn newer_data_bring_a_slice_that_may_be_readable() {
    let mut world = World::open("/denials", Server::offering(Offered::All));
    world.script.slice().answer(Err(Some(SliceError::Foreign)));
    world.server.grow();
    world.choose_account("mill");
    world.answer_page();
    assert_eq!(why(&world), None);
    world.answer_slice();
    assert!(world.has_held_rows());
    assert_eq!(world.state.table_len(), 3);
}

#[test]
fn a_slice_that_was_refused_is_fetched_with_the_next_answer() {
    let world = World::open("/denials", Server::offering(Offered::All));
    world.script.slice().answer(Err(None));
    assert_eq!(why(&world), None);
    assert!(world.script.is_ready());
    // The reader's session may have ended.
    assert_eq!(world.script.version().asked, "/as/0000000000000001/version");
    assert_eq!(world.script.open_questions(), 0);
    world.choose_account("harbor");
    world.answer_page();
    world.answer_slice();
    assert!(world.has_held_rows());
    assert_eq!(world.state.table_len(), 7);
}

#[test]
fn a_refused_delta_is_no_reason_to_fetch_the_whole_slice() {
    let world = with_news(Offered::All);
    world.script.slice().answer(Err(None));
    drop(world.script.version());
    assert_eq!(world.script.open_questions(), 0);
    // The next answer brings the same delta.
    world.choose_account("mill");
    world.answer_page();
    assert_eq!(world.script.slice().asked.base.mark, 11);
}

#[test]
fn data_that_grow_too_many_leave_the_answers_to_the_server() {
    let mut world = World::with_slice("/denials?range=7d", Offered::Week);
    world.server.offered = Offered::Nothing;
    world.server.grow();
    world.state.show_news();
    world.answer_page();
    assert_eq!(why(&world), Some(ServerAnswers::TooMany));
    assert_eq!(world.script.open_questions(), 0);
    world.choose_account("mill");
    world.answer_page();
    assert_eq!(world.attempts(), 3);
    assert_eq!(why(&world), Some(ServerAnswers::TooMany));
}

#[test]
fn where_the_slice_answers_again_nothing_is_said_of_the_server() {
    let mut world = World::with_slice("/denials?range=7d", Offered::Week);
    world.server.offered = Offered::Nothing;
    world.choose_range(Range::Last28Days);
    world.answer_page();
    assert_eq!(why(&world), Some(ServerAnswers::TooMany));
    world.choose_range(Range::Last7Days);
    assert_eq!(world.attempts(), 5);
    assert_eq!(why(&world), None);
}
