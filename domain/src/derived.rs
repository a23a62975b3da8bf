//! What is derived from a frame when it is first asked for.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A place for what is derived from a frame and takes long. Whoever derives it knows what it
/// is; the frame only keeps it. Clones share it.
///
/// All are equal, since what they hold follows from the frame.
#[derive(Clone, Default)]
pub struct Derived(OnceLock<Arc<dyn Any + Send + Sync>>);

impl Derived {
    /// What was derived, or what `derive` gives now. One place keeps one kind: another one is
    /// derived each time.
    pub(crate) fn get_or_derive<T: Any + Send + Sync>(&self, derive: impl Fn() -> T) -> Arc<T> {
        let kept = self.0.get_or_init(|| Arc::new(derive()));
        Arc::clone(kept)
            .downcast()
            .unwrap_or_else(|_| Arc::new(derive()))
    }
}

impl PartialEq for Derived {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Derived {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.get().is_some() {
            "Derived(Some(..))"
        } else {
            "Derived(None)"
        })
    }
}
