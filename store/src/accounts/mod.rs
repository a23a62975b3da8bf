//! Who may do what: users and their sessions, links for those without a user, and keys of license
//! servers.

pub(crate) mod keys;
pub(crate) mod links;
pub(crate) mod password;
pub(crate) mod rights;
pub(crate) mod secret;
pub(crate) mod sessions;
pub(crate) mod users;
