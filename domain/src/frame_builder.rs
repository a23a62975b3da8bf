//! Builds a frame from events in import order.

mod join;

use std::cmp::Reverse;

use enum_map::EnumMap;
use hashbrown::HashMap;

use crate::column::Column;
use crate::derived::DerivedCache;
use crate::dimension::{Dimension, Names};
use crate::event::{Outcome, Second};
use crate::frame::{Attempts, Dictionaries, Frame, Licenses, Person};
use crate::gaps::{GapEvent, Gaps, GapsBackwards, RequestKey};
use crate::names::{AccountId, ServerId, UserId};

/// One denied or granted request or one return, with dictionary ids instead of names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    /// When.
    pub at: Second,
    /// The id of each dimension. The status is ignored unless the request was denied.
    pub ids: EnumMap<Dimension, u32>,
    /// The requested count.
    pub count: f64,
    /// Whether it was final.
    pub is_final: bool,
    /// The outcome.
    pub outcome: Outcome,
}

/// Collects requests in import order and builds their frame.
#[derive(Default)]
pub struct FrameBuilder {
    at: Vec<u32>,
    ids: EnumMap<Dimension, Vec<u32>>,
    outcome: Vec<Outcome>,
    count: Vec<u32>,
    is_final: Vec<u32>,
    counts: Vec<f64>,
    count_ids: HashMap<u64, u32>,
}

impl FrameBuilder {
    /// Adds the next request. One that is outside the valid time range ([`Second::MIN`] to
    /// [`Second::MAX`]) is left out.
    pub fn push(&mut self, request: &Request) {
        let Some(at) = request.at.packed() else {
            return;
        };
        self.at.push(at);
        for (dimension, ids) in &mut self.ids {
            ids.push(request.ids[dimension]);
        }
        self.outcome.push(request.outcome);
        self.is_final.push(u32::from(request.is_final));
        let count = match self.count_ids.get(&request.count.to_bits()) {
            Some(id) => *id,
            None => {
                let id = self.counts.len() as u32;
                self.counts.push(request.count);
                self.count_ids.insert(request.count.to_bits(), id);
                id
            }
        };
        self.count.push(count);
    }

    /// The frame of all requests that were added.
    pub fn frame(&self, version: u64, dictionaries: Dictionaries) -> Frame {
        let mut counts = vec![0; dictionaries.statuses.len()];
        self.count_statuses(&mut counts);
        let (dictionaries, places) = by_frequency(dictionaries, &counts);
        let order = self.time_order();
        let gaps = self.gaps(&order, &dictionaries);
        let denied = self.rows(&order, Outcome::Denied);
        let (server, user) = (&self.ids[Dimension::Server], &self.ids[Dimension::User]);
        let (persons, person) = persons(&dictionaries, server, user, &denied);
        let packed = |column: &[u32]| Column::pack(&pick(column, &denied));
        let ids = EnumMap::from_fn(|dimension| match dimension {
            Dimension::Status => {
                let place = |&row: &u32| at(&places, at(&self.ids[dimension], row));
                Column::pack(&denied.iter().map(place).collect::<Vec<u32>>())
            }
            _ => packed(&self.ids[dimension]),
        });
        let attempts = Attempts {
            at: pick(&self.at, &denied),
            ids,
            count: packed(&self.count),
            is_final: packed(&self.is_final),
            next_repeat_s: gaps.iter().map(|gaps| gaps.next_repeat_s).collect(),
            next_grant_s: gaps.iter().map(|gaps| gaps.next_grant_s).collect(),
            person,
        };
        Frame {
            version,
            dictionaries,
            counts: self.counts.clone(),
            persons,
            attempts,
            grants: self.licenses(&order, Outcome::Granted),
            returns: self.licenses(&order, Outcome::Returned),
            derived: DerivedCache::default(),
        }
    }

    fn licenses(&self, order: &[u32], outcome: Outcome) -> Licenses {
        let rows = self.rows(order, outcome);
        let mut licenses = Licenses {
            at: pick(&self.at, &rows),
            ..Licenses::default()
        };
        for dimension in Dimension::in_grants() {
            let ids = pick(&self.ids[dimension], &rows);
            licenses.ids[dimension] = Column::pack(&ids);
        }
        licenses
    }

    /// Counts the attempts of each status, by its id.
    fn count_statuses(&self, counts: &mut [u64]) {
        for (outcome, id) in self.outcome.iter().zip(&self.ids[Dimension::Status]) {
            if *outcome == Outcome::Denied
                && let Some(count) = counts.get_mut(*id as usize)
            {
                *count += 1;
            }
        }
    }

    /// The rows in time order, within one second in import order.
    fn time_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.at.len() as u32).collect();
        if !self.at.is_sorted() {
            order.sort_by_key(|&row| at(&self.at, row));
        }
        order
    }

    /// The rows of an outcome, in the given order.
    fn rows(&self, order: &[u32], outcome: Outcome) -> Vec<u32> {
        let rows = order.iter().copied();
        rows.filter(|&row| self.outcome(row) == Some(outcome))
            .collect()
    }

    fn outcome(&self, row: u32) -> Option<Outcome> {
        self.outcome.get(row as usize).copied()
    }

    fn id(&self, dimension: Dimension, row: u32) -> u32 {
        at(&self.ids[dimension], row)
    }

    /// The requester and the feature of a row.
    fn request_key(&self, row: u32, dictionaries: &Dictionaries) -> RequestKey {
        let server = ServerId(self.id(Dimension::Server, row));
        RequestKey {
            account: dictionaries.account_of(server).0,
            user: self.id(Dimension::User, row),
            device: self.id(Dimension::Device, row),
            feature: self.id(Dimension::Feature, row),
        }
    }

    /// A row as it affects gaps; `None` for a return, which does not matter for whether a
    /// denial is a true one.
    fn step(&self, row: u32) -> Option<GapEvent> {
        match self.outcome(row)? {
            Outcome::Granted => Some(GapEvent::Granted),
            Outcome::Returned => None,
            Outcome::Denied => Some(GapEvent::Denied {
                status: self.id(Dimension::Status, row),
                is_final: at(&self.is_final, row) == 1,
            }),
        }
    }

    /// The gaps of every attempt, in time order.
    fn gaps(&self, order: &[u32], dictionaries: &Dictionaries) -> Vec<Gaps> {
        let unknown_user = unknown_id(&dictionaries.names[Names::Users]);
        let unknown_device = unknown_id(&dictionaries.names[Names::Devices]);
        let mut backwards = GapsBackwards::default();
        let mut gaps = Vec::new();
        for &row in order.iter().rev() {
            let Some(step) = self.step(row) else {
                continue;
            };
            let request_key = self.request_key(row, dictionaries);
            let is_anonymous = Some(request_key.user) == unknown_user
                && Some(request_key.device) == unknown_device;
            let gap = backwards.take(at(&self.at, row), request_key, is_anonymous, step);
            if step != GapEvent::Granted {
                gaps.push(gap);
            }
        }
        gaps.reverse();
        gaps
    }
}

/// The dictionaries with the most frequent statuses first, so that the index of a status is
/// its rank; and the new index of each status by its old id.
pub(crate) fn by_frequency(
    mut dictionaries: Dictionaries,
    counts: &[u64],
) -> (Dictionaries, Vec<u32>) {
    let statuses = dictionaries.statuses;
    let mut order: Vec<usize> = (0..statuses.len()).collect();
    let name = |id: usize| statuses.get(id).map(|status| (&status.space, &status.code));
    order.sort_by_key(|&id| (Reverse(counts.get(id)), name(id)));
    let mut places = vec![0_u32; statuses.len()];
    for (place, &id) in order.iter().enumerate() {
        if let Some(new) = places.get_mut(id) {
            *new = place as u32;
        }
    }
    let picked = order.iter().filter_map(|&id| statuses.get(id).cloned());
    dictionaries.statuses = picked.collect();
    (dictionaries, places)
}

pub(crate) fn unknown_id(names: &[Box<str>]) -> Option<u32> {
    let place = names.iter().position(|name| name.is_empty());
    place.map(|place| place as u32)
}

fn at(column: &[u32], row: u32) -> u32 {
    column.get(row as usize).copied().unwrap_or(0)
}

fn pick(column: &[u32], rows: &[u32]) -> Vec<u32> {
    rows.iter().map(|&row| at(column, row)).collect()
}

/// The distinct (account, user) of some rows, grouped by account, in order of first
/// appearance; and the index of each row's person.
pub(crate) fn persons(
    dictionaries: &Dictionaries,
    server: &[u32],
    user: &[u32],
    rows: &[u32],
) -> (Vec<Person>, Column) {
    let mut ids: HashMap<Person, u32> = HashMap::new();
    let mut persons: Vec<Person> = Vec::new();
    let mut column: Vec<u32> = rows
        .iter()
        .map(|&row| {
            let person = Person {
                account: dictionaries.account_of(ServerId(at(server, row))),
                user: UserId(at(user, row)),
            };
            *ids.entry(person).or_insert_with(|| {
                persons.push(person);
                persons.len() as u32 - 1
            })
        })
        .collect();
    let (persons, places) = by_account((0..).zip(persons).collect());
    for id in &mut column {
        *id = at(&places, *id);
    }
    (persons, Column::pack(&column))
}

/// Groups persons by account, and returns the new index of each by its old id.
fn by_account(mut order: Vec<(u32, Person)>) -> (Vec<Person>, Vec<u32>) {
    let mut accounts: HashMap<AccountId, usize> = HashMap::new();
    for (_, person) in &order {
        let next = accounts.len();
        accounts.entry(person.account).or_insert(next);
    }
    order.sort_by_key(|(_, person)| accounts.get(&person.account));
    let mut places = vec![0; order.len()];
    for (place, (id, _)) in (0..).zip(&order) {
        if let Some(new) = places.get_mut(*id as usize) {
            *new = place;
        }
    }
    let persons = order.into_iter().map(|(_, person)| person).collect();
    (persons, places)
}
