//! Demo data: twelve months of believable license requests, made from a seed.
//!
//! A made-up software producer sells eight products to some forty made-up accounts.
//! Their requests follow working hours, weekends, holidays and growth, and their
//! refusals tell the stories that a report exists for: one account outgrows its
//! licenses ([`RAN_OUT_ACCOUNT`]), one missed its renewal ([`UNRENEWED_ACCOUNT`]), one
//! let its maintenance lapse ([`LAPSED_ACCOUNT`]), two had a server down for some hours.
//!
//! No company, product or person in it is a real one.
//!
//! The same options give the same events, on every machine: the generator uses no
//! clock, no hash map's order and no floating-point function whose last bit differs
//! between platforms (only `+ - * /` and `sqrt`).

mod accounts;
mod calendar;
mod companies;
mod demand;
mod draft;
mod generator;
mod non_empty;
mod people;
mod products;
mod random;
mod reasons;
mod traffic;

use jiff::civil::Date;

use crate::event::Event;

/// The number of attempts (denied requests) when nothing else is asked for.
pub const ATTEMPTS_DEFAULT: u64 = 150_000;

/// The seed when nothing else is asked for.
pub const SEED_DEFAULT: u64 = 1;

/// The account that ran out of licenses: its capacity denials are about ten times
/// as many in the last 30 days as they were before.
pub const RAN_OUT_ACCOUNT: &str = "Tarn & Fellgate Engineering";

/// The account whose maintenance lapsed: since then every newer version is refused.
pub const LAPSED_ACCOUNT: &str = "Oxmoor Pumpworks";

/// The account that missed a renewal: since then one of its products is expired.
pub const UNRENEWED_ACCOUNT: &str = "Calderwick Instruments";

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOptions {
    /// How many attempts (denied events), exactly. Grants and returns come on top,
    /// about two of each for every attempt.
    pub attempts: u64,
    /// Which of the many possible years it is.
    pub seed: u64,
    /// The last day, inclusive, in UTC. The first is the day after the same date
    /// twelve months before.
    pub until: Date,
}

impl DemoOptions {
    /// The default number of attempts and the default seed.
    pub fn new(until: Date) -> Self {
        Self {
            attempts: ATTEMPTS_DEFAULT,
            seed: SEED_DEFAULT,
            until,
        }
    }
}

/// Gives every event of a demo year to `event`, in the order of time.
///
/// Account, server and source are set in every event, so that it can be stored as it
/// is. What a license grants is returned minutes to hours later, but for metered and
/// elastic ones, which are consumed; a return after the last day is left out, so
/// that some licenses are still in use at the end.
///
/// Memory holds the accounts, their users and the requests of some hours, never the
/// whole year.
pub fn generate(options: &DemoOptions, event: &mut dyn FnMut(&Event<'_>)) {
    generator::generate(options, event);
}
