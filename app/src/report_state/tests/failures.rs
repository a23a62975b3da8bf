//! Questions that fail.

use domain::view::{FilterKey, Range};
use leptos::prelude::*;

use super::server::{Offered, Server};
use super::world::World;
use crate::news::{Ended, ServerMessage};
use crate::request_error::RequestError;

fn failure(world: &World) -> Option<RequestError> {
    world.state.failure.get_untracked()
}

#[test]
fn a_failed_question_keeps_the_answer_and_is_asked_again() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    let question = world.script.page();
    let asked = question.asked.query.clone();
    question.fail(RequestError::Busy);
    assert_eq!(failure(&world), Some(RequestError::Busy));
    assert_eq!(world.attempts(), 5);
    assert!(!world.is_stale());
    assert_eq!(world.query(), "range=28d");
    world.state.retry();
    assert_eq!(failure(&world), None);
    assert!(world.is_stale());
    let question = world.script.page();
    assert_eq!(question.asked.query, asked);
    let data = world.server.page_data(question.asked.route, &asked, 100);
    question.answer(Ok(data));
    assert_eq!(world.attempts(), 9);
    assert_eq!(failure(&world), None);
}

#[test]
fn an_answer_ends_the_failure() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    let fail = || {
        world.choose_range(Range::Last28Days);
        world.script.page().fail(RequestError::Busy);
        assert_eq!(failure(&world), Some(RequestError::Busy));
    };
    fail();
    world.choose_range(Range::Last7Days);
    assert_eq!(failure(&world), None, "the slice answered");
    fail();
    world.choose_range(Range::Last90Days);
    assert_eq!(failure(&world), Some(RequestError::Busy));
    world.answer_page();
    assert_eq!(failure(&world), None, "the server answered");
}

#[test]
fn usage_that_failed_is_not_that_of_another_view() {
    let world = World::with_slice("/", Offered::All);
    assert!(world.state.usage.get_untracked().is_some());
    world.choose_account("harbor");
    world.script.usage().fail(RequestError::Busy);
    assert_eq!(failure(&world), Some(RequestError::Busy));
    assert_eq!(world.state.usage.get_untracked(), None);
    assert!(!world.state.usage_stale.get_untracked());
    world.state.retry();
    assert!(world.state.usage_stale.get_untracked());
    assert_eq!(failure(&world), None);
    let question = world.script.usage();
    assert_eq!(question.asked, "account=harbor");
    question.answer(Ok(world.server.usage()));
    let usage = world.state.usage.get_untracked();
    assert_eq!(usage, Some(world.server.usage()));
}

#[test]
fn usage_that_was_given_up_for_news_is_fetched_where_these_fail() {
    let world = World::with_slice("/", Offered::All);
    world.choose_account("harbor");
    let given_up = world.script.usage();
    world.state.show_news();
    world.script.page().fail(RequestError::Busy);
    let question = world.script.usage();
    assert_eq!(question.asked, "account=harbor");
    given_up.fail(RequestError::Unreachable);
    assert!(world.state.usage_stale.get_untracked());
    question.answer(Ok(world.server.usage()));
    assert!(!world.state.usage_stale.get_untracked());
}

#[test]
fn a_failed_page_asks_no_usage_that_is_here() {
    let world = World::with_slice("/", Offered::All);
    world.state.show_news();
    world.script.page().fail(RequestError::Busy);
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn values_that_failed_say_so() {
    let world = World::open("/denials", Server::offering(Offered::All));
    world
        .state
        .fetch_values(FilterKey::Account, "m".to_owned(), || true, |_| {});
    world.script.timer().answer(());
    world.script.values().fail(RequestError::Busy);
    assert_eq!(failure(&world), Some(RequestError::Busy));
}

#[test]
fn a_server_that_is_out_of_reach_may_have_ended_the_session() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    world.script.page().fail(RequestError::Busy);
    assert_eq!(world.script.open_questions(), 0, "a busy server is there");
    world.state.retry();
    world.script.page().fail(RequestError::Unreachable);
    world.script.version().answer(ServerMessage::Refused);
    assert_eq!(world.state.ended.get_untracked(), Some(Ended::Session));
}
