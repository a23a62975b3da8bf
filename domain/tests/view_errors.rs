//! What a query string of a view is refused for, and what is read of it all the same.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use std::collections::BTreeSet;

use domain::view::{FilterKey, RANGE_DAYS_MAX, Range, View};
use domain::view_query::ViewError;
use jiff::ToSpan as _;
use jiff::civil::date;

#[test]
fn each_wrong_query_has_its_error() {
    for (key, values) in [
        ("range", &["7", "7D", "1y", "28d ", "ALL", "90d,7d"][..]),
        (
            "from",
            &[
                "2025-02-29",
                "2025-1-01",
                "25-01-01",
                "2025-01-01T00:00",
                "2025/01/01",
                "+025-01-01",
                "today",
                "２０２５-01-01",
            ],
        ),
        (
            "to",
            &[
                "2025-13-01",
                "2025-00-10",
                "2025-01-32",
                "2025-01-01-",
                "-025-01-01",
            ],
        ),
        ("measure", &["denials", "True", "true,users"]),
        ("w", &["-1", "+5", "1.5", "5s", "4294967296", " 5", "٣"]),
        ("g", &["-0", "0x10", "99999999999999999999"]),
        ("status", &["-4", "rlm", "rlm;-22"]),
        ("not-status", &["-4"]),
        ("category", &["Capacity", "not_entitled", "license"]),
        ("not-category", &["capacity,rule"]),
        ("source", &["Local", "dm"]),
        ("not-source", &["clsx"]),
    ] {
        for value in values {
            let query: String = format!("{key}={}", value.replace('+', "%2B"));
            let error = View::parse_strict(&query).unwrap_err();
            assert!(
                matches!(error, ViewError::WrongValue { key: k, .. } if k == key),
                "{query}"
            );
            assert!(
                error.to_string().starts_with(&format!("`{key}={value}`")),
                "{error}"
            );
            let parsed = View::parse(&query);
            assert_eq!(
                parsed.view,
                View::default(),
                "{query} is left at its default"
            );
            assert_eq!(parsed.errors, [error]);
        }
    }
}

#[test]
fn keys_that_no_view_has_are_refused() {
    for query in [
        "stauts=rlm:-22",
        "Range=7d",
        "not-q=x",
        "not-range=7d",
        "accounts=a",
        "=x",
        "x",
        "page=2",
    ] {
        let error = View::parse_strict(query).unwrap_err();
        let key = query.split('=').next().unwrap();
        assert_eq!(error, ViewError::UnknownKey(key.to_owned()), "{query}");
        assert!(
            error.to_string().contains("not-"),
            "it says which keys there are"
        );
    }
    let error = View::parse_strict(&"k".repeat(100_000)).unwrap_err();
    assert!(
        error.to_string().len() < 400,
        "a message is no place for a key of any length"
    );
}

#[test]
fn a_key_that_has_one_value_is_given_once() {
    for key in [
        "range=7d",
        "from=2025-01-01",
        "to=2025-01-01",
        "tz=UTC",
        "q=a",
        "measure=true",
        "w=1",
        "g=1",
    ] {
        let error = View::parse_strict(&format!("{key}&{key}")).unwrap_err();
        let word = key.split_once('=').unwrap().0;
        assert!(
            matches!(error, ViewError::Twice(twice) if twice == word),
            "{key}"
        );
    }
    assert!(View::parse_strict("account=a&account=b&account=a").is_ok());
}

#[test]
fn dates_and_a_range_exclude_each_other() {
    for query in [
        "range=7d&from=2025-01-01",
        "to=2025-01-01&range=12m",
        "range=all&from=2025-01-01&to=2025-01-02",
    ] {
        let parsed = View::parse(query);
        assert_eq!(parsed.errors, [ViewError::RangeAndDates], "{query}");
        assert_eq!(parsed.view, View::default(), "{query}");
    }
}

#[test]
fn dates_hold_a_day_and_no_more_than_a_century() {
    let strict = View::parse_strict;
    assert_eq!(
        strict("from=2025-01-02&to=2025-01-01"),
        Err(ViewError::FromAfterTo)
    );
    assert!(strict("from=2025-01-01&to=2025-01-01").is_ok());
    let first = date(1970, 1, 1);
    let last = first.checked_add((RANGE_DAYS_MAX - 1).days()).unwrap();
    assert!(strict(&format!("from={first}&to={last}")).is_ok());
    let after = last.tomorrow().unwrap();
    assert_eq!(
        strict(&format!("from={first}&to={after}")),
        Err(ViewError::TooLong)
    );
}

#[test]
fn a_lenient_reader_keeps_what_is_right() {
    let parsed = View::parse("w=oops&user=a&nokey=1&range=7d&measure=false&theme=dark&g=60");
    assert_eq!(parsed.view.range, Range::Last7Days);
    assert_eq!(
        (parsed.view.repeat_window_s, parsed.view.grant_window_s),
        (300, 60)
    );
    assert_eq!(
        parsed.view.filters.get(FilterKey::User).only,
        BTreeSet::from(["a".to_owned()])
    );
    assert_eq!(parsed.errors.len(), 3);
    assert_eq!(
        parsed.presentation,
        [("theme".to_owned(), "dark".to_owned())]
    );
    let first = View::parse_strict("w=oops&user=a&nokey=1").unwrap_err();
    assert!(
        matches!(first, ViewError::WrongValue { key: "w", .. }),
        "the first thing wrong"
    );
}

#[test]
fn a_plain_form_sends_empty_fields() {
    let form = "range=&from=&to=&tz=&q=&measure=&w=&g=";
    assert_eq!(View::parse_strict(form), Ok(View::default()));
    assert!(View::parse_strict("range=&from=2025-01-01&to=").is_ok());
}
