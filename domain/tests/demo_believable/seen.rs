//! What the tests see of the demo data's events, and of the default year.

use std::collections::HashSet;
use std::sync::LazyLock;

use domain::demo::{ATTEMPTS_DEFAULT, DemoOptions, SEED_DEFAULT, generate};
use domain::event::{Event, Outcome, Source};
use domain::status::Category;
use jiff::civil::{Date, date};

pub(super) const UNTIL: Date = date(2025, 8, 31);

/// The fields that the tests check, in the order of events.
pub(super) struct Seen {
    pub(super) at: i64,
    pub(super) outcome: Outcome,
    pub(super) account: Name,
    pub(super) server: Name,
    pub(super) source: Source,
    /// User, device and feature.
    pub(super) request: [Name; 3],
    pub(super) product: Name,
    pub(super) version: Name,
    pub(super) model: Name,
    /// Code space and code, or the description if there is no code.
    pub(super) status: Option<(Name, Name)>,
    pub(super) is_final: bool,
}

/// An interned name: a year has a million events and some thousand names.
pub(super) type Name = &'static str;

fn intern(names: &mut HashSet<Name>, name: &str) -> Name {
    if let Some(known) = names.get(name) {
        return known;
    }
    let name: Name = Box::leak(name.into());
    names.insert(name);
    name
}

/// The default year.
pub(super) static YEAR: LazyLock<Vec<Seen>> =
    LazyLock::new(|| seen(&options(ATTEMPTS_DEFAULT, SEED_DEFAULT)));

impl Seen {
    fn of(names: &mut HashSet<Name>, event: &Event<'_>) -> Self {
        let mut name = |text| intern(names, text);
        Self {
            at: event.at.0,
            outcome: event.outcome,
            account: name(event.account.0),
            server: name(event.server.0),
            source: event.source.expect("every event has a source"),
            request: [event.user.0, event.device.0, event.feature.0].map(&mut name),
            product: name(event.product.0),
            version: name(event.version.0),
            model: name(event.model.0),
            status: event.status.map(|status| {
                let code = match status.code {
                    "" => status.description,
                    code => code,
                };
                (name(status.space), name(code))
            }),
            is_final: event.is_final,
        }
    }

    pub(super) fn is_denied(&self) -> bool {
        self.outcome == Outcome::Denied
    }

    pub(super) fn category(&self) -> Option<Category> {
        let (space, code) = self.status?;
        Some(category(space, code))
    }
}

/// The categories of the codes that the demo uses; a code without one fails the test.
pub(super) fn category(space: &str, code: &str) -> Category {
    match (space, code) {
        ("flexnet-publisher", "-4" | "-24" | "-26")
        | ("rlm", "-22" | "-25" | "-8")
        | ("flexnet-embedded", "7" | "58")
        | ("elastic-access", "Insufficient elastic tokens available") => Category::Capacity,
        ("flexnet-publisher", "-10")
        | ("rlm", "-3")
        | ("flexnet-embedded", "11" | "6")
        | ("elastic-access", "No valid active line items") => Category::Expired,
        ("flexnet-publisher", "-5" | "-18")
        | ("rlm", "-1" | "-18")
        | ("flexnet-embedded", "15" | "73")
        | ("elastic-access", "201") => Category::NotEntitled,
        ("flexnet-publisher", "-38" | "-39" | "-87")
        | ("rlm", "-11" | "-13" | "-14")
        | ("flexnet-embedded", "67" | "80") => Category::Rule,
        ("flexnet-publisher", "-21" | "-25") | ("rlm", "-6") | ("flexnet-embedded", "12") => {
            Category::Version
        }
        ("flexnet-publisher", "-97" | "-15" | "-96" | "-34")
        | ("rlm", "-17" | "-20" | "-40")
        | ("flexnet-embedded", "8" | "55" | "9")
        | ("elastic-access", "102") => Category::Other,
        _ => panic!("no category for {space} {code}"),
    }
}

pub(super) fn options(attempts: u64, seed: u64) -> DemoOptions {
    DemoOptions {
        attempts,
        seed,
        until: UNTIL,
    }
}

pub(super) fn seen(options: &DemoOptions) -> Vec<Seen> {
    let mut names = HashSet::new();
    let mut all = Vec::new();
    generate(options, &mut |event| all.push(Seen::of(&mut names, event)));
    all
}
