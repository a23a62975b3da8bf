//! What the command line says of the server: values that are checked when they are read, each
//! with the error that says what to change.

pub(crate) mod embed_origin;
pub(crate) mod issuer;
pub(crate) mod openid;
pub(crate) mod public_url;
pub(crate) mod site;
pub(crate) mod tls;
