//! The licenses that are checked out, by handle, with the names that a small-style `IN` leaves
//! out.

use hashbrown::HashMap;

use super::words::RequestNames;

/// The most bytes of handles and names that are kept.
const BYTES_MAX: usize = 64 << 20;

/// The names of a checkout.
pub(super) struct Checkout {
    feature: Box<str>,
    version: Box<str>,
    user: Box<str>,
    device: Box<str>,
}

/// The checkouts whose returns have not been read. A log of made-up handles grows it to its
/// bound at most: a checkout beyond that is not kept, and its return has no names, like that of
/// a checkout in an earlier log.
pub(super) struct Checkouts {
    by_handle: HashMap<Box<str>, Checkout>,
    bytes: usize,
    bytes_max: usize,
}

impl Default for Checkouts {
    fn default() -> Self {
        Self {
            by_handle: HashMap::new(),
            bytes: 0,
            bytes_max: BYTES_MAX,
        }
    }
}

impl Checkouts {
    /// Keeps a checkout, in place of an earlier one of its handle.
    pub(super) fn insert(&mut self, handle: &str, names: &RequestNames<'_>) {
        self.remove(handle);
        let checkout = Checkout::of(names);
        let bytes = checkout.bytes(handle);
        if self.bytes + bytes > self.bytes_max {
            return;
        }
        self.bytes += bytes;
        self.by_handle.insert(handle.into(), checkout);
    }

    /// The checkout of a handle, which is then free.
    pub(super) fn remove(&mut self, handle: &str) -> Option<Checkout> {
        let checkout = self.by_handle.remove(handle)?;
        self.bytes -= checkout.bytes(handle);
        Some(checkout)
    }

    /// Every license is back.
    pub(super) fn clear(&mut self) {
        self.by_handle.clear();
        self.bytes = 0;
    }
}

impl Checkout {
    fn of(names: &RequestNames<'_>) -> Self {
        Self {
            feature: names.feature.into(),
            version: names.version.into(),
            user: names.user.into(),
            device: names.device.into(),
        }
    }

    pub(super) fn names(&self) -> RequestNames<'_> {
        RequestNames {
            feature: &self.feature,
            version: &self.version,
            user: &self.user,
            device: &self.device,
        }
    }

    /// What it takes in memory under this handle.
    fn bytes(&self, handle: &str) -> usize {
        let names = [&self.feature, &self.version, &self.user, &self.device];
        let names: usize = names.iter().map(|name| name.len()).sum();
        size_of::<(Box<str>, Self)>() + handle.len() + names
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::*;

    fn names(feature: &str) -> RequestNames<'_> {
        RequestNames {
            feature,
            ..RequestNames::default()
        }
    }

    #[test]
    fn made_up_handles_have_a_bound_and_those_before_keep_their_names() {
        let mut checkouts = Checkouts {
            bytes_max: 4096,
            ..Checkouts::default()
        };
        for handle in 0..1_000 {
            checkouts.insert(&handle.to_string(), &names("solver"));
            assert!(checkouts.bytes <= 4096);
        }
        assert!(checkouts.by_handle.len() < 100);
        let first = checkouts.remove("0").unwrap();
        assert_eq!(first.names().feature, "solver");
        assert!(checkouts.remove("999").is_none());
        // A return makes room for another checkout.
        checkouts.insert("a", &names("mesher"));
        assert_eq!(checkouts.remove("a").unwrap().names().feature, "mesher");
    }

    #[test]
    fn an_empty_one_counts_no_bytes() {
        let mut checkouts = Checkouts::default();
        checkouts.insert("1a", &names("solver"));
        checkouts.insert("1a", &names("a longer name"));
        checkouts.insert("1b", &names("solver"));
        assert!(checkouts.remove("1a").is_some());
        assert!(checkouts.remove("1b").is_some());
        assert_eq!(checkouts.bytes, 0);
        checkouts.insert("1c", &names("solver"));
        checkouts.clear();
        assert_eq!((checkouts.bytes, checkouts.by_handle.len()), (0, 0));
    }
}
