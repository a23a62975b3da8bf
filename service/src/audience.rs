//! Whom the report is for.

use serde::{Deserialize, Serialize};

/// Whom the report is for: what is advised to a producer is none of a customer's business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Audience {
    /// Somebody of the producer's.
    #[default]
    Producer,
    /// The same, who may make links.
    LinkMaker,
    /// Whoever opened a link: the customer's own license administrator.
    Customer,
}

impl Audience {
    /// Whether the report speaks to a customer of its own licenses.
    pub fn is_customer(self) -> bool {
        self == Self::Customer
    }
}
