//! The order of the summary table against a plain comparison of the requests.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::denial_order::DenialColumn::{Account, Time, User};
use domain::denial_order::{DenialColumn, Sort, SortKey, denial_order};
use domain::dimension::Dimension;
use domain::event::{Second, Source};
use domain::frame::{Frame, Status};
use domain::report::ReportContext;
use domain::status::Category;
use domain::view::{Range, View};
use domain::zone::ZoneOffsets;
use proptest::prelude::*;

use support::naive_order::{ordered, sort};
use support::naive_report::Naive;
use support::views::{Clock, clock, times, view};
use support::{Fact, cases, denials_in_time_order, denied, frame_of, granted, record};

/// Everything, under some windows.
fn everything(view: View) -> View {
    View {
        range: Range::All,
        repeat_window_s: view.repeat_window_s,
        grant_window_s: view.grant_window_s,
        ..View::default()
    }
}

/// Requests, many in one second, and a view that usually shows them all.
fn asked() -> impl Strategy<Value = (Clock, Vec<Fact>, View)> {
    (clock(), 2_usize..=5, any::<bool>()).prop_flat_map(|(clock, names, crowded)| {
        let step = if crowded { 7200 } else { 1 };
        let times = times(&clock).prop_map(move |at| at - at % step).boxed();
        let view = prop_oneof![
            1 => view(&clock),
            2 => view(&clock).prop_map(everything),
        ];
        (Just(clock), record(times, names, 60), view)
    })
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn rows_are_sorted_like_by_a_naive_comparison((clock, record, view) in asked(), sort in sort()) {
        let context = ReportContext { now: clock.now, zone: &clock.zone };
        let found = denial_order(&frame_of(&record), &view, &context, &sort);
        let all = denials_in_time_order(&record);
        let places = Naive::of_all(&record, &view, &clock).rows(None);
        let meant: Vec<u32> = ordered(&record, places, &sort, &view)
            .into_iter()
            .map(|place| all.iter().position(|&other| other == place).unwrap() as u32)
            .collect();
        prop_assert_eq!(found, meant);
    }

    #[test]
    fn an_order_round_trips_through_its_text(sort in sort()) {
        prop_assert_eq!(Sort::parse(&sort.text()), sort);
    }

    #[test]
    fn any_text_is_an_order_without_a_column_twice(text in "[a-z,-]{0,20}|(-?(time|user|count),?){0,6}") {
        let sort = Sort::parse(&text);
        prop_assert_eq!(&Sort::parse(&sort.text()), &sort);
        for (place, key) in sort.0.iter().enumerate() {
            prop_assert_eq!(sort.direction(key.column), Some((key.is_descending, place)));
        }
    }

    #[test]
    fn a_click_changes_one_key_and_few_clicks_return_to_the_start(
        sort in sort(),
        column in prop::sample::select(&DenialColumn::ALL[..]),
    ) {
        let others = |sort: &Sort| {
            let keys = sort.0.iter().copied().filter(|key| key.column != column);
            keys.collect::<Vec<SortKey>>()
        };
        let added = sort.toggled(column, true);
        prop_assert_eq!(others(&added), others(&sort));
        let alone = sort.toggled(column, false);
        prop_assert_eq!(others(&alone), vec![]);
        let is_descending = |sort: &Sort| sort.direction(column).map(|(is_descending, _)| is_descending);
        prop_assert_eq!(is_descending(&alone), is_descending(&added));
        let presses = if column == DenialColumn::Time { 2 } else { 3 };
        let mut pressed = Sort(others(&sort));
        for _ in 0..presses {
            pressed = pressed.toggled(column, true);
        }
        prop_assert_eq!(pressed.0, others(&sort));
    }
}

fn order_of(frame: &Frame, sort: &str) -> Vec<u32> {
    let zone = ZoneOffsets::utc();
    let context = ReportContext {
        now: Second(1000),
        zone: &zone,
    };
    let view = everything(View::default());
    denial_order(frame, &view, &context, &Sort::parse(sort))
}

#[test]
fn equal_rows_are_newest_first_in_either_direction() {
    let of = |at, account| Fact {
        account,
        ..denied(at)
    };
    // Rows 1 and 2 have the same second; row 2 was imported later.
    let frame = frame_of(&[of(1, "b"), of(2, "a"), of(2, "b"), of(3, "a")]);
    assert_eq!(order_of(&frame, ""), [3, 2, 1, 0]);
    assert_eq!(order_of(&frame, "-time"), [3, 2, 1, 0]);
    assert_eq!(order_of(&frame, "time"), [0, 2, 1, 3]);
    assert_eq!(order_of(&frame, "account"), [3, 1, 2, 0]);
    assert_eq!(order_of(&frame, "-account"), [2, 0, 3, 1]);
    assert_eq!(order_of(&frame, "account,time"), [1, 3, 0, 2]);
    assert_eq!(order_of(&frame, "account,-time"), [3, 1, 2, 0]);
    assert_eq!(order_of(&frame, "time,account"), [0, 1, 2, 3]);
    assert_eq!(order_of(&frame, "-time,-account"), [3, 2, 1, 0]);
    assert_eq!(order_of(&frame, "-time,account"), [3, 1, 2, 0]);
    assert_eq!(order_of(&frame, "user,product,server"), [3, 2, 1, 0]);
}

#[test]
fn codes_compare_as_numbers_within_their_space_and_before_texts() {
    let facts: Vec<Fact> = (0..6)
        .map(|status| Fact {
            status: Some(status),
            ..denied(status as i64)
        })
        .collect();
    let mut frame = frame_of(&facts);
    let codes = [
        ("rlm", "-9"),
        ("rlm", "10"),
        ("dsls", "Zebra"),
        ("rlm", "9"),
        ("dsls", "apple"),
        ("rlm", "10a"),
    ];
    let status = |(space, code): (&str, &str)| Status {
        space: space.into(),
        code: code.into(),
        description: "one and the same".into(),
        category: Category::Other,
    };
    // By row, whatever the order of the statuses.
    let places: Vec<usize> = frame.attempts.ids[Dimension::Status]
        .iter()
        .map(|id| id as usize)
        .collect();
    for (place, code) in places.into_iter().zip(codes) {
        frame.dictionaries.statuses[place] = status(code);
    }
    assert_eq!(order_of(&frame, "status"), [4, 2, 0, 3, 1, 5]);
    assert_eq!(order_of(&frame, "-status"), [5, 1, 3, 0, 2, 4]);
    assert_eq!(order_of(&frame, "description"), [5, 4, 3, 2, 1, 0]);
}

#[test]
fn names_and_counts_compare_as_a_reader_expects() {
    let facts = [
        Fact {
            user: "Émile",
            count: 10.0,
            source: Source::Local,
            ..denied(1)
        },
        Fact {
            user: "zoë",
            count: 9.5,
            source: Source::DynamicMonetization,
            ..denied(2)
        },
        Fact {
            user: "Zoë",
            count: -0.0,
            source: Source::Cls,
            ..denied(3)
        },
        Fact {
            user: "émile2",
            count: 0.0,
            source: Source::Cls,
            ..denied(4)
        },
        Fact {
            user: "",
            count: 100.0,
            source: Source::Local,
            ..denied(5)
        },
    ];
    let frame = frame_of(&facts);
    assert_eq!(order_of(&frame, "user"), [4, 2, 1, 0, 3]);
    assert_eq!(order_of(&frame, "count"), [3, 2, 1, 0, 4]);
    assert_eq!(order_of(&frame, "source"), [3, 2, 1, 4, 0]);
}

#[test]
fn verdicts_are_sorted_by_kind_then_by_the_shorter_gap() {
    let of = |at, user| Fact { user, ..denied(at) };
    let facts = [
        // Repeated after 100 s by the next one, which nothing follows.
        of(0, "a"),
        of(100, "a"),
        // Repeated after 20 s by the next one, which was granted after 250 s.
        of(10, "b"),
        of(30, "b"),
        Fact {
            user: "b",
            ..granted(280)
        },
        Fact {
            is_final: false,
            ..of(5, "c")
        },
        // Granted after 15 s.
        of(200, "d"),
        Fact {
            user: "d",
            ..granted(215)
        },
    ];
    // In time order: a0, c5, b10, b30, a100, d200; b10 was granted after 270 s.
    let frame = frame_of(&facts);
    assert_eq!(order_of(&frame, "verdict"), [4, 1, 0, 5, 3, 2]);
    assert_eq!(order_of(&frame, "-verdict"), [2, 3, 5, 0, 1, 4]);
}

#[test]
fn a_header_toggles_ascending_descending_and_unsorted() {
    let press = |sort: &str, column, add| Sort::parse(sort).toggled(column, add).text();
    assert_eq!(press("", Account, false), "account");
    assert_eq!(press("account", Account, false), "-account");
    assert_eq!(press("-account", Account, false), "");
    assert_eq!(press("", Time, false), "time");
    assert_eq!(press("time", Time, false), "");
    assert_eq!(press("-time", Time, false), "time");
    assert_eq!(press("user,-account", Time, false), "time");
    assert_eq!(press("user,account,count", Account, false), "-account");
    assert_eq!(press("user", Account, true), "user,account");
    assert_eq!(
        press("user,account,count", Account, true),
        "user,-account,count"
    );
    assert_eq!(press("user,-account,count", Account, true), "user,count");
    assert_eq!(press("user,time", Time, true), "user");
    assert_eq!(press("-user", User, true), "");
    assert_eq!(Sort::parse("user,-time").direction(Time), Some((true, 1)));
    assert_eq!(Sort::parse("user,-time").direction(Account), None);
}

#[test]
fn unknown_and_repeated_columns_are_left_out() {
    let sort = Sort::parse("user,,nothing,-user,--time,-count,TIME");
    assert_eq!(sort.text(), "user,-count");
    assert_eq!(Sort::parse("").text(), "");
    for column in DenialColumn::ALL {
        assert_eq!(DenialColumn::from_word(column.word()), Some(column));
    }
}
