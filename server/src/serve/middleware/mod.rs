//! What requests and responses pass on their way: who asks, from where, and how much is on its
//! way at a time.

pub(crate) mod bounded_response;
pub(crate) mod memory_budget;
pub(crate) mod own_host;
pub(crate) mod require_user;
pub(crate) mod response_limits;
pub(crate) mod same_origin;
pub(crate) mod security_headers;
