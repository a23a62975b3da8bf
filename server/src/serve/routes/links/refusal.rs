//! Why a link was not made or changed.

use store::{LinkRefusal, StoreError};

/// Why a link was not made or changed, in words; an error of the store stays one.
pub(super) fn refusal(refusal: LinkRefusal) -> Result<String, StoreError> {
    match refusal {
        LinkRefusal::Store(error) => Err(error),
        refused => Ok(refused.to_string()),
    }
}
