//! A cache for data that is derived from a frame on first use.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Caches one value that is derived from a frame and expensive to compute. The frame does
/// not know its type. Clones share the value.
///
/// All instances are equal, since the value follows from the frame.
#[derive(Clone, Default)]
pub struct Derived(OnceLock<Arc<dyn Any + Send + Sync>>);

impl Derived {
    /// The cached value, or the result of `derive`. Only the first type is cached; values of
    /// another type are derived each time.
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
