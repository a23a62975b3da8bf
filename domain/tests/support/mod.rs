//! A second, naive implementation of the specification to compare the engine with: requests
//! with plain texts, counted with loops. It shares no arithmetic with the engine: local
//! dates are jiff's, true denials are searched pair by pair.

#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this module"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

pub(crate) mod naive_order;
pub(crate) mod naive_report;
pub(crate) mod true_denials;
pub(crate) mod views;

use std::collections::HashMap;
use std::hash::Hash;

use domain::dimension::{Dimension, Names};
use domain::event::{Outcome, Second, Source};
use domain::frame::{Dictionaries, Frame, Licenses, Server, Status, source_of};
use domain::frame_builder::{FrameBuilder, Request};
use domain::names::AccountId;
use domain::status::Category;
use enum_map::enum_map;
use proptest::prelude::*;
use proptest::sample::select;

// Names that differ byte for byte, none a part of another, so that a search of
// raw bytes for a name finds that name only. The empty one is unknown.
pub(crate) const ACCOUNTS: [&str; 4] = ["Nordlicht AG", "nordlicht ag", "Ωmega Κατασκευή", ""];
pub(crate) const SERVERS: [&str; 3] = ["default", "hall-7", "Größe&Co=1"];
pub(crate) const USERS: [&str; 5] = ["", "Zoë Ångström", "zoë ångström", "İpek", "o'brien+1"];
pub(crate) const DEVICES: [&str; 4] = ["", "WS-0815", "straße#9", "лаптоп"];
pub(crate) const PRODUCTS: [&str; 3] = ["", "mouldflow", "CadSuite"];
pub(crate) const FEATURES: [&str; 4] = ["solid_MODEL", "SOLID_model", "Ökobilanz", "100%_mesh"];
pub(crate) const VERSIONS: [&str; 3] = ["", "v2023.12", "7.1-beta"];
pub(crate) const MODELS: [&str; 3] = ["", "concurrent", "metered"];
pub(crate) const COUNTS: [f64; 4] = [1.0, 25.0, 0.5, 3.25];

/// The statuses: one number in two spaces, a code with a colon, several of a category.
pub(crate) const STATUSES: [(&str, &str, &str, Category); 6] = [
    (
        "flexnet-publisher",
        "-4",
        "all licenses taken",
        Category::Capacity,
    ),
    ("rlm", "-4", "wrong host", Category::Other),
    ("rlm", "-22", "every seat in use", Category::Capacity),
    ("flexnet-publisher", "-10", "ran out", Category::Expired),
    ("dsls", "refused: not today", "kept out", Category::Rule),
    ("dsls", "refused", "release too new", Category::Version),
];

/// One request; lists are in import order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    pub(crate) at: i64,
    pub(crate) account: &'static str,
    pub(crate) server: &'static str,
    pub(crate) user: &'static str,
    pub(crate) device: &'static str,
    pub(crate) product: &'static str,
    pub(crate) feature: &'static str,
    pub(crate) version: &'static str,
    pub(crate) model: &'static str,
    pub(crate) source: Source,
    pub(crate) count: f64,
    pub(crate) is_final: bool,
    /// An index into [`STATUSES`]; `None` for a grant or a return.
    pub(crate) status: Option<usize>,
    /// Whether it is a return, if it is not a denial.
    pub(crate) is_returned: bool,
}

impl Fact {
    pub(crate) fn is_denied(&self) -> bool {
        self.status.is_some()
    }

    pub(crate) fn is_granted(&self) -> bool {
        !self.is_denied() && !self.is_returned
    }

    pub(crate) fn is_returned(&self) -> bool {
        !self.is_denied() && self.is_returned
    }

    /// The status of a denial.
    pub(crate) fn status(&self) -> (&'static str, &'static str, &'static str, Category) {
        STATUSES[self.status.expect("a denial")]
    }
}

/// A final denial with all names known.
pub(crate) fn denied(at: i64) -> Fact {
    Fact {
        at,
        account: "Nordlicht AG",
        server: "default",
        user: "İpek",
        device: "WS-0815",
        product: "mouldflow",
        feature: "Ökobilanz",
        version: "7.1-beta",
        model: "concurrent",
        source: Source::Local,
        count: 2.5,
        is_final: true,
        status: Some(0),
        is_returned: false,
    }
}

/// Its grant.
pub(crate) fn granted(at: i64) -> Fact {
    Fact {
        status: None,
        ..denied(at)
    }
}

/// Its return.
pub(crate) fn returned(at: i64) -> Fact {
    Fact {
        is_returned: true,
        ..granted(at)
    }
}

/// The cases of a property, without a file for those that failed. `PROPTEST_CASES` sets
/// another number, for a longer search.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    let asked = asked.and_then(|asked| asked.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A request at one of the `times`, its names taken from the first `names` of each
/// pool: few names give many repeats and later grants.
pub(crate) fn fact(times: BoxedStrategy<i64>, names: usize) -> impl Strategy<Value = Fact> {
    let few = move |pool: &'static [&'static str]| select(&pool[..pool.len().min(names)]);
    (
        times,
        (few(&ACCOUNTS), few(&SERVERS), few(&USERS), few(&DEVICES)),
        (few(&PRODUCTS), few(&FEATURES), few(&VERSIONS), few(&MODELS)),
        (select(&Source::ALL[..]), select(&COUNTS[..])),
        prop::bool::weighted(0.85),
        prop::option::weighted(0.8, 0..STATUSES.len().min(names)),
        prop::bool::weighted(0.3),
    )
        .prop_map(
            |(at, who, what, (source, count), is_final, status, is_returned)| {
                let (account, server, user, device) = who;
                let (product, feature, version, model) = what;
                Fact {
                    at,
                    account,
                    server,
                    user,
                    device,
                    product,
                    feature,
                    version,
                    model,
                    source,
                    count,
                    is_final,
                    status,
                    is_returned,
                }
            },
        )
}

/// Up to `len` requests in import order, which is not the order of their times.
pub(crate) fn record(
    times: BoxedStrategy<i64>,
    names: usize,
    len: usize,
) -> impl Strategy<Value = Vec<Fact>> {
    prop::collection::vec(fact(times, names), 0..=len)
}

/// Distinct names in order of appearance, each with its index.
#[derive(Clone)]
struct Words<T>(Vec<T>, HashMap<T, u32>);

impl<T: Clone + Eq + Hash> Words<T> {
    fn new() -> Self {
        Self(Vec::new(), HashMap::new())
    }

    fn id(&mut self, word: T) -> u32 {
        let Self(words, ids) = self;
        *ids.entry(word).or_insert_with_key(|word| {
            words.push(word.clone());
            words.len() as u32 - 1
        })
    }
}

impl Words<&'static str> {
    fn boxed(self) -> Vec<Box<str>> {
        self.0.into_iter().map(Box::from).collect()
    }
}

/// The frame of some requests.
pub(crate) fn frame_of(record: &[Fact]) -> Frame {
    frame_in_parts(&[record])
}

/// The frame of requests that were imported in parts, each added to the frame
/// of the previous ones.
pub(crate) fn frame_in_parts(parts: &[&[Fact]]) -> Frame {
    let mut frame = Frame::default();
    let mut accounts = Words::new();
    let mut servers = Words::new();
    let mut statuses = Words::new();
    let mut names: [Words<&'static str>; 6] = std::array::from_fn(|_| Words::new());
    for part in parts {
        let mut builder = FrameBuilder::default();
        for fact in *part {
            let account = accounts.id(fact.account);
            let [users, devices, products, features, versions, models] = &mut names;
            builder.push(&Request {
                at: Second(fact.at),
                ids: enum_map! {
                    Dimension::Server => servers.id((account, fact.server)),
                    Dimension::User => users.id(fact.user),
                    Dimension::Device => devices.id(fact.device),
                    Dimension::Product => products.id(fact.product),
                    Dimension::Feature => features.id(fact.feature),
                    Dimension::Version => versions.id(fact.version),
                    Dimension::Model => models.id(fact.model),
                    Dimension::Source => fact.source as u32,
                    Dimension::Status => fact.status.map_or(0, |status| statuses.id(status)),
                },
                count: fact.count,
                is_final: fact.is_final,
                outcome: match fact.status {
                    Some(_) => Outcome::Denied,
                    None if fact.is_returned => Outcome::Returned,
                    None => Outcome::Granted,
                },
            });
        }
        let server = |(account, name): (u32, &str)| Server {
            account: AccountId(account),
            name: name.into(),
        };
        let status = |place: usize| {
            let (space, code, description, category) = STATUSES[place];
            Status {
                space: space.into(),
                code: code.into(),
                description: description.into(),
                category,
            }
        };
        let [users, devices, products, features, versions, models] = names.clone();
        let names = enum_map! {
            Names::Accounts => accounts.clone(),
            Names::Users => users.clone(),
            Names::Devices => devices.clone(),
            Names::Products => products.clone(),
            Names::Features => features.clone(),
            Names::Versions => versions.clone(),
            Names::Models => models.clone(),
        };
        let dictionaries = Dictionaries {
            names: names.map(|_, words| words.boxed()),
            servers: servers.0.iter().copied().map(server).collect(),
            statuses: statuses.0.iter().copied().map(status).collect(),
        };
        frame = builder.join(&frame, 7, dictionaries);
    }
    frame
}

/// The indexes of the denials in time order, within one second in import order.
pub(crate) fn denials_in_time_order(record: &[Fact]) -> Vec<usize> {
    in_time_order(record, Fact::is_denied)
}

/// The indexes of some requests in time order, within one second in import
/// order.
pub(crate) fn in_time_order(record: &[Fact], is_meant: impl Fn(&Fact) -> bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..record.len())
        .filter(|&place| is_meant(&record[place]))
        .collect();
    places.sort_by_key(|&place| (record[place].at, place));
    places
}

/// A grant or a return of a frame with its texts: its second, account, server, user,
/// device, product, feature, model and source.
pub(crate) type PlainMove = (i64, [String; 8]);

/// A grant or a return of the requests with its texts.
pub(crate) fn plain_move(fact: &Fact) -> PlainMove {
    let words = [
        fact.account,
        fact.server,
        fact.user,
        fact.device,
        fact.product,
        fact.feature,
        fact.model,
        fact.source.word(),
    ];
    (fact.at, words.map(str::to_owned))
}

/// The grants and the returns of a frame with their texts.
pub(crate) fn plain_moves(frame: &Frame) -> [Vec<PlainMove>; 2] {
    let words = &frame.dictionaries;
    let plain = |Licenses { at, ids }: &Licenses| {
        assert_eq!(ids[Dimension::Source].len(), at.len());
        let plain = |row: usize| {
            let id = |dimension| ids[dimension].get(row);
            let name = |names, dimension| &*words.names[names][id(dimension) as usize];
            let server = &words.servers[id(Dimension::Server) as usize];
            let names = [
                &*words.names[Names::Accounts][server.account.index()],
                &*server.name,
                name(Names::Users, Dimension::User),
                name(Names::Devices, Dimension::Device),
                name(Names::Products, Dimension::Product),
                name(Names::Features, Dimension::Feature),
                name(Names::Models, Dimension::Model),
                source_of(id(Dimension::Source)).word(),
            ];
            (i64::from(at[row]), names.map(str::to_owned))
        };
        (0..at.len()).map(plain).collect()
    };
    [plain(&frame.grants), plain(&frame.returns)]
}
