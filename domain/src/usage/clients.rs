//! Distinct clients that were served.

use hashbrown::{HashMap, HashSet};

use crate::names::{AccountId, DeviceId, FeatureId, UserId};

/// A user on a device of an account.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Client {
    pub(super) account: AccountId,
    pub(super) user: UserId,
    pub(super) device: DeviceId,
}

/// Takes the clients of grants in any order.
#[derive(Default)]
pub(super) struct Clients {
    /// Each client's number, in the order in which they came.
    numbers: HashMap<Client, u32>,
    served: HashSet<(FeatureId, u32)>,
}

impl Clients {
    pub(super) fn serve(&mut self, feature: FeatureId, client: Client) {
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(client).or_insert(next);
        self.served.insert((feature, number));
    }

    /// How many clients there are, whatever they were served.
    pub(super) fn total(&self) -> u64 {
        self.numbers.len() as u64
    }

    /// How many clients were served each feature, by its id.
    pub(super) fn by_feature(&self, features: usize) -> Vec<u64> {
        let mut counts = vec![0; features];
        for (feature, _) in &self.served {
            if let Some(count) = counts.get_mut(feature.index()) {
                *count += 1;
            }
        }
        counts
    }
}
