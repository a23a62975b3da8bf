//! Which imports stored what a push brings with another time, status or feature.

use std::time::{Duration, Instant};

use store::{Changed, Store};
use tokio::sync::Mutex;

use service::importing::changed;

/// A look that takes no longer is no burden.
const SHORT: Duration = Duration::from_millis(250);

/// A longer one is followed by a rest that is so many times as long.
const REST: u32 = 9;

/// Looks through the stored events, one request at a time. That may take seconds, and a key
/// can ask for it as often as it likes: so it takes a tenth of the time at most.
pub(crate) struct Look {
    store: Store,
    /// When the next one may begin.
    next: Mutex<Option<Instant>>,
}

impl Look {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            next: Mutex::default(),
        }
    }

    /// The warning of what a request brought; `None` where there is nothing to warn of. It
    /// names the imports unless it is too early for another look.
    pub(crate) async fn warning(&self, changed: &Changed) -> Option<String> {
        if changed.count() == 0 {
            return None;
        }
        let unnamed = || Some(changed::text(changed.count(), &[]));
        let Ok(mut next) = self.next.try_lock() else {
            return unnamed();
        };
        let begun = Instant::now();
        if next.is_some_and(|next| begun < next) {
            return unnamed();
        }
        let warning = changed::warning(&self.store, changed).await;
        *next = after(begun, begun.elapsed());
        warning
    }
}

/// When the next look may begin after one that took so long.
fn after(begun: Instant, took: Duration) -> Option<Instant> {
    (took > SHORT).then(|| begun + took * (REST + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_looks_take_a_tenth_of_the_time() {
        let begun = Instant::now();
        assert_eq!(after(begun, SHORT), None);
        let took = Duration::from_secs(3);
        assert_eq!(after(begun, took), Some(begun + Duration::from_secs(30)));
    }
}
