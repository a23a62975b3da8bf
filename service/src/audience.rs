//! The audience of the report.

use serde::{Deserialize, Serialize};

/// The audience of the report: advice for a producer is not meant for a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Audience {
    /// A user of the producer.
    #[default]
    Producer,
    /// A user of the producer who can create links.
    LinkCreator,
    /// A link's reader: the customer's own license administrator.
    Customer,
}

impl Audience {
    /// Whether the report addresses a customer about its own licenses.
    pub fn is_customer(self) -> bool {
        self == Self::Customer
    }
}
