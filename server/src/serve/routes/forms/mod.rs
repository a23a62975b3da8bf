//! What the forms of the management pages share: a form keeps its fields when the session has
//! ended, and accounts are suggested and asked about.

pub(crate) mod accounts;
pub(crate) mod form_sender;
pub(crate) mod page;
pub(crate) mod session_ended;
mod submitted_fields;
