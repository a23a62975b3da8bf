//! What the forms of the pages of management have in common: a form whose session has ended
//! keeps its fields, what a form makes is shown once after a redirect, and accounts are
//! suggested and asked about.

pub(crate) mod accounts;
pub(crate) mod form_sender;
pub(crate) mod page;
mod sent_fields;
pub(crate) mod session_ended;
pub(crate) mod shown_once;
