//! The query string of a view: parsing and printing.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod support;

use std::collections::BTreeSet;

use domain::event::Source;
use domain::search::search_text;
use domain::status::Category;
use domain::view::{FilterKey, Filters, Measure, RANGE_DAYS_MAX, Range, View};
use domain::view_query::{PRESENTATION_KEYS, date_text, parse_date};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::select;

use support::cases;

/// Any text, with frequent characters that are special in query strings.
fn text() -> impl Strategy<Value = String> {
    let special = [
        '&', '=', '%', '+', ' ', '?', '#', ';', ':', '"', '\'', '\0', '\n', '\r', '<',
    ];
    let character = prop_oneof![
        2 => any::<char>(),
        1 => select(special.to_vec()),
        1 => select(vec!['a', 'İ', 'ß', 'Σ', '\u{307}', '\u{fffd}', '\u{202e}', '😀']),
    ];
    prop::collection::vec(character, 0..8).prop_map(String::from_iter)
}

/// A valid value of a key.
fn value(key: FilterKey) -> BoxedStrategy<String> {
    let known = |words: &[&str]| {
        select(
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>(),
        )
    };
    match key {
        FilterKey::Status => prop_oneof![
            4 => (text(), text()).prop_map(|(space, code)| format!("{space}:{code}")),
            1 => Just(String::new()),
        ]
        .boxed(),
        FilterKey::Category => {
            let slugs = Category::ALL.map(Category::slug);
            known(&[&slugs[..], &[""]].concat()).boxed()
        }
        FilterKey::Source => {
            let words = Source::ALL.map(Source::word);
            known(&[&words[..], &[""]].concat()).boxed()
        }
        _ => text().boxed(),
    }
}

fn filters() -> impl Strategy<Value = Filters> {
    let one = (select(&FilterKey::ALL[..]), any::<bool>())
        .prop_flat_map(|(key, not)| (Just(key), Just(not), value(key)));
    prop::collection::vec(one, 0..8).prop_map(|chosen| {
        let mut filters = Filters::default();
        for (key, not, value) in chosen {
            let filter = filters.get_mut(key);
            let values = if not {
                &mut filter.not
            } else {
                &mut filter.only
            };
            values.insert(value);
        }
        filters
    })
}

/// Any date with a year of four digits.
fn any_date() -> impl Strategy<Value = Date> {
    (0..=9999_i16, 1..=12_i8, 1..=31_i8)
        .prop_map(|(year, month, day)| Date::new(year, month, day.min(28)).unwrap())
}

fn range() -> impl Strategy<Value = Range> {
    prop_oneof![
        select(&Range::PRESETS[..]),
        (any_date(), 0..RANGE_DAYS_MAX).prop_map(|(from, days)| {
            let to = from.saturating_add(days.days());
            Range::Dates {
                from: Some(from),
                to: Some(to),
            }
        }),
        any_date().prop_map(|from| Range::Dates {
            from: Some(from),
            to: None
        }),
        any_date().prop_map(|to| Range::Dates {
            from: None,
            to: Some(to)
        }),
    ]
}

fn view() -> impl Strategy<Value = View> {
    let window = || prop_oneof![Just(300), Just(0), any::<u32>()];
    let zone = prop_oneof![
        Just("UTC".to_owned()),
        Just("Etc/GMT+3".to_owned()),
        text().prop_filter("an empty value is the default", |zone| !zone.is_empty()),
    ];
    (
        range(),
        zone,
        filters(),
        text(),
        select(&Measure::ALL[..]),
        window(),
        window(),
    )
        .prop_map(
            |(range, zone, filters, text, measure, repeat_window_s, grant_window_s)| View {
                range,
                zone,
                filters,
                text: search_text(&text),
                measure,
                repeat_window_s,
                grant_window_s,
            },
        )
}

/// The key of each pair of a query.
fn keys(query: &str) -> Vec<&str> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap().0).collect()
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn a_view_round_trips_through_its_query(view in view()) {
        let query = view.to_query();
        prop_assert_eq!(View::parse_strict(&query), Ok(view.clone()));
        prop_assert_eq!(View::parse_strict(&format!("?{query}")), Ok(view.clone()));
        let parsed = View::parse(&query);
        prop_assert_eq!(parsed.view, view);
        prop_assert!(parsed.errors.is_empty() && parsed.presentation.is_empty());
    }

    #[test]
    fn a_query_is_canonical(view in view(), turn in any::<prop::sample::Index>()) {
        let query = view.to_query();
        let keys = keys(&query);
        prop_assert!(keys.is_sorted(), "{}", query);
        prop_assert!(query.is_ascii() && !query.contains([' ', '"', '<', '#', '\n', '\0']));
        for (key, is_default) in [
            ("range", !matches!(view.range, Range::Last7Days | Range::Last28Days | Range::Last90Days | Range::All)),
            ("tz", view.zone == "UTC"),
            ("q", view.text.is_empty()),
            ("measure", view.measure == Measure::Attempts),
            ("w", view.repeat_window_s == 300),
            ("g", view.grant_window_s == 300),
        ] {
            prop_assert_eq!(keys.contains(&key), !is_default, "{} in {}", key, query);
        }
        // Whatever the order of pairs, and however often a filter's value is repeated.
        let mut pairs: Vec<&str> = query.split('&').collect();
        let at = turn.index(pairs.len());
        pairs.rotate_left(at);
        let again: Vec<&str> = pairs.iter().copied().filter(|pair| pair.contains("not-")).collect();
        pairs.extend(again);
        prop_assert_eq!(View::parse_strict(&pairs.join("&")).unwrap().to_query(), query);
    }

    #[test]
    fn presentation_keys_are_kept_apart(
        view in view(),
        presentation in prop::collection::vec((select(&PRESENTATION_KEYS[..]), text()), 0..4),
    ) {
        let presentation: Vec<(String, String)> =
            presentation.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let query = view.to_query_with(&presentation);
        let parsed = View::parse(&query);
        prop_assert_eq!(&parsed.view, &view);
        prop_assert_eq!(parsed.presentation, presentation);
        prop_assert_eq!(parsed.errors, vec![]);
        prop_assert_eq!(View::parse_strict(&query), Ok(view));
    }

    #[test]
    fn no_text_panics_and_what_is_read_can_be_written(query in text(), bytes in any::<Vec<u8>>()) {
        let keys = ["", "range=", "from=", "tz=", "status=", "not-category=", "q=", "w=", "theme="];
        for key in keys {
            for value in [&query, &*String::from_utf8_lossy(&bytes)] {
                let parsed = View::parse(&format!("{key}{value}"));
                let written = View::parse(&parsed.view.to_query());
                prop_assert_eq!(&written.view, &parsed.view);
                prop_assert_eq!(written.errors, vec![]);
                for error in parsed.errors {
                    prop_assert!(error.to_string().chars().count() < 400);
                }
            }
        }
        let _ = parse_date(&query);
    }

    #[test]
    fn a_date_round_trips_through_its_text(date in any_date()) {
        prop_assert_eq!(parse_date(&date_text(date)), Some(date));
        prop_assert_eq!(date_text(date), date.to_string());
    }
}

/// A set of strings.
fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn the_default_view_is_the_empty_query() {
    assert_eq!(View::default().to_query(), "");
    assert_eq!(View::parse_strict(""), Ok(View::default()));
    assert_eq!(View::parse_strict("?"), Ok(View::default()));
    let spelled = "range=12m&tz=UTC&measure=attempts&w=300&g=300";
    assert_eq!(View::parse_strict(spelled), Ok(View::default()));
    let view = View::default();
    assert_eq!((view.range, &*view.zone), (Range::Last12Months, "UTC"));
    assert_eq!((view.repeat_window_s, view.grant_window_s), (300, 300));
}

#[test]
fn every_key_has_its_place() {
    let query = "account=Nord+%26+S%C3%B6hne&category=not-entitled&device=ws%2B1&feature=a%3Db%25\
                 &from=2025-01-31&g=0&measure=users&model=metered&not-account=x&not-category=other\
                 &not-device=y&not-feature=z&not-model=&not-product=p&not-server=s&not-source=cls\
                 &not-status=rlm%3A-22&not-user=u&not-version=2.1&product=q&q=%C3%A9t%C3%A9&server=hall&source=local\
                 &status=dsls%3Ano%3Amore&to=2025-02-01&tz=Asia%2FKathmandu&user=&user=o%27b&version=1%2B&w=4294967295";
    let view = View::parse_strict(query).unwrap();
    assert_eq!(view.to_query(), query);
    let only = |key| &view.filters.get(key).only;
    let not = |key| &view.filters.get(key).not;
    assert_eq!(*only(FilterKey::Account), set(&["Nord & Söhne"]));
    assert_eq!(*only(FilterKey::Category), set(&["not-entitled"]));
    assert_eq!(*only(FilterKey::Device), set(&["ws+1"]));
    assert_eq!(*only(FilterKey::Feature), set(&["a=b%"]));
    assert_eq!(*only(FilterKey::Status), set(&["dsls:no:more"]));
    assert_eq!(*only(FilterKey::User), set(&["", "o'b"]));
    assert_eq!(*not(FilterKey::Model), set(&[""]));
    assert_eq!(*only(FilterKey::Version), set(&["1+"]));
    assert_eq!(*not(FilterKey::Source), set(&["cls"]));
    for key in FilterKey::ALL {
        assert!(!not(key).is_empty(), "not-{}", key.word());
        assert_eq!(key.not_word(), format!("not-{}", key.word()));
    }
    let (from, to) = (date(2025, 1, 31), date(2025, 2, 1));
    assert_eq!(
        view.range,
        Range::Dates {
            from: Some(from),
            to: Some(to)
        }
    );
    assert_eq!(
        (view.zone.as_str(), view.text.as_str()),
        ("Asia/Kathmandu", "été")
    );
    assert_eq!(
        (view.measure, view.grant_window_s),
        (Measure::AffectedUsers, 0)
    );
    assert_eq!(view.repeat_window_s, u32::MAX);
}

#[test]
fn text_is_lower_cased_by_unicode() {
    let text = |query: &str| View::parse_strict(query).unwrap().text;
    assert_eq!(text("q=%C3%89COLE+Stra%C3%9FE"), "école straße");
    assert_eq!(text("q=%C4%B0"), "i\u{307}");
    assert_eq!(text("q=%D0%9B"), "л");
}

#[test]
fn a_value_of_one_account_brings_its_account() {
    let view = View::parse_strict("account=B&not-account=A&not-user=u").unwrap();
    let user = view.toggled_in("A", FilterKey::User, "u");
    assert_eq!(user.to_query(), "account=A&account=B&user=u");
    let without = user.toggled_in("A", FilterKey::User, "u");
    assert_eq!(
        without.to_query(),
        "account=A&account=B",
        "the account stays"
    );
}
