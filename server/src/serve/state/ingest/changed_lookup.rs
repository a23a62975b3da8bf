//! Looks up the imports that stored a push's events with another time, status or feature.

use std::time::{Duration, Instant};

use store::{Changed, Store, requester_id};
use tokio::sync::Mutex;

use service::importing::changed;

/// A lookup that takes no longer than this is cheap.
const SHORT: Duration = Duration::from_millis(250);

/// A longer one is followed by a pause of this many times its duration.
const REST: u32 = 9;

/// Looks through the stored events, one request at a time. That may take seconds, and a key may
/// cause it any number of times, so it is limited to a tenth of the time.
pub(crate) struct ChangedLookup {
    store: Store,
    /// When the next lookup may begin.
    next: Mutex<Option<Instant>>,
}

impl ChangedLookup {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            next: Mutex::default(),
        }
    }

    /// The warning for a request; `None` if there is nothing to warn about. It names the
    /// imports, unless it is too early for another lookup.
    pub(crate) async fn warning(&self, changed: &Changed) -> Option<String> {
        if changed.is_empty() {
            return None;
        }
        let unnamed = || match changed.count() {
            0 => changed::unchecked(changed.doubtful_count(), "another check is in progress"),
            count => Some(changed::text(count, &[])),
        };
        let Ok(mut next) = self.next.try_lock() else {
            return unnamed();
        };
        let begun = Instant::now();
        if next.is_some_and(|next| begun < next) {
            return unnamed();
        }
        let warning = changed::warning(&self.store, requester_id(&"pushes"), changed).await;
        *next = after(begun, begun.elapsed());
        warning
    }
}

/// When the next lookup may begin after one of this duration.
fn after(begun: Instant, took: Duration) -> Option<Instant> {
    (took > SHORT).then(|| begun + took * (REST + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lookups_take_a_tenth_of_the_time() {
        let begun = Instant::now();
        assert_eq!(after(begun, SHORT), None);
        let took = Duration::from_secs(3);
        assert_eq!(after(begun, took), Some(begun + Duration::from_secs(30)));
    }
}
