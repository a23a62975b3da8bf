//! One import at a time for each user.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use store::UserId;

/// The users whose import runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImportTurns(Arc<Mutex<HashSet<UserId>>>);

/// A user's turn; it ends when this is dropped.
pub(crate) struct Turn {
    turns: ImportTurns,
    user: UserId,
}

impl ImportTurns {
    /// The turn of a user, unless an import of theirs runs.
    pub(crate) fn take(&self, user: UserId) -> Option<Turn> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = self.clone();
        running.insert(user).then(|| Turn { turns, user })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let running = self.turns.0.lock();
        let mut running = running.unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_has_one_turn_at_a_time() {
        let turns = ImportTurns::default();
        let (ada, bo) = (UserId::from_number(1), UserId::from_number(2));
        let first = turns.take(ada);
        assert!(first.is_some());
        assert!(turns.take(ada).is_none(), "the first runs");
        assert!(turns.take(bo).is_some(), "another user's");
        drop(first);
        assert!(turns.take(ada).is_some(), "it has ended");
    }
}
