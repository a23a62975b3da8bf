//! Licenses: which are out, and which were served.

use std::collections::VecDeque;

use hashbrown::HashMap;

use crate::names::{DeviceId, FeatureId, ProductId, ServerId, UserId};

/// What a grant and its return share. The account follows from the server.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct License {
    pub(super) server: ServerId,
    pub(super) user: UserId,
    pub(super) device: DeviceId,
    pub(super) product: ProductId,
    pub(super) feature: FeatureId,
}

/// What became of one license so far.
#[derive(Default)]
struct Held {
    /// The open grants, the earliest first: whether each is counted. One that is not
    /// counted still takes its turn to be given back, so that a filter never moves a
    /// return from one grant to another.
    open: VecDeque<bool>,
    is_served: bool,
}

/// Takes grants and returns in time order.
#[derive(Default)]
pub(super) struct Licenses {
    held: HashMap<License, Held>,
}

impl Licenses {
    /// Opens a grant. `is_counted` says that it passes the filters, `is_within` that it
    /// lies in the period.
    pub(super) fn grant(&mut self, license: License, is_counted: bool, is_within: bool) {
        let held = self.held.entry(license).or_default();
        held.open.push_back(is_counted);
        held.is_served |= is_counted && is_within;
    }

    /// Closes the earliest open grant, if there is one.
    pub(super) fn give_back(&mut self, license: License) {
        if let Some(held) = self.held.get_mut(&license) {
            held.open.pop_front();
        }
    }

    /// How many counted grants are open, by the id of their product.
    pub(super) fn open_by_product(&self, products: usize) -> Vec<u64> {
        let mut counts = vec![0; products];
        for (license, held) in &self.held {
            if let Some(count) = counts.get_mut(license.product.index()) {
                *count += held.open.iter().filter(|is_counted| **is_counted).count() as u64;
            }
        }
        counts
    }

    /// The licenses with a counted grant in the period, in any order.
    pub(super) fn served(&self) -> impl Iterator<Item = &License> {
        let served = self.held.iter().filter(|(_, held)| held.is_served);
        served.map(|(license, _)| license)
    }
}
