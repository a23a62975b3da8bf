//! The requests and denials of each account in each hour.
//!
//! Weights are relative: the generator turns them into exact numbers of events.

use std::ops::Range;

use crate::status::Category;

use super::accounts::Server;
use super::accounts::{Account, Role};
use super::calendar::{Calendar, DAY_HOURS};
use super::non_empty::NonEmpty;
use super::random::Random;
use super::reasons::{Reasons, Technology};

/// The share of all attempts that each category of [`Category::ALL`] gets: capacity
/// 45 %, expired 25 %, not entitled 15 %, rule 10 %, and 5 % for the rest.
const SHARES: [f64; 6] = [0.45, 0.25, 0.15, 0.10, 0.02, 0.03];

/// The number of days at the end in which one account has too few licenses.
pub(super) const RAN_OUT_DAYS: i64 = 30;

/// A kind of denial at one account.
pub(super) struct Cell<'w> {
    pub(super) account: &'w Account,
    pub(super) category: Category,
    /// The servers that can deny for this reason, each with its statuses.
    pub(super) desks: NonEmpty<(&'w Server, &'static Reasons)>,
    weight: f64,
}

/// Hours in which a server of the account with this rank was down.
struct Incident {
    rank: usize,
    hours: Range<i64>,
}

/// The weights of one hour, as running sums.
#[derive(Default)]
pub(super) struct HourWeights {
    activity: Vec<f64>,
    /// By index in [`Demand::cells`].
    pub(super) denials: Vec<f64>,
    /// By rank of the account.
    pub(super) grants: Vec<f64>,
}

impl HourWeights {
    /// The total of the hour's denials.
    pub(super) fn denials_total(&self) -> f64 {
        self.denials.last().copied().unwrap_or_default()
    }

    /// The total of the hour's grants.
    pub(super) fn grants_total(&self) -> f64 {
        self.grants.last().copied().unwrap_or_default()
    }
}

/// The demand of the whole year.
pub(super) struct Demand<'w> {
    accounts: &'w [Account],
    calendar: &'w Calendar,
    cells: NonEmpty<Cell<'w>>,
    /// For each account, how busy each day is, in addition to the calendar.
    moods: Vec<Vec<f64>>,
    incidents: [Incident; 2],
    /// By category: the factors that give the right shares over the whole year.
    scales: [f64; 6],
    lapse_day: i64,
}

impl<'w> Demand<'w> {
    /// The demand of `accounts`; `None` if there are none.
    pub(super) fn new(
        accounts: &'w [Account],
        calendar: &'w Calendar,
        random: &mut Random,
    ) -> Option<Self> {
        let cells = accounts.iter().flat_map(cells).map(|mut cell| {
            cell.weight *= random.within(0.5, 1.5);
            cell
        });
        let mut demand = Self {
            accounts,
            calendar,
            cells: NonEmpty::collect(cells.collect::<Vec<_>>())?,
            moods: accounts
                .iter()
                .map(|account| moods(account.role, calendar.days(), random))
                .collect(),
            incidents: [(0, 70), (3, 30)].map(|(rank, percent)| {
                incident(accounts, calendar, rank, calendar.days() * percent / 100)
            }),
            scales: [1.0; 6],
            // The newest release that is at least three months old: the lapsed account's
            // maintenance does not cover later ones.
            lapse_day: calendar.release_day(calendar.days() - 91),
        };
        demand.scales = demand.balanced();
        Some(demand)
    }

    /// Every kind of denial at every account.
    pub(super) fn cells(&self) -> &NonEmpty<Cell<'w>> {
        &self.cells
    }

    /// The first day whose releases an account is not entitled to, if there is one.
    pub(super) fn lapse_day(&self, account: &Account) -> Option<i64> {
        (account.role == Role::Lapsed).then_some(self.lapse_day)
    }

    /// Whether a server of the account is down in an hour.
    pub(super) fn is_down(&self, account: &Account, hour: i64) -> bool {
        self.incidents
            .iter()
            .any(|incident| incident.rank == account.rank && incident.hours.contains(&hour))
    }

    /// Computes the weights of an hour.
    pub(super) fn weigh(&self, hour: i64, weights: &mut HourWeights) {
        let day = hour / DAY_HOURS;
        let part = day as f64 / self.calendar.days() as f64;
        let activity = self
            .accounts
            .iter()
            .zip(&self.moods)
            .map(|(account, moods)| {
                let mood = usize::try_from(day).ok().and_then(|day| moods.get(day));
                account.size
                    * self.calendar.pace(account.region, hour)
                    * (1.0 + account.growth * part)
                    * mood.copied().unwrap_or(1.0)
            });
        weights.activity.clear();
        weights.activity.extend(activity);

        let mut sum = 0.0;
        weights.grants.clear();
        for (account, activity) in self.accounts.iter().zip(&weights.activity) {
            let served = if self.is_down(account, hour) {
                0.1
            } else {
                1.0
            };
            sum += activity * account.ease * served;
            weights.grants.push(sum);
        }

        sum = 0.0;
        weights.denials.clear();
        for cell in self.cells.iter() {
            let activity = weights.activity.get(cell.account.rank);
            let scale = self.scales.get(cell.category as usize);
            sum += activity.copied().unwrap_or_default()
                * scale.copied().unwrap_or_default()
                * cell.weight
                * self.trouble(cell, hour);
            weights.denials.push(sum);
        }
    }

    /// How much more frequent than usual a denial is, because of the year's stories.
    fn trouble(&self, cell: &Cell<'_>, hour: i64) -> f64 {
        let account = cell.account;
        let day = hour / DAY_HOURS;
        match (cell.category, account.role) {
            (Category::Capacity, Role::RanOut) if day >= self.calendar.days() - RAN_OUT_DAYS => {
                10.0
            }
            (Category::Version, Role::Lapsed) if day >= self.lapse_day => 40.0,
            (Category::Version, Role::Lapsed) => 0.2,
            (Category::Expired, role) => match account.renewal.missing.contains(&day) {
                true if role == Role::Unrenewed => 12.0,
                true => 6.0,
                false => 0.6,
            },
            (Category::Other, _) if self.is_down(account, hour) => 150.0,
            _ => 1.0,
        }
    }

    /// The scales with which the whole year's weights give [`SHARES`].
    fn balanced(&self) -> [f64; 6] {
        let mut weights = HourWeights::default();
        let mut totals = [0.0; 6];
        for hour in 0..self.calendar.hours() {
            self.weigh(hour, &mut weights);
            let mut before = 0.0;
            for (cell, &sum) in self.cells.iter().zip(&weights.denials) {
                if let Some(total) = totals.get_mut(cell.category as usize) {
                    *total += sum - before;
                }
                before = sum;
            }
        }
        let mut shares = SHARES.into_iter();
        totals.map(|total| {
            let share = shares.next().unwrap_or_default();
            if total > 0.0 { share / total } else { 0.0 }
        })
    }
}

/// The kinds of denial of an account's servers.
fn cells(account: &Account) -> impl Iterator<Item = Cell<'_>> {
    Category::ALL
        .into_iter()
        .zip(SHARES)
        .filter_map(move |(category, share)| {
            let desks = account
                .servers
                .iter()
                .filter_map(|server| Some((server, server.technology.reasons(category)?)));
            // Siblings of failed sessions are rarer than other faults.
            let rare = category == Category::Other
                && account.servers.first().technology == Technology::Elastic;
            Some(Cell {
                account,
                category,
                desks: NonEmpty::collect(desks)?,
                weight: if rare { share / 2.0 } else { share },
            })
        })
}

/// How busy each day of an account is. About two weeks before a deadline are busier; an
/// account with a story has no deadlines, so that the story stands out.
fn moods(role: Role, days: i64, random: &mut Random) -> Vec<f64> {
    let mut moods: Vec<f64> = (0..days).map(|_| random.within(0.75, 1.25)).collect();
    for _ in 0..2 {
        let first = random.below(days.max(0) as u32) as usize;
        let length = random.between(5, 12) as usize;
        if role == Role::Ordinary {
            for mood in moods.iter_mut().skip(first).take(length) {
                *mood *= 1.7;
            }
        }
    }
    moods
}

/// An incident of some hours around the busiest one of the week that starts on `day`.
fn incident(accounts: &[Account], calendar: &Calendar, rank: usize, day: i64) -> Incident {
    let pace = |hour: &i64| {
        let account = accounts.get(rank);
        account.map_or(0.0, |account| calendar.pace(account.region, *hour))
    };
    let week = day * DAY_HOURS..(day + 7) * DAY_HOURS;
    let busiest = week
        .max_by(|one, other| pace(one).total_cmp(&pace(other)))
        .unwrap_or_default();
    Incident {
        rank,
        hours: busiest - 2..busiest + 4,
    }
}
