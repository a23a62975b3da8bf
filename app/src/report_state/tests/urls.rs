//! The URLs that the page shows.

use domain::view::{FilterKey, View};
use leptos::prelude::*;

use super::server::{Offered, Server};
use super::world::World;
use crate::report_state::ServerAnswers;
use service::base_path::BasePath;
use service::presentation::Presentation;
use service::route::Route;

/// The report of a link, from its third row.
fn of_link() -> World {
    let mut server = Server::offering(Offered::All);
    server.base = BasePath::of_link("0123456789abcdef");
    let url = "/shared/0123456789abcdef/denials?range=7d&row=3&theme=dark";
    World::open(url, server)
}

#[test]
fn a_view_is_on_the_same_page_in_the_same_presentation_from_its_first_row() {
    let world = of_link();
    let view = View::default().toggled(FilterKey::Account, "mill");
    assert_eq!(
        untrack(|| world.state.view_url(&view)),
        "/shared/0123456789abcdef/denials?account=mill&theme=dark"
    );
    assert_eq!(
        untrack(|| world.state.view_url_at(Route::Overview, &view)),
        "/shared/0123456789abcdef/?account=mill&theme=dark"
    );
    let plain = Presentation::default();
    assert_eq!(
        world
            .state
            .view_url_as(Route::Denials, &View::default(), &plain),
        "/shared/0123456789abcdef/denials"
    );
}

#[test]
fn a_presentation_is_of_the_same_view_and_row() {
    let world = of_link();
    let url = untrack(|| {
        world
            .state
            .presented_url(|presentation| presentation.compare = true)
    });
    let query = "range=7d&compare=before&row=3&theme=dark";
    assert_eq!(url, format!("/shared/0123456789abcdef/denials?{query}"));
}

#[test]
fn a_page_of_the_view_is_linked_and_a_file_of_it_is_fetched() {
    let world = of_link();
    let query = "range=7d&row=3&theme=dark";
    assert_eq!(
        untrack(|| world.state.url_with_view("/table/trend")),
        format!("/shared/0123456789abcdef/table/trend?{query}")
    );
    assert_eq!(
        untrack(|| world.state.file_url("/export/trend.csv")),
        format!("/shared/0123456789abcdef/as/0000000000000001/export/trend.csv?{query}")
    );
}

#[test]
fn the_first_html_says_that_there_are_too_many_attempts() {
    let why = |offered| {
        let state = World::rendered("/denials", &Server::offering(offered));
        state.server_answers.get_untracked()
    };
    let owner = Owner::new();
    owner.set();
    assert_eq!(why(Offered::Nothing), Some(ServerAnswers::TooMany));
    assert_eq!(why(Offered::All), None);
}
