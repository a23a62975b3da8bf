//! Server functions: what the browser requests when its slice does not have it.

pub mod neighbours;
pub mod page_data;
pub mod usage;
pub mod values;
