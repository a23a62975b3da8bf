//! What the management pages show of users, keys, links and the audit log: the types of the
//! database, for code that may not use it.

pub use store::{
    AuditLine, IngestKey, LINK_DAYS_MAX, Link, NOTE_CHARS_MAX, NewKey, PASSWORD_CHARS_MIN,
    Password, PasswordRefusal, Role, User,
};
