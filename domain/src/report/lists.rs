//! Makes the lists of a report from its counts.

use super::list::ByKey;
use super::list_keys::keys_of;
use super::numbers::{List, ServerKey, StatusKey, UserKey};
use super::report_data::{FilterEffect, Report};
use super::server_names::ServerNames;
use super::tallies::{ListTally, Tallies};
use crate::dimension::{Dictionary, Dimension, ListOf, Names};
use crate::frame::{Frame, source_of, word};
use crate::period::Period;
use crate::status::Category;
use crate::view::{FilterKey, Measure, View};

impl Tallies<'_> {
    /// The report of the counts.
    pub(super) fn report(&self, view: &View, period: Period, top: usize) -> Report {
        let measure = view.measure;
        let frame = self.lists.frame;
        let days = self.day.by(self.lists.days.len(), &Some);
        let mut report = Report {
            totals: days.totals,
            by_day: days.days(period.days, &self.lists.days),
            ..Report::default()
        };
        let values = Values::of(frame);
        for list in &self.by_key {
            for key in list.keys().filter(|key| key.has_values_list()) {
                let by_value =
                    self.by(list, Some(key), values.count(key), &|id| values.id(key, id));
                report.by[key] = named(by_value, measure, top, |id| values.value(key, id));
            }
            match list.columns.dimension {
                Dimension::Status => {
                    let statuses = frame.dictionaries.statuses.len();
                    let by_id = self.by(list, Some(FilterKey::Status), statuses, &Some);
                    report.by_status = by_status(by_id, frame, measure, top);
                }
                Dimension::User => {
                    let by_id = self.by(list, Some(FilterKey::User), frame.persons.len(), &Some);
                    report.by_user = by_user(by_id, frame, measure, top);
                }
                Dimension::Server => {
                    let servers = frame.dictionaries.servers.len();
                    let by_id = self.by(list, Some(FilterKey::Server), servers, &Some);
                    report.by_server = by_server(by_id, frame, measure, top);
                    let accounts = values.count(FilterKey::Account);
                    let account = |id| values.id(FilterKey::Account, id);
                    let hit = self.by(list, None, accounts, &account);
                    report.accounts_hit = hit.keys_hit() as u64;
                    // No user belongs to two accounts.
                    report.totals.affected_users = hit.totals.affected_users;
                }
                _ => {}
            }
        }
        report.without = self.without(view, &report);
        report
    }

    /// The measures of each value of a key. `value` returns it for an id of the key's
    /// dimension, or of the list's own dimension if there is no key. Of the filters that the
    /// list determines, a row must pass all but the key's own.
    fn by(
        &self,
        list: &ListTally<'_>,
        key: Option<FilterKey>,
        values: usize,
        value: &dyn Fn(u32) -> Option<u32>,
    ) -> ByKey {
        let tables = self.lists.tables;
        let others = list.keys().filter(|other| Some(*other) != key);
        let others: Vec<FilterKey> = others.filter(|other| tables.is_set(*other)).collect();
        let dimension = key.map_or(list.columns.dimension, FilterKey::dimension);
        list.tally.by(values, &|ids| {
            let passes = |other: &FilterKey| {
                let id = list.id(other.dimension(), ids);
                id.is_some_and(|id| tables.passes(*other, id))
            };
            let is_passed = others.iter().all(passes);
            is_passed.then(|| value(list.id(dimension, ids)?)).flatten()
        })
    }

    /// The effect of removing each filter that is set, in the order of their keys, the
    /// text last. Since a list ignores its own filter, this is the list's total.
    fn without(&self, view: &View, report: &Report) -> Vec<FilterEffect> {
        let without = |(key, _): (FilterKey, _)| FilterEffect {
            key: Some(key),
            attempts: match key.declaration().list.map(|list| list.of) {
                Some(ListOf::Values) => report.by[key].totals.attempts,
                Some(ListOf::Statuses) => report.by_status.totals.attempts,
                Some(ListOf::Users) => report.by_user.totals.attempts,
                None => {
                    let mut counted = self.without.iter();
                    let of_key = counted.find(|(counted, _)| *counted == key);
                    of_key.map_or(0, |(_, attempts)| *attempts)
                }
            },
        };
        let without = view.filters.set().map(without);
        let text = (!view.text.is_empty()).then_some(FilterEffect {
            key: None,
            attempts: self.without_text,
        });
        without.chain(text).collect()
    }
}

impl ListTally<'_> {
    /// The keys whose values follow from the counts.
    fn keys(&self) -> impl Iterator<Item = FilterKey> {
        let outer = self.columns.outer.map(|outer| outer.dimension);
        keys_of(self.columns.dimension).chain(outer.into_iter().flat_map(keys_of))
    }

    /// The id of one of the dimensions in a key of the counts.
    fn id(&self, dimension: Dimension, key: u32) -> Option<u32> {
        let Some(outer) = self.columns.outer else {
            return Some(key);
        };
        if dimension == outer.dimension {
            key.checked_div(outer.inner_ids)
        } else {
            key.checked_rem(outer.inner_ids)
        }
    }
}

/// The values that lists count by, each with an id within its list.
struct Values<'a> {
    frame: &'a Frame,
    server_names: ServerNames<'a>,
}

impl<'a> Values<'a> {
    fn of(frame: &'a Frame) -> Self {
        Self {
            frame,
            server_names: ServerNames::of(&frame.dictionaries.servers),
        }
    }

    /// The number of values of a key.
    fn count(&self, key: FilterKey) -> usize {
        let dictionaries = &self.frame.dictionaries;
        match key {
            FilterKey::Category => Category::ALL.len(),
            FilterKey::Account => dictionaries.names[Names::Accounts].len(),
            FilterKey::Server => self.server_names.len(),
            _ => dictionaries.len(key.dimension()),
        }
    }

    /// The value of an id of the key's dimension.
    fn id(&self, key: FilterKey, id: u32) -> Option<u32> {
        let dictionaries = &self.frame.dictionaries;
        match key {
            FilterKey::Category => {
                let status = dictionaries.statuses.get(id as usize);
                status.map(|status| status.category as u32)
            }
            FilterKey::Account => {
                let server = dictionaries.servers.get(id as usize);
                server.map(|server| server.account.0)
            }
            FilterKey::Server => self.server_names.id(id),
            _ => Some(id),
        }
    }

    /// The text of a value.
    fn value(&self, key: FilterKey, value: u32) -> &str {
        let dictionaries = &self.frame.dictionaries;
        match (key, key.dimension().declaration().dictionary) {
            (FilterKey::Category, _) => {
                Category::from_index(value as u8).map_or("", Category::slug)
            }
            (FilterKey::Account, _) => word(&dictionaries.names[Names::Accounts], value),
            (_, Dictionary::Names(names)) => word(&dictionaries.names[names], value),
            (_, Dictionary::Servers) => self.server_names.name(value),
            (_, Dictionary::Sources) => source_of(value).word(),
            // Statuses have a list of their own.
            (_, Dictionary::Statuses) => "",
        }
    }
}

/// The list of names.
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
    let dictionaries = &frame.dictionaries;
    let name = |id: u32| {
        let person = frame.persons.get(id as usize);
        person.map(|person| {
            let account = word(&dictionaries.names[Names::Accounts], person.account.0);
            (
                account,
                word(&dictionaries.names[Names::Users], person.user.0),
            )
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
    let dictionaries = &frame.dictionaries;
    let name = |id: u32| {
        let server = dictionaries.servers.get(id as usize);
        server.map(|server| {
            (
                word(&dictionaries.names[Names::Accounts], server.account.0),
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
