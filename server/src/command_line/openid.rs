//! The options of `turnaway serve` that configure an OpenID provider.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::settings::issuer::Issuer;
use crate::settings::openid::{OpenIdError, OpenIdSettings};

/// An OpenID provider for signing in.
#[derive(Args, Clone, Debug)]
pub(crate) struct OpenIdOptions {
    /// The issuer URL of an OpenID provider for signing in, such as `https://id.example`. Users
    /// must be added first, with the e-mail address that the provider has verified.
    #[arg(
        id = "oidc_issuer",
        long = "oidc-issuer",
        env = "TURNAWAY_OIDC_ISSUER",
        value_name = "URL",
        requires_all = ["oidc_client_id", "oidc_client_secret_file"]
    )]
    pub issuer: Option<Issuer>,

    /// The client ID of this server at the provider.
    #[arg(
        id = "oidc_client_id",
        long = "oidc-client-id",
        env = "TURNAWAY_OIDC_CLIENT_ID",
        value_name = "ID",
        value_parser = NonEmptyStringValueParser::new(),
        requires = "oidc_issuer"
    )]
    pub client_id: Option<String>,

    /// A file that contains only the client secret.
    #[arg(
        id = "oidc_client_secret_file",
        long = "oidc-client-secret-file",
        env = "TURNAWAY_OIDC_CLIENT_SECRET_FILE",
        value_name = "FILE",
        requires = "oidc_issuer"
    )]
    pub client_secret_file: Option<PathBuf>,

    /// The provider's name on the sign-in page [default: its host].
    #[arg(
        id = "oidc_name",
        long = "oidc-name",
        env = "TURNAWAY_OIDC_NAME",
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        requires = "oidc_issuer"
    )]
    pub name: Option<String>,
}

impl OpenIdOptions {
    /// The provider's settings; `None` without a provider.
    pub(crate) fn settings(&self) -> Result<Option<OpenIdSettings>, OpenIdError> {
        // clap requires all three together.
        let (Some(issuer), Some(id), Some(path)) = (
            self.issuer.clone(),
            self.client_id.clone(),
            &self.client_secret_file,
        ) else {
            return Ok(None);
        };
        OpenIdSettings::read(issuer, id, path, self.name.clone()).map(Some)
    }
}
