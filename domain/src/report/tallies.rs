//! The tallies of a report, filled row by row.

use hashbrown::HashMap;

use super::counted::{Counted, account_of, category_of};
use super::list::Tally;
use super::{List, Report, ServerKey, StatusKey, UserKey, Without, mask};
use crate::event::Source;
use crate::frame::{Frame, Server, source_of, word};
use crate::status::Category;
use crate::view::{Days, FilterKey, Measure, View};

/// The tallies of every list of a report.
pub(super) struct Tallies<'a> {
    frame: &'a Frame,
    view: &'a View,
    days: Days,
    totals: Tally,
    status: Tally,
    category: Tally,
    account: Tally,
    feature: Tally,
    product: Tally,
    user: Tally,
    server: Tally,
    server_names: ServerNames<'a>,
    server_name: Tally,
    source: Tally,
    model: Tally,
    day: Tally,
    is_account_hit: Vec<bool>,
    /// Each filter that is set, with its bits in a row's mask.
    without: Vec<(Without, u16)>,
}

impl<'a> Tallies<'a> {
    /// Nothing counted yet.
    pub(super) fn new(frame: &'a Frame, view: &'a View, days: Days) -> Self {
        let words = &frame.dictionaries;
        let persons = frame.persons.len();
        let tally = |keys: usize| Tally::new(keys, persons);
        let one_key_a_person = |keys: usize| Tally::with_one_key_a_person(keys, persons);
        let server_names = ServerNames::of(&words.servers);
        Self {
            frame,
            view,
            days,
            totals: one_key_a_person(1),
            status: tally(words.statuses.len()),
            category: tally(Category::ALL.len()),
            account: one_key_a_person(words.accounts.len()),
            feature: tally(words.features.len()),
            product: tally(words.products.len()),
            user: one_key_a_person(persons),
            server: tally(words.servers.len()),
            server_name: tally(server_names.names.len()),
            server_names,
            source: tally(Source::ALL.len()),
            model: tally(words.models.len()),
            day: tally(days.len()),
            is_account_hit: vec![false; words.accounts.len()],
            without: without(view),
        }
    }

    /// Counts a row wherever the filters it fails allow.
    pub(super) fn take(&mut self, row: usize, day: i32, failed: u16) {
        // No list ignores two filters.
        if failed.count_ones() > 1 {
            return;
        }
        for (without, bits) in &mut self.without {
            without.attempts += u64::from(failed & !*bits == 0);
        }
        let counted = Counted::of(self.frame, self.view, row);
        if failed == 0 {
            self.take_passed(row, day, counted);
        }
        self.take_by_key(row, failed, counted);
    }

    /// Counts a row that passes every filter in what ignores none.
    fn take_passed(&mut self, row: usize, day: i32, counted: Counted) {
        self.totals.take(0, counted);
        // The day is one of the days, so the difference is not negative.
        let day = i64::from(day) - i64::from(self.days.first);
        self.day.take(day as u32, counted);
        let account = account_of(self.frame, row);
        if let Some(is_hit) = self.is_account_hit.get_mut(account as usize) {
            *is_hit = true;
        }
    }

    /// Counts a row in each list that ignores what it fails.
    fn take_by_key(&mut self, row: usize, failed: u16, counted: Counted) {
        let columns = &self.frame.attempts;
        let counts_by = |key: FilterKey| failed & !mask::bit(key) == 0;
        if counts_by(FilterKey::Status) {
            self.status.take(columns.status.get(row), counted);
        }
        if counts_by(FilterKey::Category) {
            let category = category_of(self.frame, row);
            self.category.take(category as u32, counted);
        }
        if counts_by(FilterKey::Account) {
            let account = account_of(self.frame, row);
            self.account.take(account, counted);
        }
        if counts_by(FilterKey::Feature) {
            self.feature.take(columns.feature.get(row), counted);
        }
        if counts_by(FilterKey::Product) {
            self.product.take(columns.product.get(row), counted);
        }
        if counts_by(FilterKey::User) {
            self.user.take(columns.person.get(row), counted);
        }
        if counts_by(FilterKey::Server) {
            let server = columns.server.get(row);
            self.server.take(server, counted);
            self.server_name.take(self.server_names.id(server), counted);
        }
        if counts_by(FilterKey::Source) {
            let source = source_of(columns.source.get(row));
            self.source.take(source as u32, counted);
        }
        if counts_by(FilterKey::Model) {
            self.model.take(columns.model.get(row), counted);
        }
    }

    /// The report of the rows taken.
    pub(super) fn report(self, top: usize) -> Report {
        let words = &self.frame.dictionaries;
        let measure = self.view.measure;
        let account = |id: u32| word(&words.accounts, id);
        let name_of_person = |id: u32| {
            let person = self.frame.persons.get(id as usize);
            person.map(|person| (account(person.account.0), word(&words.users, person.user.0)))
        };
        let name_of_server = |id: u32| {
            let server = words.servers.get(id as usize);
            server.map(|server| (account(server.account.0), &*server.name))
        };
        let slug = |id: u32| Category::from_index(id as u8).map_or("", Category::slug);
        let server_name = |id: u32| self.server_names.name(id);
        let hit = self.is_account_hit.iter().filter(|is_hit| **is_hit);
        Report {
            totals: self.totals.totals(),
            by_status: by_status(self.status, self.frame, measure, top),
            by_category: named(self.category, measure, top, slug),
            by_account: named(self.account, measure, top, account),
            by_feature: named(self.feature, measure, top, |id| word(&words.features, id)),
            by_product: named(self.product, measure, top, |id| word(&words.products, id)),
            by_user: self.user.list(measure, top, name_of_person, |id| {
                let (account, user) = name_of_person(id).unwrap_or_default();
                UserKey {
                    account: account.to_owned(),
                    user: user.to_owned(),
                }
            }),
            by_server: self.server.list(measure, top, name_of_server, |id| {
                let (account, server) = name_of_server(id).unwrap_or_default();
                ServerKey {
                    account: account.to_owned(),
                    server: server.to_owned(),
                }
            }),
            by_server_name: named(self.server_name, measure, top, server_name),
            by_source: named(self.source, measure, top, |id| source_of(id).word()),
            by_model: named(self.model, measure, top, |id| word(&words.models, id)),
            accounts_hit: hit.count() as u64,
            without: self
                .without
                .into_iter()
                .map(|(without, _)| without)
                .collect(),
            by_day: self.day.days(measure, self.days),
        }
    }
}

/// The list of keys that are names.
pub(super) fn named<'n>(
    tally: Tally,
    measure: Measure,
    top: usize,
    name: impl Fn(u32) -> &'n str,
) -> List<String> {
    tally.list(measure, top, &name, |id| name(id).to_owned())
}

fn by_status(tally: Tally, frame: &Frame, measure: Measure, top: usize) -> List<StatusKey> {
    let status = |id: u32| frame.dictionaries.statuses.get(id as usize);
    let name = |id: u32| status(id).map(|status| (&*status.space, &*status.code));
    tally.list(measure, top, name, |id| {
        let text = |text: &str| text.to_owned();
        StatusKey {
            space: status(id).map_or(String::new(), |status| text(&status.space)),
            code: status(id).map_or(String::new(), |status| text(&status.code)),
            description: status(id).map_or(String::new(), |status| text(&status.description)),
            category: status(id).map_or(String::new(), |status| text(status.category.slug())),
            place: id,
        }
    })
}

/// The filters that are set, in the order of their keys, the text last, each with its
/// bits in a row's mask.
fn without(view: &View) -> Vec<(Without, u16)> {
    let mut without: Vec<(Without, u16)> = Vec::new();
    let mut push = |key: Option<FilterKey>, bits: u16| {
        without.push((Without { key, attempts: 0 }, bits));
    };
    for (key, _) in view.filters.set() {
        push(Some(key), mask::bit(key));
    }
    if !view.text.is_empty() {
        let keys = FilterKey::ALL.into_iter().map(mask::bit);
        // What is no key's is the text's.
        push(None, !keys.fold(0, |bits, bit| bits | bit));
    }
    without
}

/// The names of servers, each once, whatever the account.
struct ServerNames<'a> {
    names: Vec<&'a str>,
    /// By server, the place of its name.
    ids: Vec<u32>,
}

impl<'a> ServerNames<'a> {
    fn of(servers: &'a [Server]) -> Self {
        let mut names = Vec::new();
        let mut places: HashMap<&str, u32> = HashMap::new();
        let ids = servers.iter().map(|server| {
            *places.entry(&server.name).or_insert_with(|| {
                names.push(&*server.name);
                names.len() as u32 - 1
            })
        });
        let ids = ids.collect();
        Self { names, ids }
    }

    fn id(&self, server: u32) -> u32 {
        // A server that is none has no name: no key takes it.
        self.ids.get(server as usize).copied().unwrap_or(u32::MAX)
    }

    fn name(&self, id: u32) -> &'a str {
        self.names.get(id as usize).copied().unwrap_or("")
    }
}
