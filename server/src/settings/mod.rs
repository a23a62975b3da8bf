//! The server's settings from the command line: values that are validated when read, with
//! errors that say what to change.

pub(crate) mod embed_origin;
pub(crate) mod issuer;
pub(crate) mod openid;
pub(crate) mod public_url;
pub(crate) mod site;
pub(crate) mod tls;
