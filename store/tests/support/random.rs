//! Random events, imports and views for the recount.

use std::collections::BTreeSet;

use domain::event::{Event, Outcome, Second, Source};
use domain::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
    VersionName,
};
use domain::search::search_text;
use domain::status::{Category, LoggedStatus};
use domain::view::{FilterKey, Filters, Measure, Range, View};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// 2025-11-15T12:00:00Z: when reports are asked for.
pub(crate) const NOW: Second = Second(1_763_208_000);

/// UTC, an odd offset, and zones whose clocks change within the last quarter: by an
/// hour in both directions, and by half an hour.
pub(crate) const ZONES: [&str; 5] = [
    "UTC",
    "Asia/Kathmandu",
    "Europe/Madrid",
    "America/New_York",
    "Australia/Lord_Howe",
];

/// When those clocks change, and 2025's spring.
const CHANGES: [i64; 4] = [1_743_296_400, 1_759_591_800, 1_761_440_400, 1_762_063_200];

// Names that differ byte for byte, in cases that only Unicode folds.
const ACCOUNTS: [&str; 3] = ["Nordlicht", "NORDLICHT", "Sørbø"];
const SERVERS: [&str; 3] = ["", "hall-7", "Größe=1"];
const USERS: [&str; 5] = ["", "Zoë Ångström", "ZOË ångström", "İpek", "o'brien%"];
const DEVICES: [&str; 4] = ["", "ΣΊΣΥΦΟΣ", "straße#9", "ws\0_17"];
const PRODUCTS: [&str; 3] = ["", "moldsim", "Ω-cad"];
const FEATURES: [&str; 4] = ["mesh_SOLVER", "MESH_solver", "Ökobilanz", "STRASSE"];
const VERSIONS: [&str; 2] = ["", "2025.1"];
const MODELS: [&str; 3] = ["", "concurrent", "metered"];

/// A status: its space, the code and the text as logged, the code and the description
/// as they come out, and the category.
type Status = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Category,
);

const STATUSES: [Status; 7] = [
    (
        "flexnet-publisher",
        "-4",
        "Licensed number of users already reached.",
        "-4",
        "Licensed number of users already reached",
        Category::Capacity,
    ),
    (
        "rlm",
        "-4",
        "",
        "-4",
        "Wrong host for authorization",
        Category::Other,
    ),
    (
        "flexnet-embedded",
        "11",
        "FEATURE EXPIRED",
        "11",
        "Feature expired",
        Category::Expired,
    ),
    (
        "elastic-access",
        "",
        "insufficient elastic tokens available.",
        "Insufficient elastic tokens available",
        "Insufficient elastic tokens available",
        Category::Capacity,
    ),
    (
        "dsls",
        "",
        "user Ida not authorized",
        "not authorized",
        "User not authorized",
        Category::Rule,
    ),
    (
        "rlm",
        "-9999",
        "The gate: shut.",
        "-9999",
        "The gate: shut.",
        Category::Other,
    ),
    (
        "own",
        "",
        "No entry: today",
        "No entry: today",
        "No entry: today",
        Category::Other,
    ),
];

/// The description and the category's slug of a stored status.
pub(crate) fn meaning(space: &str, code: &str) -> (&'static str, &'static str) {
    let mut statuses = STATUSES.iter();
    let status = statuses.find(|status| (status.0, status.3) == (space, code));
    let (.., description, category) = status.expect("a status that was logged");
    (description, category.slug())
}

/// Seconds near the ends of ranges and the changes of clocks, close enough together
/// for retries and later grants.
fn at() -> impl Strategy<Value = Second> {
    let days_ago = [0, 6, 7, 27, 28, 89, 90, 364, 365, 366];
    let mut marks: Vec<i64> = days_ago.iter().map(|days| NOW.0 - days * 86_400).collect();
    marks.extend(CHANGES);
    let near = prop_oneof![
        4 => select(&[0, 1, 100, 299, 300, 301][..]),
        2 => -4000..4000_i64,
        1 => -90_000..90_000_i64,
    ];
    (select(marks), near).prop_map(|(mark, near)| Second(mark + near))
}

/// An event whose names are of the first `names` of each pool: few names make many
/// repeats and later grants.
fn event(names: usize) -> impl Strategy<Value = Event<'static>> {
    let few = move |pool: &'static [&'static str]| select(&pool[..pool.len().min(names)]);
    let sources = prop::option::of(select(&Source::ALL[..]));
    (
        at(),
        prop_oneof![
            7 => Just(Outcome::Denied),
            2 => Just(Outcome::Granted),
            1 => Just(Outcome::Returned),
        ],
        (
            few(&["", "Sørbø"]),
            few(&SERVERS),
            few(&USERS),
            few(&DEVICES),
        ),
        (few(&PRODUCTS), few(&FEATURES), few(&VERSIONS), few(&MODELS)),
        (sources, select(&[1.0, 25.0, 0.5][..])),
        select(&STATUSES[..STATUSES.len().min(names + 2)]),
        prop::bool::weighted(0.85),
        prop::option::weighted(0.1, select(&["r-1", "r-2", "r-3"][..])),
    )
        .prop_map(|(at, outcome, who, what, rest, status, is_final, id)| {
            let (space, code, description, ..) = status;
            Event {
                account: AccountName(who.0),
                server: ServerName(who.1),
                user: UserName(who.2),
                device: DeviceName(who.3),
                product: ProductName(what.0),
                version: VersionName(what.2),
                model: LicenseModel(what.3),
                source: rest.0,
                count: rest.1,
                status: (outcome == Outcome::Denied).then_some(LoggedStatus {
                    space,
                    code,
                    description,
                }),
                is_final,
                id,
                ..Event::new(at, outcome, FeatureName(what.1))
            }
        })
}

/// A file: the account and the server that its import names, and its lines.
pub(crate) type File = (&'static str, &'static str, Vec<Event<'static>>);

/// Files that share lines: parts of one pool, so that some are grown, cut or renamed
/// others.
pub(crate) fn files() -> impl Strategy<Value = Vec<File>> {
    (1_usize..=5).prop_flat_map(|names| {
        let pool = prop::collection::vec(event(names), 1..=50);
        let account = select(&ACCOUNTS[..ACCOUNTS.len().min(names)]);
        let server = select(&["default", "hall-7"][..names.min(2)]);
        let part = (account, server, any::<Index>(), any::<Index>());
        (pool, prop::collection::vec(part, 1..=5)).prop_map(|(pool, parts)| {
            let file = |(account, server, a, b): (_, _, Index, Index)| {
                let (a, b) = (a.index(pool.len()), b.index(pool.len()));
                (account, server, pool[a.min(b)..=a.max(b)].to_vec())
            };
            parts.into_iter().map(file).collect()
        })
    })
}

/// The values of a key that a database can hold, and two that it cannot.
fn values(key: FilterKey) -> Vec<String> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let mut values: Vec<String> = match key {
        FilterKey::Status => STATUSES
            .iter()
            .map(|status| format!("{}:{}", status.0, status.3))
            .collect(),
        FilterKey::Category => Category::ALL.map(|c| c.slug().to_owned()).to_vec(),
        FilterKey::Account => names(&ACCOUNTS),
        FilterKey::Product => names(&PRODUCTS),
        FilterKey::Feature => names(&FEATURES),
        FilterKey::User => names(&USERS),
        FilterKey::Device => names(&DEVICES),
        FilterKey::Server => names(&["default", "hall-7", "Größe=1"]),
        FilterKey::Source => Source::ALL.map(|s| s.word().to_owned()).to_vec(),
        FilterKey::Model => names(&MODELS),
        FilterKey::Version => names(&VERSIONS),
    };
    values.extend([String::new(), "nowhere".to_owned()]);
    values
}

fn filters() -> impl Strategy<Value = Filters> {
    let one = (select(&FilterKey::ALL[..]), any::<bool>()).prop_flat_map(|(key, not)| {
        let values = prop::collection::btree_set(select(values(key)), 1..=3);
        (Just(key), Just(not), values)
    });
    prop::collection::vec(one, 0..=3).prop_map(|chosen: Vec<(_, _, BTreeSet<String>)>| {
        let mut filters = Filters::default();
        for (key, not, values) in chosen {
            let filter = filters.get_mut(key);
            let side = if not {
                &mut filter.not
            } else {
                &mut filter.only
            };
            side.extend(values);
        }
        filters
    })
}

fn range() -> impl Strategy<Value = Range> {
    let day = |days_ago: i32| -> Date { date(2025, 11, 15).checked_sub(days_ago.days()).unwrap() };
    prop_oneof![
        3 => select(&Range::PRESETS[..]),
        3 => Just(Range::All),
        2 => (-2..60, 0..40).prop_map(move |(to, days)| Range::Dates {
            from: Some(day(to + days)),
            to: Some(day(to)),
        }),
        1 => (-2..60).prop_map(move |from| Range::Dates { from: Some(day(from)), to: None }),
        1 => (-2..60).prop_map(move |to| Range::Dates { from: None, to: Some(day(to)) }),
    ]
}

/// Texts that a reader types.
const TEXTS: [&str; 12] = [
    "", "", "", "Ö", "zoë Å", "strasse", "ß", "i\u{307}", "ς", "%", "\0_", "NORD",
];

pub(crate) fn view() -> impl Strategy<Value = View> {
    let windows = select(&[0, 1, 100, 299, 300, 301, u32::MAX][..]);
    (
        range(),
        select(&ZONES[..]),
        filters(),
        select(&TEXTS[..]),
        select(&Measure::ALL[..]),
        windows.clone(),
        windows,
    )
        .prop_map(|(range, zone, filters, text, measure, w, g)| View {
            range,
            zone: zone.to_owned(),
            filters,
            text: search_text(text),
            measure,
            repeat_window_s: w,
            grant_window_s: g,
        })
}
