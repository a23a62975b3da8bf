//! The lists of a report, made of its counts.

use super::list::ByKey;
use super::numbers::{List, Report, ServerKey, StatusKey, UserKey, Without};
use super::server_names::ServerNames;
use super::tallies::Tallies;
use crate::dimension::Names;
use crate::event::Source;
use crate::frame::{Frame, source_of, word};
use crate::period::Period;
use crate::status::Category;
use crate::view::{FilterKey, Measure, View};

impl Tallies<'_> {
    /// The report of what was counted.
    pub(super) fn report(&self, view: &View, period: Period, top: usize) -> Report {
        let measure = view.measure;
        let [_, _, person, feature, _] = &self.by_key;
        let frame = self.lists.frame;
        let words = &frame.dictionaries;
        let features = feature.tally.by(words.names[Names::Features].len(), &Some);
        let persons = person.tally.by(frame.persons.len(), &Some);
        let days = self.day.by(self.lists.days.len(), &Some);
        let mut report = Report {
            totals: days.totals,
            by_feature: named(features, measure, top, |id| {
                word(&words.names[Names::Features], id)
            }),
            by_user: by_user(persons, frame, measure, top),
            by_day: days.days(measure, period.days, &self.lists.days),
            ..Report::default()
        };
        self.fill_by_status(&mut report, measure, top);
        self.fill_by_server(&mut report, measure, top);
        self.fill_by_product(&mut report, measure, top);
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

    /// Makes what a server and a source tell.
    fn fill_by_server(&self, report: &mut Report, measure: Measure, top: usize) {
        let [_, server, ..] = &self.by_key;
        let (frame, tables) = (self.lists.frame, self.lists.tables);
        let words = &frame.dictionaries;
        let servers = words.servers.len();
        // The server of a key, if its row passes the filters on some of what the key tells.
        let passing = |key: u32, filters: &[FilterKey]| {
            let (source, server) = apart(key, servers)?;
            let passes = |filter: &FilterKey| match filter {
                FilterKey::Source => tables.passes(*filter, source),
                _ => tables.passes(*filter, server),
            };
            filters.iter().all(passes).then_some(server)
        };
        let account_of = |server: u32| Some(words.servers.get(server as usize)?.account.0);
        let accounts = words.names[Names::Accounts].len();
        let by_account = server.tally.by(accounts, &|key| {
            account_of(passing(key, &[FilterKey::Server, FilterKey::Source])?)
        });
        let all_three = [FilterKey::Account, FilterKey::Server, FilterKey::Source];
        let hit = server
            .tally
            .by(accounts, &|key| account_of(passing(key, &all_three)?));
        let but_server = [FilterKey::Account, FilterKey::Source];
        let by_server_id = server.tally.by(servers, &|key| passing(key, &but_server));
        let names = ServerNames::of(&words.servers);
        let by_name = server
            .tally
            .by(names.len(), &|key| names.id(passing(key, &but_server)?));
        let sources = server.tally.by(Source::ALL.len(), &|key| {
            passing(key, &[FilterKey::Account, FilterKey::Server])?;
            Some(apart(key, servers)?.0)
        });
        let account = |id: u32| word(&words.names[Names::Accounts], id);
        report.by_account = named(by_account, measure, top, account);
        report.by_server = by_server(by_server_id, frame, measure, top);
        report.by_server_name = named(by_name, measure, top, |id| names.name(id));
        report.by_source = named(sources, measure, top, |id| source_of(id).word());
        report.accounts_hit = hit.keys_hit() as u64;
        // No two accounts share a user.
        report.totals.affected_users = hit.totals.affected_users;
    }

    /// Makes what a product and a model tell.
    fn fill_by_product(&self, report: &mut Report, measure: Measure, top: usize) {
        let [.., product] = &self.by_key;
        let tables = self.lists.tables;
        let words = &self.lists.frame.dictionaries;
        let (products, models) = (
            words.names[Names::Products].len(),
            words.names[Names::Models].len(),
        );
        let (by_product, by_model) = if let Some(model) = &self.by_model {
            (
                product.tally.by(products, &Some),
                model.tally.by(models, &Some),
            )
        } else {
            let by_product = product.tally.by(products, &|key| {
                let (model, product) = apart(key, products)?;
                tables.passes(FilterKey::Model, model).then_some(product)
            });
            let by_model = product.tally.by(models, &|key| {
                let (model, product) = apart(key, products)?;
                tables.passes(FilterKey::Product, product).then_some(model)
            });
            (by_product, by_model)
        };
        report.by_product = named(by_product, measure, top, |id| {
            word(&words.names[Names::Products], id)
        });
        report.by_model = named(by_model, measure, top, |id| {
            word(&words.names[Names::Models], id)
        });
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

/// The two ids that a key was put together of, given how many the second can be.
fn apart(key: u32, seconds: usize) -> Option<(u32, u32)> {
    let seconds = seconds as u32;
    Some((key.checked_div(seconds)?, key.checked_rem(seconds)?))
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
            let account = word(&words.names[Names::Accounts], person.account.0);
            (account, word(&words.names[Names::Users], person.user.0))
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
        server.map(|server| {
            (
                word(&words.names[Names::Accounts], server.account.0),
                &*server.name,
            )
        })
    };
    by_key.list(measure, top, name, |id| {
        let (account, server) = name(id).unwrap_or_default();
        ServerKey {
            account: account.to_owned(),
            server: server.to_owned(),
        }
    })
}
