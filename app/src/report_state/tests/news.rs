//! News of newer data, and of the end.

use domain::view::Range;
use leptos::prelude::*;

use super::server::{Offered, Server};
use super::world::World;
use crate::news::{Ended, ServerMessage};
use service::audience::Audience;
use service::base_path::BasePath;
use service::route::Route;

fn has_news(world: &World) -> bool {
    untrack(|| world.state.has_news())
}

#[test]
fn news_are_offered_and_shown_with_the_same_view() {
    let mut world = World::with_slice("/denials?range=7d&account=mill", Offered::All);
    assert_eq!(
        world.script.stream_url().unwrap(),
        "/as/0000000000000001/news"
    );
    world.script.stream(ServerMessage::Version(1));
    assert!(!has_news(&world));
    world.server.grow();
    world.script.stream(ServerMessage::Version(2));
    assert!(has_news(&world));
    assert_eq!(world.attempts(), 2);
    world.state.show_news();
    assert!(world.is_stale());
    let question = world.script.page();
    assert_eq!(question.asked.query, "account=mill&range=7d");
    let data = world
        .server
        .page_data(Route::Denials, &question.asked.query, 100);
    question.answer(Ok(data));
    assert!(!has_news(&world));
    assert_eq!(world.attempts(), 3);
    assert_eq!(world.script.history(), ["/denials?range=7d&account=mill"]);
}

#[test]
fn a_reader_who_comes_back_hears_of_newer_data() {
    let world = World::with_slice("/denials", Offered::All);
    world.script.come_back();
    let question = world.script.version();
    assert_eq!(question.asked, "/as/0000000000000001/version");
    question.answer(ServerMessage::Version(2));
    assert!(has_news(&world));
}

#[test]
fn a_choice_while_the_news_are_on_their_way_is_kept_and_so_are_the_news() {
    let mut world = World::with_slice("/denials?range=7d", Offered::All);
    world.server.grow();
    world.script.stream(ServerMessage::Version(2));
    world.state.show_news();
    world.choose_account("mill");
    assert_eq!(world.attempts(), 2, "from the slice of version 1");
    world.answer_page();
    assert_eq!(world.attempts(), 2);
    assert_eq!(world.query(), "account=mill&range=7d");
    assert!(has_news(&world));
    world.state.show_news();
    world.answer_page();
    assert_eq!(world.attempts(), 3);
    assert!(!has_news(&world));
}

#[test]
fn a_version_that_was_asked_for_earlier_does_not_undo_a_newer_one() {
    let world = World::with_slice("/denials", Offered::All);
    world.state.check_for_news();
    world.state.check_for_news();
    let (old, new) = (world.script.version(), world.script.version());
    new.answer(ServerMessage::Version(2));
    assert!(has_news(&world));
    old.answer(ServerMessage::Version(1));
    assert!(has_news(&world));
}

#[test]
fn versions_that_are_answered_in_order_both_count() {
    let world = World::with_slice("/denials", Offered::All);
    world.state.check_for_news();
    world.state.check_for_news();
    world.script.version().answer(ServerMessage::Version(2));
    assert!(has_news(&world));
    world.script.version().answer(ServerMessage::Version(1));
    assert!(!has_news(&world), "versions do not always grow");
}

#[test]
fn a_version_that_was_asked_for_before_the_stream_spoke_does_not_undo_its_news() {
    let world = World::with_slice("/denials", Offered::All);
    world.state.check_for_news();
    world.script.stream(ServerMessage::Version(2));
    world.script.version().answer(ServerMessage::Version(1));
    assert!(has_news(&world));
    world.state.check_for_news();
    world.script.version().answer(ServerMessage::Version(1));
    assert!(!has_news(&world));
}

#[test]
fn an_answer_of_older_data_does_not_undo_news_that_came_meanwhile() {
    let mut world = World::with_slice("/denials?range=7d", Offered::Week);
    world.server.grow();
    world.choose_range(Range::Last28Days);
    let question = world.script.page();
    let data = world.server.page_data(Route::Denials, "range=28d", 100);
    world.script.stream(ServerMessage::Version(3));
    question.answer(Ok(data));
    assert!(has_news(&world), "the answer is of version 2");
    // Which of the two is newer, only the server knows.
    world.script.version().answer(ServerMessage::Version(3));
    assert!(has_news(&world));
}

#[test]
fn an_answer_of_newer_data_than_the_news_is_soon_no_news() {
    let mut world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    let question = world.script.page();
    world.script.stream(ServerMessage::Version(2));
    world.server.grow();
    world.server.grow();
    question.answer(Ok(world.server.page_data(Route::Denials, "range=28d", 100)));
    world.script.version().answer(ServerMessage::Version(3));
    assert!(!has_news(&world));
}

#[test]
fn an_answer_that_brings_the_news_along_asks_for_no_version() {
    let mut world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    world.server.grow();
    world.script.stream(ServerMessage::Version(2));
    world.answer_page();
    assert!(!has_news(&world));
    drop(world.script.slice());
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn an_answer_of_newer_data_is_no_news() {
    let mut world = World::with_slice("/denials?range=7d", Offered::Week);
    world.server.grow();
    world.choose_range(Range::Last28Days);
    world.answer_page();
    assert!(!has_news(&world));
}

#[test]
fn the_end_blanks_the_page_and_drops_all_that_is_on_its_way() {
    let mut world = World::with_slice("/", Offered::All);
    world.choose_account("harbor");
    world.state.show_news();
    world.server.grow();
    world.answer_page();
    world.choose_account("mill");
    let (page, slice) = (world.script.page(), world.script.slice());
    let (usage, late) = (world.script.usage(), world.script.usage());
    let before = world.state.answer.get_untracked();
    world.script.stream(ServerMessage::Ended(Ended::Rights));
    world.script.stream(ServerMessage::Refused);
    assert_eq!(world.state.ended.get_untracked(), Some(Ended::Rights));
    assert_eq!(
        world.script.blanked(),
        [(Ended::Rights, "/".to_owned())],
        "once"
    );
    assert_eq!(world.mark(), None);
    let data = world.server.page_data(Route::Overview, "account=harbor", 0);
    page.answer(Ok(data));
    slice.answer(world.server.read_slice(&domain::slice::Slice::default()));
    let shown = world.state.usage.get_untracked();
    for question in [usage, late] {
        question.answer(Ok(service::usage_answer::UsageAnswer::default()));
    }
    assert_eq!(world.state.answer.get_untracked(), before);
    assert_eq!(world.state.usage.get_untracked(), shown);
    assert_eq!(world.mark(), None);
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn a_reader_that_is_refused_is_signed_out_of_what_they_had() {
    let world = World::with_slice("/denials", Offered::All);
    world.state.check_for_news();
    world.script.version().answer(ServerMessage::Refused);
    let home = "/".to_owned();
    assert_eq!(world.script.blanked(), [(Ended::Session, home)]);

    let mut server = Server::offering(Offered::All);
    server.base = BasePath::of_link("0123456789abcdef");
    server.audience = Audience::Customer;
    let world = World::open("/shared/0123456789abcdef/denials", server);
    world.script.stream(ServerMessage::Refused);
    let home = "/shared/0123456789abcdef/denials".to_owned();
    assert_eq!(world.script.blanked(), [(Ended::LinkSession, home)]);
}
