//! Server functions: what the browser asks when its slice cannot tell.

pub mod neighbours;
pub mod page_data;
pub mod usage;
pub mod values;
