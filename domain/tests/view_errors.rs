//! Errors in the query string of a view, and what is still read of it.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use std::collections::BTreeSet;

use domain::view::{FilterKey, QUERY_BYTES_MAX, RANGE_DAYS_MAX, Range, VALUES_MAX, View};
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
                error.to_string().starts_with(&format!("\"{key}={value}\"")),
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
fn unknown_keys_are_refused() {
    for query in [
        "not-q=x",
        "not-range=7d",
        "=x",
        "x",
        "page=2",
        "utm_source=mail",
        "fbclid=IwAR",
        "ref=a",
    ] {
        let error = View::parse_strict(query).unwrap_err();
        let key = query.split('=').next().unwrap();
        assert_eq!(error, ViewError::UnknownKey(key.to_owned()), "{query}");
        assert!(
            error.to_string().contains("not-"),
            "it lists the valid keys"
        );
        // Links get such keys on their way.
        assert_eq!(View::parse(query).notices(), Vec::<String>::new());
    }
    let error = View::parse_strict(&"k".repeat(100_000)).unwrap_err();
    assert!(
        error.to_string().len() < 400,
        "the message does not grow with the key"
    );
}

#[test]
fn a_mistyped_key_names_the_one_that_may_be_meant() {
    for (key, near) in [
        ("stauts", "status"),
        ("Range", "range"),
        ("accounts", "account"),
        ("not-usr", "not-user"),
        ("fron", "from"),
        ("TZ", "tz"),
        ("Theme", "theme"),
        ("mesure", "measure"),
    ] {
        let parsed = View::parse(&format!("{key}=x&account=A"));
        let text = format!("unknown setting \"{key}\": did you mean {near}?");
        assert_eq!(parsed.notices(), [text]);
        assert_eq!(parsed.view.to_query(), "account=A");
        assert!(View::parse_strict(&format!("{key}=x")).is_err());
    }
}

#[test]
fn a_key_with_one_value_can_be_given_once() {
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
fn dates_cover_one_day_to_two_centuries() {
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
fn a_lenient_reader_keeps_what_is_valid() {
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
        "the first error"
    );
}

#[test]
fn a_plain_form_sends_empty_fields() {
    let form = "range=&from=&to=&tz=&q=&measure=&w=&g=";
    assert_eq!(View::parse_strict(form), Ok(View::default()));
    assert!(View::parse_strict("range=&from=2025-01-01&to=").is_ok());
}

/// `count` values of a key, as a query string.
fn values(word: &str, count: usize) -> String {
    let pairs: Vec<String> = (0..count).map(|n| format!("{word}={n}")).collect();
    pairs.join("&")
}

#[test]
fn a_filter_has_at_most_a_hundred_values() {
    for key in [FilterKey::User, FilterKey::Model, FilterKey::Account] {
        for word in [key.word(), key.not_word()] {
            let most = values(word, VALUES_MAX);
            assert!(View::parse_strict(&most).is_ok(), "{word}");
            // A repeated value does not count.
            assert!(View::parse_strict(&format!("{most}&{word}=7")).is_ok());
            let more = format!("range=2w&{most}&{word}=one+more");
            let parsed = View::parse(&more);
            let error = ViewError::TooManyValues(word);
            assert_eq!(parsed.exceeded_limit(), Some(&error), "{word}");
            assert!(error.to_string().contains("100 values"), "{error}");
            assert_eq!(View::parse_strict(&more), Err(error), "it comes first");
            // Links that are older than the limit keep all their values.
            let filter = parsed.view.filters.get(key);
            assert_eq!(filter.only.len() + filter.not.len(), VALUES_MAX + 1);
        }
    }
    let each = FilterKey::ALL.map(|key| match key {
        FilterKey::Status => "status=rlm:-22".to_owned(),
        FilterKey::Category => "category=capacity".to_owned(),
        FilterKey::Source => "source=local".to_owned(),
        key => values(key.word(), VALUES_MAX),
    });
    let parsed = View::parse(&each.join("&"));
    assert_eq!(parsed.exceeded_limit(), None, "the limit is per key");
}

#[test]
fn a_canonical_query_string_has_at_most_eight_kibibytes() {
    let most = format!("user={}", "u".repeat(QUERY_BYTES_MAX - 5));
    assert!(View::parse_strict(&most).is_ok());
    for longer in [
        format!("{most}u"),
        format!("{most}&theme=dark"),
        // Escaped characters take three bytes.
        format!("device={}", "<".repeat(QUERY_BYTES_MAX / 3)),
        // These letters have three bytes in lower case.
        format!("q={}", "\u{23a}".repeat(QUERY_BYTES_MAX / 8)),
        format!("embed={}", "e".repeat(QUERY_BYTES_MAX)),
    ] {
        let parsed = View::parse(&longer);
        let error = parsed.exceeded_limit();
        assert!(
            matches!(error, Some(ViewError::QueryTooLong(bytes)) if *bytes > QUERY_BYTES_MAX),
            "{error:?}"
        );
        assert_eq!(parsed.errors.first(), error, "it comes first");
    }
    // It also comes first among many other errors.
    let wrong = "x=1&".repeat(20) + &values("user", 2_000);
    let parsed = View::parse(&wrong);
    assert!(parsed.exceeded_limit().is_some());
    assert_eq!(parsed.errors.len(), domain::view_query::ERRORS_MAX);
}
