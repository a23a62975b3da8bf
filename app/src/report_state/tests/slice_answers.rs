//! What the slice answers, and what it leaves to the server.

use domain::denial_order::{DenialColumn, Sort};
use domain::view::{FilterKey, Range};
use leptos::prelude::*;

use super::script::{PageAsked, ValuesAsked};
use super::server::{Offered, Server};
use super::world::World;
use crate::report_state::ServerAnswers;
use crate::report_state::fetch::TYPING;
use service::answer::{Answer, TABLE_ROWS};
use service::choices::Choice;
use service::presentation::ThemeChoice;
use service::route::Route;

#[test]
fn a_choice_is_answered_from_the_slice_without_a_request() {
    let world = World::with_slice("/denials", Offered::All);
    assert_eq!(world.attempts(), 9);
    world.choose_account("harbor");
    assert_eq!(world.attempts(), 7);
    assert!(world.has_held_rows());
    assert_eq!(world.state.table_len(), 7);
    assert!(!world.is_stale());
    assert_eq!(world.script.open_questions(), 0);
    // The server would have said the same, and some rows.
    let data = world
        .server
        .page_data(Route::Denials, "account=harbor", 100);
    let said = Answer {
        rows: Vec::new(),
        ..data.answer
    };
    assert_eq!(world.state.answer.get_untracked(), said);
}

#[test]
fn the_slice_fills_the_table_when_it_is_here() {
    let world = World::open("/denials", Server::offering(Offered::All));
    assert!(!world.has_held_rows());
    assert!(!world.script.is_ready());
    world.answer_slice();
    assert!(world.has_held_rows());
    assert!(world.script.is_ready());
    assert_eq!(world.state.table_len(), 9);
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn the_first_slice_is_fetched_whole_by_the_url_of_the_reader() {
    let world = World::open("/denials", Server::offering(Offered::Week));
    let question = world.script.slice();
    assert_eq!(question.asked.url, world.server.slice_url());
    assert!(question.asked.url.starts_with("/as/"));
    assert_eq!(question.asked.base.mark, 0);
}

#[test]
fn before_the_slice_is_here_the_server_answers() {
    let world = World::open("/denials", Server::offering(Offered::All));
    world.choose_account("harbor");
    assert!(world.is_stale());
    assert_eq!(world.attempts(), 9, "the last answer stays");
    world.answer_page();
    assert!(!world.is_stale());
    assert_eq!(world.attempts(), 7);
    assert!(!world.has_held_rows());
    // The slice that is on its way is not asked for twice.
    world.answer_slice();
    assert!(world.has_held_rows());
    assert_eq!(world.state.table_len(), 7);
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn the_server_answers_a_view_of_days_that_the_slice_does_not_have() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    let question = world.script.page();
    let asked = PageAsked {
        route: Route::Denials,
        query: "range=28d".to_owned(),
        rows: TABLE_ROWS,
    };
    assert_eq!(question.asked, asked);
    assert!(world.is_stale());
    assert_eq!(world.attempts(), 5, "the last answer stays");
    let data = world
        .server
        .page_data(asked.route, &asked.query, asked.rows);
    question.answer(Ok(data));
    assert!(!world.is_stale());
    assert_eq!(world.attempts(), 9);
    assert!(!world.has_held_rows());
    // Back in the week the slice answers again.
    world.choose_range(Range::Last7Days);
    assert_eq!(world.attempts(), 5);
    assert!(world.has_held_rows());
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn a_comparison_needs_the_days_of_the_previous_period() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world
        .state
        .present(|presentation| presentation.compare = true);
    let question = world.script.page();
    assert_eq!(question.asked.query, "range=7d&compare=before");
}

#[test]
fn a_slice_in_another_zone_does_not_answer() {
    let world = World::with_slice("/denials?range=7d", Offered::All);
    world
        .state
        .change(|view| view.zone = "Asia/Tokyo".to_owned());
    let question = world.script.page();
    assert_eq!(question.asked.query, "range=7d&tz=Asia%2FTokyo");
}

#[test]
fn looks_that_change_no_answer_ask_nothing() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    world.answer_page();
    world
        .state
        .present(|presentation| presentation.theme = Some(ThemeChoice::Dark));
    world.state.toggle_column(DenialColumn::Device);
    assert!(!world.is_stale());
    assert_eq!(world.script.open_questions(), 0);
    // Another order has other first rows.
    world.state.sort(Sort::parse("account"));
    assert_eq!(world.script.open_questions(), 1);
}

#[test]
fn the_slice_sorts_its_rows() {
    let world = World::with_slice("/denials", Offered::All);
    let first = || world.state.table_rows(0..1)[0].account.clone();
    world.state.sort(Sort::parse("account"));
    assert_eq!(first(), "harbor");
    world.state.sort(Sort::parse("-account"));
    assert_eq!(first(), "mill");
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn values_come_from_the_slice_at_once() {
    let world = World::with_slice("/denials", Offered::All);
    let found = StoredValue::new(Vec::new());
    let text = "MIL".to_owned();
    let then = move |values| found.set_value(values);
    world
        .state
        .fetch_values(FilterKey::Account, text, || true, then);
    let labels = |values: &Vec<Choice>| -> Vec<String> {
        values.iter().map(|value| value.label.clone()).collect()
    };
    assert_eq!(found.with_value(labels), ["mill"]);
    assert_eq!(world.script.timers(), 0);
}

#[test]
fn values_come_from_the_server_once_the_reader_pauses() {
    let world = World::open("/denials?range=7d", Server::offering(Offered::All));
    let found = StoredValue::new(None);
    let then = move |values: Vec<Choice>| found.set_value(Some(values.len()));
    world
        .state
        .fetch_values(FilterKey::Account, "mil".to_owned(), || true, then);
    let timer = world.script.timer();
    assert_eq!(timer.asked, TYPING);
    timer.answer(());
    let question = world.script.values();
    let asked = ValuesAsked {
        query: "range=7d".to_owned(),
        key: FilterKey::Account,
        text: "mil".to_owned(),
    };
    assert_eq!(question.asked, asked);
    question.answer(Ok(Vec::new()));
    assert_eq!(found.get_value(), Some(0));
}

#[test]
fn where_there_are_too_many_attempts_the_server_answers() {
    let server = Server::offering(Offered::All);
    let world = World::open_in_small_browser("/denials", server, 8);
    let why = || world.state.server_answers.get_untracked();
    assert_eq!(why(), Some(ServerAnswers::TooMany));
    assert!(world.script.is_ready(), "nothing is on its way");
    world.choose_account("harbor");
    world.answer_page();
    assert_eq!(world.attempts(), 7);
    assert_eq!(why(), Some(ServerAnswers::TooMany));
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn a_browser_takes_a_slice_of_as_many_attempts_as_it_holds() {
    let server = Server::offering(Offered::All);
    let world = World::open_in_small_browser("/denials", server, 9);
    world.answer_slice();
    assert!(world.has_held_rows());
}

#[test]
fn a_slice_that_is_offered_again_is_not_fetched_again() {
    let world = World::with_slice("/denials?range=7d", Offered::Week);
    world.choose_range(Range::Last28Days);
    world.answer_page();
    world.choose_range(Range::Last90Days);
    world.answer_page();
    assert_eq!(world.script.open_questions(), 0);
    assert_eq!(world.mark(), Some(world.server.mark()));
}
