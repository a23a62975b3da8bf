//! The options of `turnaway serve` that name an OpenID provider.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::serve::Issuer;

/// An OpenID provider that users may sign in by.
#[derive(Args, Clone, Debug)]
pub(crate) struct OpenIdOptions {
    /// An OpenID provider whose users may sign in, as it names itself, such as
    /// `https://id.example`. A user is added beforehand, under the e-mail address that the
    /// provider has verified.
    #[arg(
        long,
        env = "TURNAWAY_OIDC_ISSUER",
        value_name = "URL",
        requires_all = ["oidc_client_id", "oidc_client_secret_file"]
    )]
    pub oidc_issuer: Option<Issuer>,

    /// The id under which the provider knows this server.
    #[arg(
        long,
        env = "TURNAWAY_OIDC_CLIENT_ID",
        value_name = "ID",
        value_parser = NonEmptyStringValueParser::new(),
        requires = "oidc_issuer"
    )]
    pub oidc_client_id: Option<String>,

    /// A file that holds the secret which the provider gave for this server, and nothing else.
    #[arg(
        long,
        env = "TURNAWAY_OIDC_CLIENT_SECRET_FILE",
        value_name = "FILE",
        requires = "oidc_issuer"
    )]
    pub oidc_client_secret_file: Option<PathBuf>,

    /// What the sign-in calls the provider [default: its host].
    #[arg(
        long,
        env = "TURNAWAY_OIDC_NAME",
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        requires = "oidc_issuer"
    )]
    pub oidc_name: Option<String>,
}
