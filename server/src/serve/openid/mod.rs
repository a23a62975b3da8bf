//! Signing in through an OpenID provider: the authorization code flow, with PKCE.
//!
//! The provider is contacted only when someone signs in through it. While it is down the server
//! starts, and password sign-ins work.

pub(crate) mod pending_sign_ins;
mod provider;

use std::net::IpAddr;

use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, Scope};
use store::{ProviderUser, Secret, network_of};

use crate::serve::access::monotonic_clock::MonotonicSecond;
use crate::settings::openid::OpenIdSettings;
pub(crate) use pending_sign_ins::PendingSignIn;
use pending_sign_ins::PendingSignIns;
pub(crate) use provider::OpenIdFailure;
use provider::Provider;

/// The provider, and the sign-ins in progress.
pub struct OpenId {
    provider: Provider,
    under_way: PendingSignIns,
}

/// A sign-in that has begun.
pub(crate) struct Begun {
    /// The provider's URL for the browser.
    pub url: String,
    /// The secret that the browser shows when it returns, for a cookie.
    pub browser: Secret,
}

impl OpenId {
    /// A provider that is asked when someone signs in by it.
    pub fn new(settings: OpenIdSettings) -> Self {
        Self {
            provider: Provider::new(settings),
            under_way: PendingSignIns::default(),
        }
    }

    /// The provider's display name.
    pub(crate) fn name(&self) -> &str {
        &self.provider.settings.name
    }

    /// Whether this issuer in a response is the provider's.
    pub(crate) fn is_issuer(&self, named: &str) -> bool {
        self.provider.settings.issuer.0.as_str() == named
    }

    /// Begins a sign-in from a client IP, which leads to the path `to`. The provider sends the
    /// browser back to `redirect`.
    pub(crate) async fn begin(
        &self,
        from: IpAddr,
        redirect: String,
        to: String,
        now: MonotonicSecond,
    ) -> Result<Begun, OpenIdFailure> {
        let slot = self.provider.enter(from)?;
        let client = self.provider.client(&slot, &redirect, now).await?;
        let random =
            || Secret::random().map_err(|error| OpenIdFailure::Unreachable(error.to_string()));
        let (state, browser) = (random()?, random()?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let handed = CsrfToken::new(state.reveal());
        let (url, _, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || handed,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let begun = PendingSignIn {
            browser: browser.hash(),
            nonce,
            verifier,
            redirect,
            to,
            client_ip: network_of(from),
            began_at: now,
        };
        self.under_way.begin(state.hash(), begun);
        Ok(Begun {
            url: url.into(),
            browser,
        })
    }

    /// Ends the sign-in that a browser returns to; `None` if this browser has none with this
    /// state.
    pub(crate) fn end(
        &self,
        state: &str,
        browser: Option<&Secret>,
        now: MonotonicSecond,
    ) -> Option<PendingSignIn> {
        let state = Secret::parse(state)?.hash();
        self.under_way.end(state, browser?.hash(), now)
    }

    /// Who returned with a code, at this time of the process and of day.
    pub(crate) async fn who(
        &self,
        code: String,
        under_way: PendingSignIn,
        now: (MonotonicSecond, i64),
    ) -> Result<ProviderUser, OpenIdFailure> {
        self.provider.who(code, under_way, now).await
    }
}
