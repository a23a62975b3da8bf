//! `turnaway report --view`: what each key of a view does, and the messages about invalid keys
//! and values.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use serde_json::Value;
use support::{Place, measures};

/// Eight attempts that the filters can tell apart.
const ROWS: &str = "\
2025-07-15T08:00:00Z,denied,Brenn,eu-1,local,nadia,ws-1,suite,mesh,concurrent,flexnet-publisher,-4,
2025-08-29T10:00:00Z,denied,Brenn,eu-1,local,nadia,ws-1,suite,mesh,concurrent,flexnet-publisher,-4,
2025-08-29T10:01:00Z,denied,Brenn,eu-1,local,nadia,ws-1,suite,mesh,concurrent,flexnet-publisher,-4,
2025-08-29T10:03:00Z,granted,Brenn,eu-2,local,nadia,ws-1,suite,mesh,concurrent,,,
2025-08-29T11:00:00Z,denied,Brenn,eu-1,local,otto,ws-2,suite,solver,concurrent,flexnet-publisher,-10,
2025-08-30T09:00:00Z,denied,Åker,us-1,cls,nadia,ws-9,suite,mesh,metered,flexnet-embedded,7,
2025-08-30T09:30:00Z,denied,Åker,us-1,cls,,,suite,mesh,metered,flexnet-embedded,7,
2025-08-31T08:00:00Z,denied,Åker,us-2,dynamic-monetization,pia,,viewer,a:b & c,,elastic-access,102,false
2025-08-31T09:00:00Z,denied,Åker,us-2,local,pia,,,mesh,,own space,code:with:colons,
";

fn place() -> Place {
    let place = Place::new();
    place.import_rows(ROWS);
    place
}

fn report(place: &Place, view: &str) -> Value {
    place.report_with(&["--view", view, "--now", "2025-08-31T12:00:00Z"])
}

/// Asserts the attempts, true denials and affected users of each view.
fn assert_measures(expected: &[(&str, [u64; 3])]) {
    let place = place();
    for (view, expected) in expected {
        assert_eq!(measures(&report(&place, view)), *expected, "{view}");
    }
}

#[test]
fn ranges_and_dates_have_whole_days() {
    assert_measures(&[
        ("", [8, 5, 4]),
        ("range=12m", [8, 5, 4]),
        ("range=all", [8, 5, 4]),
        ("range=90d", [8, 5, 4]),
        ("range=28d", [7, 4, 4]),
        ("range=7d", [7, 4, 4]),
        ("from=2025-08-30&to=2025-08-30", [2, 2, 1]),
        ("from=2025-08-30", [4, 3, 2]),
        ("to=2025-08-29", [4, 2, 2]),
        ("from=&to=&range=", [8, 5, 4]),
        ("?range=7d", [7, 4, 4]),
    ]);
}

#[test]
fn days_are_those_of_the_zone() {
    // At UTC+14, 2025-08-30 begins at 10:00 of the previous day.
    assert_measures(&[
        (
            "from=2025-08-30&to=2025-08-30&tz=Pacific/Kiritimati",
            [5, 3, 3],
        ),
        (
            "from=2025-08-29&to=2025-08-29&tz=Pacific/Kiritimati",
            [0, 0, 0],
        ),
    ]);
    let by_day = &report(&place(), "range=7d&tz=Pacific/Kiritimati")["by_day"];
    assert_eq!(by_day[6]["day"], "2025-09-01", "it is tomorrow there");
}

#[test]
fn each_filter_has_a_negative() {
    assert_measures(&[
        ("status=flexnet-publisher:-4", [3, 1, 1]),
        ("not-status=flexnet-publisher:-4", [5, 4, 3]),
        ("status=own space:code:with:colons", [1, 1, 1]),
        ("category=capacity", [5, 3, 2]),
        ("not-category=capacity", [3, 2, 2]),
        ("account=Brenn", [4, 2, 2]),
        ("not-account=Brenn", [4, 3, 2]),
        ("product=suite", [6, 4, 3]),
        ("not-product=suite", [2, 1, 1]),
        ("feature=mesh", [6, 4, 3]),
        ("not-feature=mesh", [2, 1, 2]),
        ("user=nadia", [4, 2, 2]),
        ("not-user=nadia", [4, 3, 2]),
        ("device=ws-1", [3, 1, 1]),
        ("not-device=ws-1", [5, 4, 3]),
        ("server=us-1", [2, 2, 1]),
        ("not-server=us-1", [6, 3, 3]),
        ("source=cls", [2, 2, 1]),
        ("not-source=cls", [6, 3, 3]),
        ("model=metered", [2, 2, 1]),
        ("not-model=metered", [6, 3, 3]),
        ("version=2.1", [0, 0, 0]),
        ("not-version=2.1", [8, 5, 4]),
    ]);
}

#[test]
fn values_are_alternatives_keys_are_combined_and_empty_is_unknown() {
    assert_measures(&[
        ("user=otto&user=pia", [3, 2, 2]),
        ("account=Brenn&user=nadia", [3, 1, 1]),
        ("not-user=otto&not-user=pia", [5, 3, 2]),
        ("user=nadia&not-account=Brenn", [1, 1, 1]),
        ("user=", [1, 1, 0]),
        ("not-user=", [7, 4, 4]),
        ("device=", [3, 2, 1]),
        ("product=", [1, 1, 1]),
        ("model=&user=pia", [2, 1, 1]),
        ("version=", [8, 5, 4]),
        ("feature=a%3Ab+%26%20c", [1, 0, 1]),
        ("account=brenn", [0, 0, 0]),
    ]);
}

#[test]
fn text_is_one_substring_in_any_case() {
    assert_measures(&[
        ("q=NAD", [4, 2, 2]),
        ("q=WS-1", [3, 1, 1]),
        ("q=esh", [6, 4, 3]),
        ("q=åKER", [4, 3, 2]),
        ("q=%C3%85ker&user=nadia", [1, 1, 1]),
        ("q=b %26", [1, 0, 1]),
        ("q=suite", [0, 0, 0]),
    ]);
}

#[test]
fn windows_include_their_last_second() {
    assert_measures(&[
        ("w=0", [8, 5, 4]),
        ("g=0", [8, 6, 4]),
        ("w=0&g=0", [8, 7, 4]),
        ("g=120", [8, 5, 4]),
        ("g=119", [8, 6, 4]),
        ("w=60&g=119", [8, 6, 4]),
        ("w=59&g=119", [8, 7, 4]),
        ("w=4294967295&g=4294967295", [8, 4, 4]),
    ]);
}

#[test]
fn a_list_ignores_the_filter_on_its_own_key_only() {
    let report = report(&place(), "account=Brenn&not-user=otto");
    assert_eq!(measures(&report), [3, 1, 1]);
    assert_eq!(measures(&report["totals"]["by_account"]), [7, 4, 3]);
    let accounts = report["by_account"].as_array().unwrap();
    let accounts: Vec<_> = accounts.iter().map(|row| row["account"].clone()).collect();
    assert_eq!(accounts, ["Åker", "Brenn"]);
    assert_eq!(
        measures(&report["totals"]["by_user"]),
        [4, 2, 2],
        "otto is there"
    );
    for list in [
        "by_status",
        "by_category",
        "by_feature",
        "by_server",
        "by_day",
    ] {
        assert_eq!(measures(&report["totals"][list]), [3, 1, 1], "{list}");
    }
}

#[test]
fn the_view_is_printed_in_its_canonical_form() {
    let place = place();
    for (given, canonical) in [
        (
            "measure=users&account=B&account=A&range=7d",
            "account=A&account=B&measure=users&range=7d",
        ),
        ("range=12m&measure=attempts&w=300&g=300&tz=UTC", ""),
        ("q=NADIA&user=", "q=nadia&user="),
        (
            "from=2025-08-01&to=2025-08-31",
            "from=2025-08-01&to=2025-08-31",
        ),
    ] {
        assert_eq!(report(&place, given)["view"], canonical, "{given}");
    }
}

#[test]
fn presentation_keys_are_accepted_and_ignored() {
    let place = place();
    let keys = "theme=dark&embed=1&compare=2024&step=week&sort=user&hide=device&hide=version";
    assert_eq!(report(&place, keys), report(&place, ""));
    assert_eq!(
        report(&place, &format!("user=nadia&{keys}"))["view"],
        "user=nadia"
    );
}

#[test]
fn an_invalid_view_is_an_error() {
    let place = place();
    let wrong = [
        ("color=red", "unknown setting \"color\""),
        ("Range=7d", "unknown setting \"Range\""),
        ("not-range=7d", "unknown setting \"not-range\""),
        (
            "range=30d",
            "\"range=30d\" is invalid: use 7d, 28d, 90d, 12m or all",
        ),
        ("from=2025-13-01", "\"from=2025-13-01\" is invalid"),
        ("to=yesterday", "\"to=yesterday\" is invalid"),
        ("range=7d&from=2025-08-01", "\"range\" and \"from\"/\"to\""),
        ("from=2025-08-02&to=2025-08-01", "\"from\" is after \"to\""),
        ("from=1800-01-01&to=2100-01-01", "more than 73050 days"),
        ("tz=Mars/Olympus", "unknown time zone \"Mars/Olympus\""),
        ("status=-4", "space:code"),
        (
            "not-category=full",
            "capacity, expired, not-entitled, rule, version or other",
        ),
        ("source=cloud", "cls, local or dynamic-monetization"),
        ("measure=denials", "attempts, true or users"),
        ("w=-1", "\"w=-1\" is invalid"),
        ("g=4294967296", "\"g=4294967296\" is invalid"),
        ("w=5&w=6", "\"w\" is given twice"),
    ];
    for (view, message) in wrong {
        for options in [
            &["report", "--view", view][..],
            &["report", "--json", "--view", view],
        ] {
            place
                .run(options)
                .assert_nothing_done(&["turnaway: ", message]);
        }
    }
}

#[test]
fn wrong_options_are_errors() {
    let place = place();
    place
        .run(&["report", "--now", "today"])
        .assert_nothing_done(&["--now", "RFC 3339"]);
    place
        .run(&["report", "--top=-1"])
        .assert_nothing_done(&["--top"]);
    place
        .run(&["report", "--color"])
        .assert_nothing_done(&["--color"]);
    place.run(&["reports"]).assert_nothing_done(&["reports"]);
    place
        .run(&[])
        .assert_nothing_done(&["import", "report", "serve", "demo"]);
}
