//! What requests and responses pass on their way: where a request comes from, and how much is on
//! its way at a time.

pub(crate) mod bounded_response;
pub(crate) mod own_host;
pub(crate) mod same_origin;
pub(crate) mod security_headers;
pub(crate) mod trigger_check;
