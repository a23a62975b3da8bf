//! Demo data: twelve months of believable license requests, generated from a seed.
//!
//! A fictional software producer sells eight products to some forty fictional accounts.
//! Their requests follow working hours, weekends, holidays and growth, and their
//! denials tell the stories that a report is for: one account outgrows its
//! licenses ([`RAN_OUT_ACCOUNT`]), one missed its renewal ([`UNRENEWED_ACCOUNT`]), one
//! let its maintenance lapse ([`LAPSED_ACCOUNT`]), two had a server down for some hours.
//!
//! No company, product or person in it is real.
//!
//! The same options give the same events on every machine: the generator does not use a
//! clock, the order of a hash map, or a floating-point function whose last bit differs
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

/// Passes every event of a demo year to `event`, in time order.
///
/// Account, server and source are set in every event, so that it can be stored as it
/// is. Licenses are returned minutes to hours after their grant, except metered and
/// elastic ones, which are consumed. Returns after the last day are left out, so
/// that some licenses are still in use at the end.
///
/// Only the accounts, their users and the requests of some hours are in memory, never the
/// whole year.
pub fn generate(options: &DemoOptions, event: &mut dyn FnMut(&Event<'_>)) {
    generator::generate(options, event);
}
