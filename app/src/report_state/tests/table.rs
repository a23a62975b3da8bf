//! The rows of the summary table.

use domain::view::Range;
use leptos::prelude::*;

use super::script::{NeighborsAsked, PageAsked};
use super::server::{Offered, Server};
use super::world::World;
use crate::request_error::RequestError;
use service::answer::{TABLE_ROWS, TABLE_ROWS_MAX};
use service::route::Route;

#[test]
fn rows_of_the_slice_are_those_of_the_server() {
    let world = World::with_slice("/denials?sort=account", Offered::All);
    let data = world
        .server
        .page_data(Route::Denials, "sort=account", TABLE_ROWS);
    assert_eq!(world.state.table_rows(0..100), data.answer.rows);
    assert_eq!(world.state.table_rows(3..5), data.answer.rows[3..5]);
    assert!(world.state.table_rows(20..30).is_empty());
    assert!(!world.state.has_more_rows());
    world.state.fetch_more_rows();
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn listed_rows_are_those_of_the_answer() {
    let server = Server::offering(Offered::Nothing);
    let rows = server
        .page_data(Route::Denials, "row=3", TABLE_ROWS)
        .answer
        .rows;
    let world = World::open("/denials?row=3", server);
    assert_eq!(world.state.rows_before(), 2);
    assert_eq!(world.state.table_len(), 7);
    assert_eq!(world.state.table_rows(0..100), rows);
    assert_eq!(world.state.table_rows(2..4), rows[2..4]);
    assert!(world.state.table_rows(20..30).is_empty());
    assert!(!world.state.has_more_rows());
}

#[test]
fn the_slice_shows_every_row_from_the_first() {
    let world = World::with_slice("/denials?row=3", Offered::All);
    assert_eq!(world.state.rows_before(), 0);
    assert_eq!(world.state.table_len(), 9);
}

#[test]
fn more_rows_come_from_the_server() {
    let server = Server::with_many_attempts(Offered::Nothing, 2 * TABLE_ROWS + 1);
    let world = World::open("/denials", server);
    assert_eq!(world.state.table_len(), TABLE_ROWS);
    for rows in [2 * TABLE_ROWS, 2 * TABLE_ROWS + 1] {
        assert!(world.state.has_more_rows());
        world.state.fetch_more_rows();
        assert!(world.is_stale());
        // They are not asked for twice.
        world.state.fetch_more_rows();
        world.answer_page();
        assert_eq!(world.script.open_questions(), 0);
        assert_eq!(world.state.table_len(), rows);
    }
    assert!(!world.state.has_more_rows());
    world.state.fetch_more_rows();
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn more_rows_are_asked_for_with_the_view() {
    let server = Server::with_many_attempts(Offered::Nothing, 2 * TABLE_ROWS);
    let world = World::open("/denials?range=7d&sort=user", server);
    world.state.fetch_more_rows();
    let asked = PageAsked {
        route: Route::Denials,
        query: "range=7d&sort=user".to_owned(),
        rows: 2 * TABLE_ROWS,
    };
    assert_eq!(world.script.page().asked, asked);
}

#[test]
fn a_choice_drops_the_rows_that_are_on_their_way() {
    let server = Server::with_many_attempts(Offered::Nothing, 3 * TABLE_ROWS);
    let world = World::open("/denials", server);
    world.state.fetch_more_rows();
    world.choose_range(Range::Last7Days);
    world.answer_page();
    assert_eq!(world.state.table_len(), TABLE_ROWS);
    world.answer_page();
    assert_eq!(world.state.table_len(), TABLE_ROWS);
    assert_eq!(world.query(), "range=7d");
}

#[test]
fn the_table_grows_up_to_its_bound() {
    let server = Server::with_many_attempts(Offered::Nothing, TABLE_ROWS_MAX + 1);
    let world = World::open("/denials", server);
    world.state.fetch_rows(TABLE_ROWS_MAX);
    world.answer_page();
    assert_eq!(world.state.table_len(), TABLE_ROWS_MAX);
    assert!(!world.state.has_more_rows());
}

#[test]
fn news_keep_the_rows_that_are_listed() {
    let server = Server::with_many_attempts(Offered::Nothing, 3 * TABLE_ROWS);
    let mut world = World::open("/denials", server);
    world.state.fetch_more_rows();
    world.answer_page();
    world.server.grow();
    world.state.show_news();
    let question = world.script.page();
    assert_eq!(question.asked.rows, 2 * TABLE_ROWS);
}

#[test]
fn news_of_a_held_table_bring_the_first_rows() {
    let server = Server::with_many_attempts(Offered::All, 3 * TABLE_ROWS);
    let world = World::open("/denials", server);
    world.answer_slice();
    assert_eq!(world.state.table_len(), 3 * TABLE_ROWS);
    world.state.show_news();
    assert_eq!(world.script.page().asked.rows, TABLE_ROWS);
}

#[test]
fn neighbors_come_from_the_slice_at_once() {
    let world = World::with_slice("/denials", Offered::All);
    let row = world.state.table_rows(0..1)[0].row;
    let found = StoredValue::new(None);
    world
        .state
        .fetch_neighbours(row, move |rows| found.set_value(Some(rows)));
    let rows = found.get_value().unwrap().unwrap();
    assert!(rows.iter().any(|found| found.row == row));
    assert!(rows.iter().all(|row| row.account == "harbor"));
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn neighbors_of_a_listed_row_come_from_the_server() {
    let world = World::open("/denials?range=7d", Server::offering(Offered::Nothing));
    let found = StoredValue::new(None);
    let fetch = || {
        world
            .state
            .fetch_neighbours(4, move |rows| found.set_value(Some(rows)));
        world.script.neighbors()
    };
    let question = fetch();
    let asked = NeighborsAsked {
        query: "range=7d".to_owned(),
        row: 4,
        version: 1,
    };
    assert_eq!(question.asked, asked);
    question.fail(RequestError::Moved);
    assert_eq!(found.get_value(), Some(Err(RequestError::Moved)));
    fetch().answer(Ok(Vec::new()));
    assert_eq!(found.get_value(), Some(Ok(Vec::new())));
}
