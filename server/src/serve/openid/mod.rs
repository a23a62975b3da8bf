//! Signing in by an OpenID provider: the authorization code flow, with PKCE.
//!
//! The server asks the provider only when somebody signs in by it. One that is down keeps
//! nobody from starting the server, nor from signing in with a password.

mod provider;
pub(crate) mod under_way;

use std::net::IpAddr;

use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, Scope};
use store::{ProviderUser, Secret, network_of};

use crate::serve::access::steady::SteadySecond;

use crate::settings::openid::OpenIdSettings;
pub(crate) use provider::NotProven;
use provider::Provider;
use under_way::SignInsUnderWay;
pub(crate) use under_way::UnderWay;

/// The provider, and who is at it.
pub struct OpenId {
    provider: Provider,
    under_way: SignInsUnderWay,
}

/// A sign-in that begins.
pub(crate) struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// What it shows when it comes back. It belongs into a cookie.
    pub browser: Secret,
}

impl OpenId {
    /// A provider that is asked when somebody signs in by it.
    pub fn new(settings: OpenIdSettings) -> Self {
        Self {
            provider: Provider::new(settings),
            under_way: SignInsUnderWay::default(),
        }
    }

    /// What people call the provider.
    pub(crate) fn name(&self) -> &str {
        &self.provider.settings.name
    }

    /// Whether an answer that names this issuer is the provider's.
    pub(crate) fn is_issuer(&self, named: &str) -> bool {
        self.provider.settings.issuer.0.as_str() == named
    }

    /// Begins a sign-in from an address, which leads to the path `to`. The provider sends the
    /// browser back to `redirect`.
    pub(crate) async fn begin(
        &self,
        from: IpAddr,
        redirect: String,
        to: String,
        now: SteadySecond,
    ) -> Result<Begun, NotProven> {
        let asker = self.provider.enter(from)?;
        let client = self.provider.client(&asker, &redirect, now).await?;
        let random = || Secret::random().map_err(|error| NotProven::Unreachable(error.to_string()));
        let (state, browser) = (random()?, random()?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let handed = CsrfToken::new(state.reveal());
        let (address, _, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || handed,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let begun = UnderWay {
            browser: browser.hash(),
            nonce,
            verifier,
            redirect,
            to,
            address: network_of(from),
            began_at: now,
        };
        self.under_way.begin(state.hash(), begun);
        Ok(Begun {
            address: address.into(),
            browser,
        })
    }

    /// The sign-in that a browser came back to, which ends with it; `None` where there is
    /// none of this state in this browser.
    pub(crate) fn end(
        &self,
        state: &str,
        browser: Option<&Secret>,
        now: SteadySecond,
    ) -> Option<UnderWay> {
        let state = Secret::parse(state)?.hash();
        self.under_way.end(state, browser?.hash(), now)
    }

    /// Who came back with a code, at a second of this process and of the day.
    pub(crate) async fn who(
        &self,
        code: String,
        under_way: UnderWay,
        now: (SteadySecond, i64),
    ) -> Result<ProviderUser, NotProven> {
        self.provider.who(code, under_way, now).await
    }
}
