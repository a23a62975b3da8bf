//! The lists of a report, made of its counts.

use super::list::ByKey;
use super::server_names::ServerNames;
use super::tallies::{ListTally, Tallies};
use super::{List, Report, ServerKey, StatusKey, UserKey, Without};
use crate::event::Source;
use crate::frame::{Frame, source_of, word};
use crate::period::Period;
use crate::status::Category;
use crate::view::{FilterKey, Measure, View};

impl Tallies<'_> {
    /// The report of what was counted.
    pub(super) fn report(&self, view: &View, period: Period, top: usize) -> Report {
        let measure = view.measure;
        let [_, _, person, product, feature, source, model] = &self.by_key;
        let frame = self.lists.frame;
        let words = &frame.dictionaries;
        let all = |list: &ListTally<'_>, keys: usize| list.tally.by(keys, &Some);
        let of_words = |list: &ListTally<'_>, words: &[Box<str>]| {
            named(all(list, words.len()), measure, top, |id| word(words, id))
        };
        let sources = all(source, Source::ALL.len());
        let days = self.day.by(self.lists.days.len(), &Some);
        let mut report = Report {
            totals: days.totals,
            by_feature: of_words(feature, &words.features),
            by_product: of_words(product, &words.products),
            by_user: by_user(all(person, frame.persons.len()), frame, measure, top),
            by_source: named(sources, measure, top, |id| source_of(id).word()),
            by_model: of_words(model, &words.models),
            by_day: days.days(measure, period.days, &self.lists.days),
            ..Report::default()
        };
        self.fill_by_status(&mut report, measure, top);
        self.fill_by_server(&mut report, measure, top);
        report.without = self.without(view, &report);
        report
    }

    /// Makes the lists that a status tells.
    fn fill_by_status(&self, report: &mut Report, measure: Measure, top: usize) {
        let [status, ..] = &self.by_key;
        let (frame, tables) = (self.lists.frame, self.lists.tables);
        let statuses = &frame.dictionaries.statuses;
        let by_status_id = status.tally.by(statuses.len(), &|id| {
            Some(id).filter(|_| tables.passes(FilterKey::Category, id))
        });
        let by_category = status.tally.by(Category::ALL.len(), &|id| {
            let status = statuses.get(id as usize)?;
            let is_passed = tables.passes(FilterKey::Status, id);
            is_passed.then_some(status.category as u32)
        });
        let slug = |id: u32| Category::from_index(id as u8).map_or("", Category::slug);
        report.by_status = by_status(by_status_id, frame, measure, top);
        report.by_category = named(by_category, measure, top, slug);
    }

    /// Makes what a server tells.
    fn fill_by_server(&self, report: &mut Report, measure: Measure, top: usize) {
        let [_, server, ..] = &self.by_key;
        let (frame, tables) = (self.lists.frame, self.lists.tables);
        let words = &frame.dictionaries;
        let passes_account = |id: &u32| tables.passes(FilterKey::Account, *id);
        let passes_server = |id: &u32| tables.passes(FilterKey::Server, *id);
        let account_of = |id: u32| Some(words.servers.get(id as usize)?.account.0);
        let accounts = words.accounts.len();
        let by_account = server
            .tally
            .by(accounts, &|id| account_of(Some(id).filter(passes_server)?));
        let hit = server.tally.by(accounts, &|id| {
            account_of(Some(id).filter(passes_server).filter(passes_account)?)
        });
        let by_server_id = server
            .tally
            .by(words.servers.len(), &|id| Some(id).filter(passes_account));
        let names = ServerNames::of(&words.servers);
        let by_name = server.tally.by(names.len(), &|id| {
            names.id(Some(id).filter(passes_account)?)
        });
        let account = |id: u32| word(&words.accounts, id);
        report.by_account = named(by_account, measure, top, account);
        report.by_server = by_server(by_server_id, frame, measure, top);
        report.by_server_name = named(by_name, measure, top, |id| names.name(id));
        report.accounts_hit = hit.keys_hit() as u64;
    }

    /// What dropping each filter that is set would give, in the order of their keys, the
    /// text last. A list ignores its own filter, so its total is that.
    fn without(&self, view: &View, report: &Report) -> Vec<Without> {
        let without = |(key, _)| Without {
            key: Some(key),
            attempts: match key {
                FilterKey::Status => report.by_status.totals.attempts,
                FilterKey::Category => report.by_category.totals.attempts,
                FilterKey::Account => report.by_account.totals.attempts,
                FilterKey::Product => report.by_product.totals.attempts,
                FilterKey::Feature => report.by_feature.totals.attempts,
                FilterKey::User => report.by_user.totals.attempts,
                FilterKey::Device => self.without_device,
                FilterKey::Server => report.by_server.totals.attempts,
                FilterKey::Source => report.by_source.totals.attempts,
                FilterKey::Model => report.by_model.totals.attempts,
            },
        };
        let without = view.filters.set().map(without);
        let text = (!view.text.is_empty()).then_some(Without {
            key: None,
            attempts: self.without_text,
        });
        without.chain(text).collect()
    }
}

/// The list of keys that are names.
pub(super) fn named<'n>(
    by_key: ByKey,
    measure: Measure,
    top: usize,
    name: impl Fn(u32) -> &'n str,
) -> List<String> {
    by_key.list(measure, top, &name, |id| name(id).to_owned())
}

fn by_status(by_key: ByKey, frame: &Frame, measure: Measure, top: usize) -> List<StatusKey> {
    let status = |id: u32| frame.dictionaries.statuses.get(id as usize);
    let name = |id: u32| status(id).map(|status| (&*status.space, &*status.code));
    by_key.list(measure, top, name, |id| {
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

fn by_user(by_key: ByKey, frame: &Frame, measure: Measure, top: usize) -> List<UserKey> {
    let words = &frame.dictionaries;
    let name = |id: u32| {
        let person = frame.persons.get(id as usize);
        person.map(|person| {
            let account = word(&words.accounts, person.account.0);
            (account, word(&words.users, person.user.0))
        })
    };
    by_key.list(measure, top, name, |id| {
        let (account, user) = name(id).unwrap_or_default();
        UserKey {
            account: account.to_owned(),
            user: user.to_owned(),
        }
    })
}

fn by_server(by_key: ByKey, frame: &Frame, measure: Measure, top: usize) -> List<ServerKey> {
    let words = &frame.dictionaries;
    let name = |id: u32| {
        let server = words.servers.get(id as usize);
        server.map(|server| (word(&words.accounts, server.account.0), &*server.name))
    };
    by_key.list(measure, top, name, |id| {
        let (account, server) = name(id).unwrap_or_default();
        ServerKey {
            account: account.to_owned(),
            server: server.to_owned(),
        }
    })
}
