//! Grants that are not returned yet.

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

/// Takes grants and returns in time order.
#[derive(Default)]
pub(super) struct Activations {
    /// The open grants of each license, the earliest first: whether each is counted. One
    /// that is not counted still takes its turn to be given back, so that a filter never
    /// moves a return from one grant to another.
    open: HashMap<License, VecDeque<bool>>,
}

impl Activations {
    pub(super) fn grant(&mut self, license: License, is_counted: bool) {
        self.open.entry(license).or_default().push_back(is_counted);
    }

    /// Closes the earliest open grant, if there is one.
    pub(super) fn give_back(&mut self, license: License) {
        if let Some(open) = self.open.get_mut(&license) {
            open.pop_front();
        }
    }

    /// How many counted grants are open, by the id of their product.
    pub(super) fn by_product(&self, products: usize) -> Vec<u64> {
        let mut counts = vec![0; products];
        for (license, open) in &self.open {
            if let Some(count) = counts.get_mut(license.product.index()) {
                *count += open.iter().filter(|is_counted| **is_counted).count() as u64;
            }
        }
        counts
    }
}
