//! The URL bar and the history.

use domain::denial_order::{DenialColumn, Sort};
use domain::view::{Range, View};
use leptos::prelude::*;

use super::server::{Offered, Server};
use super::world::World;
use service::base_path::BasePath;
use service::presentation::{Presentation, ThemeChoice};
use service::route::Route;

#[test]
fn a_choice_makes_an_entry() {
    let world = World::with_slice("/denials", Offered::All);
    world.choose_account("harbor");
    world.choose_range(Range::Last7Days);
    let entries = [
        "/denials",
        "/denials?account=harbor",
        "/denials?account=harbor&range=7d",
    ];
    assert_eq!(world.script.history(), entries);
}

#[test]
fn a_choice_of_what_shows_already_makes_none() {
    let world = World::with_slice("/denials?range=7d", Offered::All);
    world.choose_range(Range::Last7Days);
    world
        .state
        .go_to(Route::Denials, world.state.view.get_untracked());
    assert_eq!(world.script.history(), ["/denials?range=7d"]);
}

#[test]
fn looks_change_the_present_entry() {
    let world = World::with_slice("/denials", Offered::All);
    world.choose_account("harbor");
    world
        .state
        .present(|presentation| presentation.theme = Some(ThemeChoice::Dark));
    world.state.toggle_column(DenialColumn::Device);
    world.state.sort(Sort::parse("user"));
    let entries = [
        "/denials",
        "/denials?account=harbor&hide=device&sort=user&theme=dark",
    ];
    assert_eq!(world.script.history(), entries);
}

#[test]
fn another_view_begins_with_the_first_row() {
    let world = World::with_slice("/denials?row=3&theme=dark", Offered::All);
    world.choose_account("harbor");
    let last = world.script.history().pop().unwrap();
    assert_eq!(last, "/denials?account=harbor&theme=dark");
}

#[test]
fn back_and_forward_restore_view_and_presentation() {
    let world = World::with_slice("/denials", Offered::All);
    world.choose_account("harbor");
    world.state.sort(Sort::parse("user"));
    world.choose_range(Range::Last7Days);
    let entries = world.script.history();
    world.script.move_by(-1);
    assert_eq!(world.query(), "account=harbor");
    assert_eq!(world.attempts(), 7);
    world.script.move_by(-1);
    assert_eq!(world.query(), "");
    assert_eq!(
        world.state.presentation.get_untracked(),
        Presentation::default()
    );
    assert_eq!(world.attempts(), 9);
    world.script.move_by(2);
    assert_eq!(world.query(), "account=harbor&range=7d");
    assert_eq!(
        world.state.presentation.get_untracked().sort,
        Sort::parse("user")
    );
    assert_eq!(world.attempts(), 3);
    assert_eq!(world.script.history(), entries, "nothing was pushed");
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn a_view_that_the_slice_does_not_have_is_fetched_on_the_way_back() {
    let world = World::with_slice("/denials?range=28d", Offered::Week);
    world.choose_range(Range::Last7Days);
    assert_eq!(world.script.open_questions(), 0);
    world.script.move_by(-1);
    assert!(world.is_stale());
    world.answer_page();
    assert_eq!(world.attempts(), 9);
    let entries = ["/denials?range=28d", "/denials?range=7d"];
    assert_eq!(world.script.history(), entries);
}

#[test]
fn another_page_begins_as_one_that_is_loaded_and_comes_back_without() {
    let world = World::with_slice("/", Offered::All);
    world.state.go_to(Route::Denials, View::default());
    assert_eq!(world.script.begun(), [Route::Denials]);
    assert_eq!(world.script.history(), ["/", "/denials"]);
    world.choose_account("harbor");
    assert_eq!(
        world.script.begun(),
        [Route::Denials],
        "it is the same page"
    );
    world.script.move_by(-1);
    world.script.move_by(-1);
    assert_eq!(world.state.route.get_untracked(), Route::Overview);
    assert_eq!(world.script.begun(), [Route::Denials]);
    assert_eq!(world.script.named(), [Route::Denials, Route::Overview]);
    assert_eq!(world.script.usage().asked, "", "the overview shows usage");
    world.script.move_by(1);
    assert_eq!(world.state.route.get_untracked(), Route::Denials);
    assert_eq!(world.script.open_questions(), 0);
}

#[test]
fn the_pages_of_a_link_are_below_its_path() {
    let mut server = Server::offering(Offered::All);
    server.base = BasePath::of_link("0123456789abcdef");
    let world = World::open("/shared/0123456789abcdef/denials", server);
    world.answer_slice();
    world.choose_account("harbor");
    let entries = [
        "/shared/0123456789abcdef/denials",
        "/shared/0123456789abcdef/denials?account=harbor",
    ];
    assert_eq!(world.script.history(), entries);
    world.script.move_by(-1);
    assert_eq!(world.state.route.get_untracked(), Route::Denials);
    assert_eq!(world.query(), "");
}

#[test]
fn an_entry_with_a_mistake_says_so_and_the_next_choice_does_not() {
    let world = World::with_slice("/denials?range=7d&acount=red", Offered::All);
    let notices = || world.state.notices.get_untracked().len();
    assert_eq!(notices(), 1);
    world.choose_account("harbor");
    assert_eq!(notices(), 0);
    world.script.move_by(-1);
    assert_eq!(notices(), 1);
    assert_eq!(world.query(), "range=7d");
}

#[test]
fn a_view_that_no_url_can_hold_is_refused() {
    let world = World::with_slice("/denials", Offered::All);
    world.choose_account(&"x".repeat(10_000));
    assert_eq!(world.state.notices.get_untracked().len(), 1);
    assert_eq!(world.query(), "");
    assert_eq!(world.script.history(), ["/denials"]);
    assert_eq!(world.attempts(), 9);
}

#[test]
fn the_servers_spelling_of_a_view_replaces_the_entry() {
    let world = World::with_slice("/denials", Offered::All);
    world
        .state
        .change(|view| view.zone = "asia/tokyo".to_owned());
    let question = world.script.page();
    let spelled = "tz=Asia%2FTokyo";
    question.answer(Ok(world.server.page_data(Route::Denials, spelled, 100)));
    let entries = ["/denials", "/denials?tz=Asia%2FTokyo"];
    assert_eq!(world.script.history(), entries);
    assert_eq!(world.state.view.get_untracked().zone, "Asia/Tokyo");
}

#[test]
fn going_back_closes_a_rows_detail_and_nothing_else() {
    let world = World::with_slice("/denials?range=7d", Offered::All);
    let attempts = world.attempts();
    world.state.open_detail();
    assert!(world.state.detail.get_untracked());
    world.script.move_by(-1);
    assert!(!world.state.detail.get_untracked());
    assert_eq!(world.query(), "range=7d");
    assert_eq!(world.attempts(), attempts);
}

#[test]
fn closing_a_rows_detail_leaves_the_history_as_it_was() {
    let world = World::with_slice("/denials", Offered::All);
    world.choose_account("harbor");
    world.state.open_detail();
    world.state.close_detail();
    world.state.close_detail();
    assert!(!world.state.detail.get_untracked());
    assert!(world.script.goes_back());
    assert!(!world.script.goes_back(), "once");
    assert_eq!(world.query(), "account=harbor");
    world.script.move_by(-1);
    assert_eq!(world.query(), "");
}

#[test]
fn a_choice_before_the_browser_went_back_from_a_detail_comes_after_it() {
    let world = World::with_slice("/denials", Offered::All);
    world.state.open_detail();
    world.state.close_detail();
    world.choose_account("harbor");
    assert_eq!(world.query(), "");
    assert!(world.script.goes_back());
    assert_eq!(world.query(), "account=harbor");
    let entries = ["/denials", "/denials?account=harbor"];
    assert_eq!(world.script.history(), entries);
    world.script.move_by(-1);
    assert_eq!(world.query(), "");
}

#[test]
fn another_detail_that_opens_before_the_browser_went_back_stays_open() {
    let world = World::with_slice("/denials", Offered::All);
    world.state.open_detail();
    world.state.close_detail();
    world.state.open_detail();
    assert!(world.script.goes_back());
    assert!(world.state.detail.get_untracked());
    assert_eq!(world.script.history(), ["/denials", "/denials"]);
    world.script.move_by(-1);
    assert!(!world.state.detail.get_untracked());
}

#[test]
fn a_link_in_a_rows_detail_leads_on_from_the_page_below() {
    let world = World::with_slice("/denials", Offered::All);
    world.state.open_detail();
    world.choose_account("harbor");
    assert!(!world.state.detail.get_untracked());
    assert_eq!(
        world.script.history(),
        ["/denials", "/denials?account=harbor"]
    );
    // The dialog closes after that.
    world.state.close_detail();
    assert_eq!(world.query(), "account=harbor");
    world.script.move_by(-1);
    assert_eq!(world.query(), "");
}
