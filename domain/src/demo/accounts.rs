//! The accounts: their names, what they own, and what went wrong for some of them.

use std::ops::Range;

use super::calendar::Region;
use super::companies::COMPANIES;
use super::non_empty::NonEmpty;
use super::options::{ATTEMPTS_DEFAULT, LAPSED_ACCOUNT, RAN_OUT_ACCOUNT, UNRENEWED_ACCOUNT};
use super::people::{Person, people, shared_devices};
use super::products::{PRODUCTS, Product};
use super::random::Random;
use super::reasons::Technology;

/// The number of accounts.
pub(super) const ACCOUNTS: usize = COMPANIES.len() + 3;

/// Users of the largest account at the default number of attempts.
const USERS_MAX: f64 = 900.0;

/// An account's part in the year's story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Ordinary,
    RanOut,
    Lapsed,
    Unrenewed,
}

impl Role {
    /// The role of the account with this rank by size: the three with a story are of
    /// medium size, so that they only stand out in the trend.
    fn of_rank(rank: usize) -> Self {
        match rank {
            8 => Self::Lapsed,
            13 => Self::RanOut,
            15 => Self::Unrenewed,
            _ => Self::Ordinary,
        }
    }
}

/// A license server of an account.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) name: String,
    pub(super) technology: Technology,
}

/// A time during which one of an account's products was expired.
#[derive(Debug)]
pub(super) struct Renewal {
    pub(super) product: &'static Product,
    /// Days since the first one.
    pub(super) missing: Range<i64>,
}

/// A customer of the fictional software producer.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) name: &'static str,
    /// 0 for the largest.
    pub(super) rank: usize,
    pub(super) role: Role,
    pub(super) region: Region,
    /// Its relative demand.
    pub(super) size: f64,
    /// Its growth over the year, 0.4 for 40 %.
    pub(super) growth: f64,
    /// How well it is supplied: grants for the same number of denials.
    pub(super) ease: f64,
    pub(super) servers: NonEmpty<Server>,
    pub(super) people: NonEmpty<Person>,
    pub(super) shared_devices: NonEmpty<String>,
    /// What it bought, the most used first.
    pub(super) owned: NonEmpty<&'static Product>,
    /// What it once had and did not renew.
    pub(super) abandoned: &'static Product,
    /// What its users try although it never bought it.
    pub(super) wanted: NonEmpty<&'static Product>,
    /// Its late renewal.
    pub(super) renewal: Renewal,
}

impl Account {
    /// Another server of the same kind, which clients try next.
    pub(super) fn second(&self, server: &Server) -> Option<&Server> {
        self.servers
            .iter()
            .find(|other| other.technology == server.technology && other.name != server.name)
    }
}

/// Every account, the largest first.
pub(super) fn accounts(random: &mut Random, attempts: u64, days: i64) -> Vec<Account> {
    let mut companies = COMPANIES;
    random.shuffle(&mut companies);
    let mut companies = companies.into_iter();
    (0..ACCOUNTS)
        .map_while(|rank| {
            let role = Role::of_rank(rank);
            let name = match role {
                Role::Ordinary => companies.next()?,
                Role::RanOut => RAN_OUT_ACCOUNT,
                Role::Lapsed => LAPSED_ACCOUNT,
                Role::Unrenewed => UNRENEWED_ACCOUNT,
            };
            Some(account(random, name, rank, role, attempts, days))
        })
        .collect()
}

fn account(
    random: &mut Random,
    name: &'static str,
    rank: usize,
    role: Role,
    attempts: u64,
    days: i64,
) -> Account {
    let region = Region::any(random);
    let size = size(rank) * random.within(0.85, 1.15);
    let growth = random.within(0.2, 0.6);
    let ease = random.within(0.7, 1.4);
    let people = people(random, users(rank, attempts));
    let shared_devices = shared_devices(2 + people.len() / 40);

    let mut products = PRODUCTS.each_ref();
    random.shuffle(&mut products);
    let [abandoned, mainstay, second, wish, rest @ ..] = products;
    // Four products are in `rest`; those that are not bought are wanted.
    let more = if rank < 6 {
        3
    } else {
        random.below(3) as usize
    };
    let owned = std::iter::once(second).chain(rest.into_iter().take(more));
    let missing = missing(random, role, days);

    Account {
        name,
        rank,
        role,
        region,
        size,
        growth,
        ease,
        servers: servers(rank, region),
        people,
        shared_devices,
        owned: NonEmpty::new(mainstay, owned.collect()),
        abandoned,
        wanted: NonEmpty::new(wish, rest.into_iter().skip(more).collect()),
        renewal: Renewal {
            product: second,
            missing,
        },
    }
}

/// The size of the account with this rank: rank to the power of -5/4, so that the
/// largest has a fifth of all requests and most are small. (With roots, since `sqrt`
/// gives the same bits on every platform, unlike `powf`.)
fn size(rank: usize) -> f64 {
    let place = rank as f64 + 2.0;
    1.0 / (place * place.sqrt().sqrt())
}

/// The number of users of an account. It grows with the attempts, but not in proportion and
/// up to a limit, since their names stay in memory.
fn users(rank: usize, attempts: u64) -> usize {
    let scale = (attempts as f64 / ATTEMPTS_DEFAULT as f64).sqrt();
    (USERS_MAX * size(rank) / size(0) * scale.clamp(1.0, 16.0)) as usize
}

/// The days on which a product of the account is expired.
fn missing(random: &mut Random, role: Role, days: i64) -> Range<i64> {
    if role == Role::Unrenewed {
        return days - 75..i64::MAX;
    }
    let first = i64::from(random.below(days.max(0) as u32));
    first..first + i64::from(random.between(6, 40))
}

fn servers(rank: usize, region: Region) -> NonEmpty<Server> {
    use Technology::{Cloud, Elastic, Publisher, Reprise};
    let main = match rank % 10 {
        0 | 3 | 6 | 8 => Publisher,
        1 | 5 | 9 => Cloud,
        2 | 7 => Reprise,
        _ => Elastic,
    };
    let count = match (main, rank) {
        (Elastic, _) => 1,
        (_, 0..4) => 4,
        (_, 4..12) | (Reprise, _) => 2,
        _ => 1,
    };
    let second = match rank {
        0 | 3 | 7 => Some(Cloud),
        1 | 2 => Some(Elastic),
        5 => Some(Publisher),
        _ => None,
    };
    let server = |technology, number| Server {
        name: server_name(technology, region, number),
        technology,
    };
    let more = (2..=count).map(|number| server(main, number));
    let second = second.map(|technology| server(technology, 1));
    NonEmpty::new(server(main, 1), more.chain(second).collect())
}

fn server_name(technology: Technology, region: Region, number: u32) -> String {
    let site = region.site();
    match (technology, number) {
        (Technology::Publisher, _) => format!("lic-{site}-{number}"),
        (Technology::Reprise, _) => format!("rlm-{site}-{number}"),
        (Technology::Cloud, 1) => "cls-main".to_owned(),
        (Technology::Cloud, _) => format!("cls-{number}"),
        (Technology::Elastic, _) => "dm-prod".to_owned(),
    }
}
