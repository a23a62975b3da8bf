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
mod options;
mod people;
mod products;
mod random;
mod reasons;
mod traffic;

use crate::event::Event;

pub use options::{
    ATTEMPTS_DEFAULT, DemoOptions, LAPSED_ACCOUNT, RAN_OUT_ACCOUNT, SEED_DEFAULT, UNRENEWED_ACCOUNT,
};

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
