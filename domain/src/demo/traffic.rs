//! Requests, their outcomes, and what follows.

use crate::event::Outcome;
use crate::status::{Category, LoggedStatus};
use crate::zone::DAY_S;

use super::accounts::{Account, Role, Server};
use super::calendar::{Calendar, DAY_HOURS};
use super::demand::{Cell, Demand, RAN_OUT_DAYS};
use super::draft::{Agenda, Draft, HOUR_S};
use super::products::Product;
use super::random::Random;
use super::reasons::{NO_RATE, SIBLING, Technology};

/// The longest wait before a client asks again, or gets a license after all, in seconds: less
/// than the default windows of 300 s.
const WAIT_S_MAX: u32 = 280;

/// Generates requests and the events that follow from them.
pub(super) struct Traffic<'w> {
    demand: &'w Demand<'w>,
    calendar: &'w Calendar,
    random: Random,
    agenda: Agenda<'w>,
    /// The current run; kept to reuse its memory.
    run: Vec<Draft<'w>>,
    /// The second after the last one.
    end: i64,
}

impl<'w> Traffic<'w> {
    pub(super) fn new(demand: &'w Demand<'w>, calendar: &'w Calendar, random: Random) -> Self {
        Self {
            demand,
            calendar,
            random,
            agenda: Agenda::default(),
            run: Vec::new(),
            end: calendar.hours() * HOUR_S,
        }
    }

    /// Passes the hour's events to `event` in time order, and advances to the next hour.
    pub(super) fn end_hour(&mut self, event: impl FnMut(&Draft<'w>)) {
        self.agenda.end_hour(event);
    }

    /// A random index in a list of running sums, in proportion to the weights.
    pub(super) fn place(&mut self, sums: &[f64]) -> usize {
        let total = sums.last().copied().unwrap_or_default();
        let at = self.random.unit() * total;
        sums.partition_point(|&sum| sum <= at)
    }

    /// Generates a denied request and its retries, at most `budget` attempts and at least
    /// one; returns their number.
    pub(super) fn run(&mut self, cell: &'w Cell<'w>, hour: i64, budget: u64) -> u64 {
        let first = self.refused(cell, hour);
        self.run.clear();
        let attempts = if first.status == Some(&SIBLING) {
            self.session(&first, budget)
        } else {
            self.tries(cell.category, first, budget)
        };
        self.note_run();
        attempts
    }

    /// A request denied by `cell`, at some second of the hour.
    fn refused(&mut self, cell: &'w Cell<'w>, hour: i64) -> Draft<'w> {
        let (account, category) = (cell.account, cell.category);
        let day = hour / DAY_HOURS;
        let is_down = category == Category::Other && self.demand.is_down(account, hour);
        let ((server, reasons), per_mille) = if is_down {
            (cell.desks.first(), 999)
        } else {
            (self.random.favorite(&cell.desks), self.random.below(1_000))
        };
        let (product, feature) = self.refused_feature(account, category, day);
        let person = match category {
            Category::Rule => self.outsider(account),
            _ => self.random.favorite_index(account.people.len()),
        };
        let draft = self.request(account, server, hour, person, (product, feature));
        Draft {
            version: match category {
                Category::Version => self.calendar.release(day, 0),
                _ => draft.version,
            },
            status: Some(reasons.status(per_mille)),
            ..draft
        }
    }

    /// What a request that is denied for `category` asks for.
    fn refused_feature(
        &mut self,
        account: &'w Account,
        category: Category,
        day: i64,
    ) -> (&'static Product, &'static str) {
        let is_short = account.role == Role::RanOut && day >= self.calendar.days() - RAN_OUT_DAYS;
        let product = match category {
            Category::Capacity if is_short && self.random.chance(80) => {
                let product = *account.owned.first();
                return (product, product.feature(0));
            }
            Category::Expired if account.renewal.missing.contains(&day) => account.renewal.product,
            Category::Expired => account.abandoned,
            Category::NotEntitled => *self.random.any(&account.wanted),
            _ => self.owned(account, day),
        };
        match category {
            Category::Rule => (product, product.premium),
            _ => (product, self.feature(product, 10)),
        }
    }

    /// A product that the account owns and has renewed.
    fn owned(&mut self, account: &'w Account, day: i64) -> &'static Product {
        let product = *self.random.favorite(&account.owned);
        let renewal = &account.renewal;
        if renewal.missing.contains(&day) && std::ptr::eq(product, renewal.product) {
            return account.owned.first();
        }
        product
    }

    /// A feature of a product: the premium one in `premium_percent` percent of the cases.
    fn feature(&mut self, product: &'static Product, premium_percent: u32) -> &'static str {
        if self.random.chance(premium_percent) {
            return product.premium;
        }
        product.feature(self.random.favorite_index(product.ordinary_features()))
    }

    /// One of the users, a fifth of an account's, that its rules exclude from premium
    /// features.
    fn outsider(&mut self, account: &Account) -> usize {
        let len = account.people.len();
        len - 1 - self.random.below(len as u32 / 5) as usize
    }

    /// A request, granted by default.
    fn request(
        &mut self,
        account: &'w Account,
        server: &'w Server,
        hour: i64,
        person: usize,
        (product, feature): (&'static Product, &'static str),
    ) -> Draft<'w> {
        let person = account.people.at(person);
        let model = match server.technology {
            Technology::Elastic => "elastic",
            Technology::Cloud if product.metered => "metered",
            _ => "concurrent",
        };
        let device = match server.technology {
            Technology::Elastic => "",
            _ if self.random.chance(12) => self.random.any(&account.shared_devices),
            _ => person.device.as_str(),
        };
        let count = match model {
            "elastic" => f64::from(self.random.between(1, 32)) / 4.0,
            "metered" => f64::from(self.random.between(1, 20) * 5),
            _ if self.random.chance(6) => f64::from(self.random.between(2, 4)),
            _ => 1.0,
        };
        Draft {
            at: hour * HOUR_S + i64::from(self.random.below(HOUR_S as u32)),
            outcome: Outcome::Granted,
            account,
            server,
            user: &person.user,
            device,
            product,
            feature,
            version: self.covered_version(account, hour / DAY_HOURS),
            model,
            count,
            status: None,
            is_final: true,
        }
    }

    /// A version that the account may use on a day.
    fn covered_version(&mut self, account: &Account, day: i64) -> &'w str {
        let age = match self.random.below(100) {
            0..62 => 0,
            62..88 => 1,
            _ => 2,
        };
        // The release on the lapse day is the newest one that is covered.
        let covered = self.demand.lapse_day(account).unwrap_or(i64::MAX);
        self.calendar.release(day.min(covered - 1), age)
    }

    /// A denied request and its retries: the client or its user repeats the request, and it
    /// is sometimes granted in the end.
    fn tries(&mut self, category: Category, first: Draft<'w>, budget: u64) -> u64 {
        let tries = self.tries_wanted();
        let next_server = match first.server.technology {
            Technology::Reprise => first.account.second(first.server),
            _ => None,
        };
        let served_percent = match category {
            Category::Capacity => 40,
            Category::Version => 60,
            Category::Other => 50,
            // A retry does not help if it is expired, not bought or forbidden.
            Category::Expired | Category::NotEntitled | Category::Rule => 0,
        };
        let mut attempts = 0;
        let mut draft = first;
        for retry in 0..tries {
            if retry > 0 {
                draft.at += self.retry_wait();
            }
            let mut server = first.server;
            // Reprise clients try one server after another: the first denial is not final.
            if let Some(next) = next_server.filter(|_| attempts + 2 <= budget)
                && self.random.chance(35)
            {
                self.deny(
                    &Draft {
                        server,
                        is_final: false,
                        ..draft
                    },
                    first.status,
                );
                attempts += 1;
                draft.at += i64::from(self.random.below(3));
                server = next;
                if served_percent > 0 && retry + 1 == tries && self.random.chance(50) {
                    self.serve(&Draft { server, ..draft }, category);
                    return attempts;
                }
            }
            self.deny(&Draft { server, ..draft }, first.status);
            attempts += 1;
            if attempts >= budget {
                break;
            }
        }
        if self.random.chance(served_percent) {
            draft.at += i64::from(self.random.between(5, WAIT_S_MAX));
            self.serve(&draft, category);
        }
        attempts
    }

    /// How many times a denied request is made.
    fn tries_wanted(&mut self) -> u32 {
        match self.random.below(100) {
            0..42 => 1,
            42..69 => 2,
            69..84 => 3,
            84..93 => 4,
            93..97 => 5,
            _ => 7,
        }
    }

    /// How long a client or its user waits before asking again, in seconds.
    fn retry_wait(&mut self) -> i64 {
        i64::from(match self.random.below(10) {
            0..4 => self.random.between(1, 10),
            4..8 => self.random.between(11, 60),
            _ => self.random.between(61, WAIT_S_MAX),
        })
    }

    fn deny(&mut self, draft: &Draft<'w>, status: Option<&'static LoggedStatus<'static>>) {
        self.run.push(Draft {
            outcome: Outcome::Denied,
            status,
            ..*draft
        });
    }

    /// Grants a request after all.
    fn serve(&mut self, draft: &Draft<'w>, category: Category) {
        // If the newest version was denied, the client uses an older one.
        let version = match category {
            Category::Version => self.covered_version(draft.account, draft.at / DAY_S),
            _ => draft.version,
        };
        self.run.push(Draft {
            outcome: Outcome::Granted,
            status: None,
            version,
            ..*draft
        });
    }

    /// An all-or-nothing session request: one item has no price, so the valid items fail too.
    fn session(&mut self, sibling: &Draft<'w>, budget: u64) -> u64 {
        let siblings = u64::from(self.random.between(1, 2)).min(budget);
        for place in 0..siblings {
            let feature = match place {
                0 => sibling.feature,
                _ => sibling.product.premium,
            };
            self.deny(
                &Draft {
                    feature,
                    is_final: false,
                    ..*sibling
                },
                Some(&SIBLING),
            );
        }
        if siblings < budget {
            let product = *self.random.any(&sibling.account.wanted);
            let feature = self.feature(product, 10);
            self.deny(
                &Draft {
                    product,
                    feature,
                    ..*sibling
                },
                Some(&NO_RATE),
            );
            return siblings + 1;
        }
        siblings
    }

    /// Adds the run to the agenda. One that would end after the last day is moved back.
    fn note_run(&mut self) {
        let last = self.run.iter().map(|draft| draft.at).max();
        let late = last.map_or(0, |last| (last + 1 - self.end).max(0));
        let run = std::mem::take(&mut self.run);
        for draft in &run {
            let draft = Draft {
                at: draft.at - late,
                ..*draft
            };
            self.agenda.note(draft);
            if draft.outcome == Outcome::Granted {
                self.note_return(&draft);
            }
        }
        self.run = run;
    }

    /// Generates an ordinary grant.
    pub(super) fn grant(&mut self, account: &'w Account, hour: i64) {
        let server = self.random.favorite(&account.servers);
        let product = self.owned(account, hour / DAY_HOURS);
        let feature = self.feature(product, 4);
        let person = self.random.favorite_index(account.people.len());
        let person = if feature == product.premium {
            person * 4 / 5
        } else {
            person
        };
        let draft = self.request(account, server, hour, person, (product, feature));
        self.agenda.note(draft);
        self.note_return(&draft);
    }

    /// Adds the return of a license: minutes to hours later, or the next day.
    fn note_return(&mut self, granted: &Draft<'w>) {
        if granted.model != "concurrent" {
            return;
        }
        let minutes = match self.random.below(100) {
            0..22 => self.random.between(3, 20),
            22..68 => self.random.between(20, 120),
            68..96 => self.random.between(120, 360),
            _ => self.random.between(360, 960),
        };
        let seconds = minutes * 60 + self.random.below(60);
        let returned = Draft {
            at: granted.at + i64::from(seconds),
            outcome: Outcome::Returned,
            ..*granted
        };
        if returned.at < self.end {
            self.agenda.note(returned);
        }
    }
}
