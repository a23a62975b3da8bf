//! Why a link was not created or changed.

use store::{LinkRefusal, StoreError};

/// The reason for refusing a link, as text; a store error is passed on.
pub(super) fn refusal(refusal: LinkRefusal) -> Result<String, StoreError> {
    match refusal {
        LinkRefusal::Store(error) => Err(error),
        refused => Ok(refused.to_string()),
    }
}
