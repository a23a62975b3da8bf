//! Distinct clients with a grant.

use hashbrown::HashSet;

use crate::dimension::Names;
use crate::frame::{Dictionaries, word};
use crate::names::{AccountId, DeviceId, FeatureId, UserId};

use super::licenses::License;

/// A user on a device of an account.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Client {
    account: AccountId,
    user: UserId,
    device: DeviceId,
}

/// The clients of some licenses.
#[derive(Default)]
pub(super) struct Clients {
    all: HashSet<Client>,
    of_feature: HashSet<(FeatureId, Client)>,
}

impl Clients {
    /// The clients of granted licenses. If user and device are both unknown, no client is
    /// counted, since it is not known whether it was the same one.
    pub(super) fn of<'a>(
        dictionaries: &Dictionaries,
        served: impl Iterator<Item = &'a License>,
    ) -> Self {
        let mut clients = Self::default();
        for license in served {
            if word(&dictionaries.names[Names::Users], license.user.0).is_empty()
                && word(&dictionaries.names[Names::Devices], license.device.0).is_empty()
            {
                continue;
            }
            let client = Client {
                account: dictionaries.account_of(license.server),
                user: license.user,
                device: license.device,
            };
            clients.all.insert(client);
            clients.of_feature.insert((license.feature, client));
        }
        clients
    }

    /// The number of clients, whatever the feature.
    pub(super) fn total(&self) -> u64 {
        self.all.len() as u64
    }

    /// The number of clients of each feature, by its id.
    pub(super) fn by_feature(&self, features: usize) -> Vec<u64> {
        let mut counts = vec![0; features];
        for (feature, _) in &self.of_feature {
            if let Some(count) = counts.get_mut(feature.index()) {
                *count += 1;
            }
        }
        counts
    }
}
