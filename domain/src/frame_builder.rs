//! Builds a frame from events in arrival order.

mod join;

use std::cmp::Reverse;

use hashbrown::HashMap;

use crate::column::Column;
use crate::event::{Second, Source};
use crate::frame::{Attempts, Dictionaries, Frame, Licenses, Person};
use crate::gaps::{Asking, Gaps, GapsBackwards, Step};
use crate::names::{
    AccountId, DeviceId, FeatureId, ModelId, ProductId, ServerId, StatusId, UserId, VersionId,
};
use crate::usage::GivenBack;

/// How a request ended, or that what it got came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOutcome {
    /// It was refused, and why.
    Denied(StatusId),
    /// It was served.
    Granted,
    /// What was served came back.
    Returned,
}

/// One denied or granted request or one return, its names replaced by ids of the
/// dictionaries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    /// When.
    pub at: Second,
    /// The server.
    pub server: ServerId,
    /// Who.
    pub user: UserId,
    /// On what.
    pub device: DeviceId,
    /// The product.
    pub product: ProductId,
    /// The feature.
    pub feature: FeatureId,
    /// The version.
    pub version: VersionId,
    /// The license model.
    pub model: ModelId,
    /// The kind of server.
    pub source: Source,
    /// How many, or how much.
    pub count: f64,
    /// Whether it was final.
    pub is_final: bool,
    /// How it ended.
    pub outcome: RequestOutcome,
}

/// Grants and returns in [`FrameBuilder::outcome`]; what is not below
/// [`FIRST_STATUS`] is a denial.
const GRANTED: u32 = 0;
const RETURNED: u32 = 1;
const FIRST_STATUS: u32 = 2;

/// Takes requests in arrival order and gives the frame of them all.
#[derive(Default)]
pub struct FrameBuilder {
    at: Vec<u32>,
    server: Vec<u32>,
    user: Vec<u32>,
    device: Vec<u32>,
    product: Vec<u32>,
    feature: Vec<u32>,
    version: Vec<u32>,
    model: Vec<u32>,
    /// [`GRANTED`], [`RETURNED`] or the id of a denial's status plus [`FIRST_STATUS`].
    outcome: Vec<u32>,
    source: Vec<u32>,
    count: Vec<u32>,
    is_final: Vec<u32>,
    counts: Vec<f64>,
    count_ids: HashMap<u64, u32>,
}

impl FrameBuilder {
    /// Takes the next request to have arrived. One outside of the seconds that the
    /// record takes ([`Second::MIN`] to [`Second::MAX`]) is left out.
    pub fn push(&mut self, request: &Request) {
        let Some(at) = request.at.packed() else {
            return;
        };
        self.at.push(at);
        self.server.push(request.server.0);
        self.user.push(request.user.0);
        self.device.push(request.device.0);
        self.product.push(request.product.0);
        self.feature.push(request.feature.0);
        self.version.push(request.version.0);
        self.model.push(request.model.0);
        self.outcome.push(match request.outcome {
            RequestOutcome::Denied(status) => status.0.saturating_add(FIRST_STATUS),
            RequestOutcome::Granted => GRANTED,
            RequestOutcome::Returned => RETURNED,
        });
        self.source.push(request.source as u32);
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

    /// The frame of all requests taken.
    pub fn frame(&self, version: u64, dictionaries: Dictionaries) -> Frame {
        let mut counts = vec![0; dictionaries.statuses.len()];
        self.count_statuses(&mut counts);
        let (dictionaries, places) = by_frequency(dictionaries, &counts);
        let order = self.time_order();
        let gaps = self.gaps(&order, &dictionaries);
        let denied = self.rows(&order, |outcome| outcome >= FIRST_STATUS);
        let (persons, person) = persons(&dictionaries, &self.server, &self.user, &denied);
        let status = |&row: &u32| {
            let id = at(&self.outcome, row).checked_sub(FIRST_STATUS);
            id.map_or(0, |id| at(&places, id))
        };
        let status: Vec<u32> = denied.iter().map(status).collect();
        let packed = |column: &[u32]| Column::pack(&pick(column, &denied));
        let attempts = Attempts {
            at: pick(&self.at, &denied),
            server: packed(&self.server),
            user: packed(&self.user),
            device: packed(&self.device),
            product: packed(&self.product),
            feature: packed(&self.feature),
            version: packed(&self.version),
            model: packed(&self.model),
            status: Column::pack(&status),
            source: packed(&self.source),
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
            grants: self.licenses(&order, GRANTED),
            returns: self.licenses(&order, RETURNED),
            given_back: GivenBack::default(),
        }
    }

    fn licenses(&self, order: &[u32], outcome: u32) -> Licenses {
        let rows = self.rows(order, |row| row == outcome);
        let packed = |column: &[u32]| Column::pack(&pick(column, &rows));
        Licenses {
            at: pick(&self.at, &rows),
            server: packed(&self.server),
            user: packed(&self.user),
            device: packed(&self.device),
            product: packed(&self.product),
            feature: packed(&self.feature),
            model: packed(&self.model),
            source: packed(&self.source),
        }
    }

    /// Adds to the attempts of each status, by its id.
    fn count_statuses(&self, counts: &mut [u64]) {
        for outcome in &self.outcome {
            let id = outcome.checked_sub(FIRST_STATUS).map(|id| id as usize);
            if let Some(count) = id.and_then(|id| counts.get_mut(id)) {
                *count += 1;
            }
        }
    }

    /// The rows in time order, within one second in arrival order.
    fn time_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.at.len() as u32).collect();
        if !self.at.is_sorted() {
            order.sort_by_key(|&row| at(&self.at, row));
        }
        order
    }

    /// The rows of some outcomes, in the given order.
    fn rows(&self, order: &[u32], is_meant: impl Fn(u32) -> bool) -> Vec<u32> {
        order
            .iter()
            .copied()
            .filter(|&row| is_meant(at(&self.outcome, row)))
            .collect()
    }

    /// The gaps of every attempt, in time order.
    fn gaps(&self, order: &[u32], dictionaries: &Dictionaries) -> Vec<Gaps> {
        let unknown_user = unknown_id(&dictionaries.users);
        let unknown_device = unknown_id(&dictionaries.devices);
        let mut backwards = GapsBackwards::default();
        let mut gaps = Vec::new();
        for &row in order.iter().rev() {
            let (user, device) = (at(&self.user, row), at(&self.device, row));
            let asking = Asking {
                account: dictionaries.account_of(ServerId(at(&self.server, row))).0,
                user,
                device,
                feature: at(&self.feature, row),
            };
            let nobody = Some(user) == unknown_user && Some(device) == unknown_device;
            let step = match at(&self.outcome, row) {
                GRANTED => Step::Granted,
                // What comes back later says nothing of whether a denial stands.
                RETURNED => continue,
                status => Step::Denied {
                    status: status.saturating_sub(FIRST_STATUS),
                    is_final: at(&self.is_final, row) == 1,
                },
            };
            let gap = backwards.take(at(&self.at, row), asking, nobody, step);
            if step != Step::Granted {
                gaps.push(gap);
            }
        }
        gaps.reverse();
        gaps
    }
}

/// The dictionaries with the statuses of most attempts first, so that a status's place
/// tells how common it is; and the place of each status by its old id.
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

pub(crate) fn unknown_id(words: &[Box<str>]) -> Option<u32> {
    let place = words.iter().position(|word| word.is_empty());
    place.map(|place| place as u32)
}

fn at(column: &[u32], row: u32) -> u32 {
    column.get(row as usize).copied().unwrap_or(0)
}

fn pick(column: &[u32], rows: &[u32]) -> Vec<u32> {
    rows.iter().map(|&row| at(column, row)).collect()
}

/// The distinct (account, user) of some rows, those of an account side by side, each in
/// the order of first rows, and each row's place among them.
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

/// Puts the persons of an account side by side, and gives the place of each by its id.
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
