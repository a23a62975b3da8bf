//! What is asked of an OpenID provider: its addresses and keys, and who somebody is.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use openidconnect::core::{
    CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, Nonce, OAuth2TokenResponse as _, RedirectUrl,
    SignatureVerificationError, TokenResponse as _,
};
use store::{Asker, NotDone, ProviderUser, WorkPool, asker, network_of};
use tokio::sync::Mutex;
use tokio::time::timeout;
use ureq::Agent;
use ureq::http::Method;

use super::under_way::UnderWay;
use crate::serve::access::steady::SteadySecond;
use crate::settings::openid::OpenIdSettings;

/// How long the provider may take for an answer, and how long anybody waits for their turn
/// to ask.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// The most bytes of an answer.
const ANSWER_BYTES_MAX: u64 = 1 << 20;

/// Questions that are asked at a time.
const ASKED_MAX: usize = 8;

/// Sign-ins that wait for their turn to ask at most, and those of one client IP that ask or wait.
const WAITING_MAX: usize = 92;
/// See [`WAITING_MAX`].
const OF_ADDRESS_MAX: usize = 20;

/// Seconds for which what the provider says of itself is taken without asking again; after
/// which a key that is not among its keys is a reason to ask; and for which nobody asks again
/// after it did not answer.
const KEPT_S: i64 = 3600;
/// See [`KEPT_S`].
const NEW_KEY_S: i64 = 60;
/// See [`KEPT_S`].
const PAUSE_S: i64 = 5;

/// Characters of an id that a provider gives, by the standard.
const SUBJECT_CHARS_MAX: usize = 255;

/// How the provider may sign: by a key of its own. What is signed with the secret, or with
/// nothing, is not taken.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A client of the library, with the addresses that discovery gives.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why the provider did not say who somebody is. The texts are for who runs the server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotProven {
    /// It was not asked, since too many ask it.
    #[error(transparent)]
    NotAsked(#[from] NotDone),
    /// It cannot be asked now.
    #[error("the OpenID provider cannot be asked: {0}")]
    Unreachable(String),
    /// What it says cannot be taken.
    #[error("what the OpenID provider says is not taken: {0}")]
    NotTaken(String),
}

/// The provider, which is asked when somebody signs in by it and not before.
pub(super) struct Provider {
    pub(super) settings: OpenIdSettings,
    agent: Agent,
    asked: WorkPool,
    known: Mutex<Known>,
}

/// What the provider says of itself, and when it was asked.
#[derive(Default)]
struct Known {
    metadata: Option<(Arc<CoreProviderMetadata>, SteadySecond)>,
    failed_at: Option<SteadySecond>,
}

impl Provider {
    pub(super) fn new(settings: OpenIdSettings) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(settings.issuer.is_https())
            // An answer that leads elsewhere would have the secret follow.
            .max_redirects(0)
            .timeout_global(Some(ANSWER_MAX))
            .build();
        Self {
            settings,
            agent: config.into(),
            asked: WorkPool::shared(ASKED_MAX, WAITING_MAX, OF_ADDRESS_MAX),
            known: Mutex::default(),
        }
    }

    /// A place for a sign-in from an address, which it keeps while it waits for anything here.
    pub(super) fn enter(&self, address: IpAddr) -> Result<Asker, NotDone> {
        self.asked.enter(asker(&network_of(address)))
    }

    /// A client that has the browser sent back to `redirect`.
    pub(super) async fn client(
        &self,
        asker: &Asker,
        redirect: &str,
        now: SteadySecond,
    ) -> Result<Client, NotProven> {
        let metadata = self.metadata(asker, now, KEPT_S).await?;
        self.client_of(&metadata, redirect)
    }

    fn client_of(
        &self,
        metadata: &CoreProviderMetadata,
        redirect: &str,
    ) -> Result<Client, NotProven> {
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(not_taken)?;
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_some_and(|methods| methods.contains(&method));
        let in_body = takes(CoreClientAuthMethod::ClientSecretPost)
            && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            self.settings.client_id.clone(),
            Some(self.settings.client_secret.clone()),
        );
        let by = if in_body {
            AuthType::RequestBody
        } else {
            AuthType::BasicAuth
        };
        Ok(client.set_redirect_uri(redirect).set_auth_type(by))
    }

    /// Who came back with a code.
    pub(super) async fn who(
        &self,
        code: String,
        under_way: UnderWay,
        (steady, now): (SteadySecond, i64),
    ) -> Result<ProviderUser, NotProven> {
        let asker = self.enter(under_way.address)?;
        let redirect = under_way.redirect;
        let client = self.client(&asker, &redirect, steady).await?;
        let verifier = under_way.verifier;
        let asking = client.clone();
        let answer: CoreTokenResponse = self
            .ask(&asker, move |agent| {
                let request = asking.exchange_code(AuthorizationCode::new(code));
                let request = request.map_err(not_taken)?.set_pkce_verifier(verifier);
                let http = |request| ask(agent, request);
                request.request(&http).map_err(|error| match error {
                    openidconnect::RequestTokenError::Request(error) => unreachable(whole(&error)),
                    error => not_taken(error),
                })
            })
            .await?;
        let nonce = &under_way.nonce;
        let claims = match claims(&client, &answer, nonce, now) {
            Err(Unverified::UnknownKey) => {
                // It may sign with a new one since it was asked.
                let metadata = self.metadata(&asker, steady, NEW_KEY_S).await?;
                let client = self.client_of(&metadata, &redirect)?;
                claims(&client, &answer, nonce, now)
            }
            known => known,
        };
        let claims = claims.map_err(|unverified| match unverified {
            Unverified::UnknownKey => not_taken("it is signed with a key that is not its own"),
            Unverified::Otherwise(error) => error,
        })?;
        self.user(&asker, client, answer, &claims).await
    }

    /// Who the claims are about. Where they hold no address, the provider is asked for it.
    async fn user(
        &self,
        asker: &Asker,
        client: Client,
        answer: CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<ProviderUser, NotProven> {
        let subject = claims.subject().clone();
        if subject.chars().count() > SUBJECT_CHARS_MAX {
            return Err(not_taken("an id is too long"));
        }
        let email = match (claims.email(), client.user_info_url()) {
            (Some(email), _) => verified(email, claims.email_verified()),
            (None, None) => None,
            (None, Some(_)) => {
                let expected = Some(subject.clone());
                let access = answer.access_token().clone();
                self.ask(asker, move |agent| {
                    let request = client.user_info(access, expected).map_err(not_taken)?;
                    let http = |request| ask(agent, request);
                    let user: CoreUserInfoClaims =
                        request.request(&http).map_err(|error| match error {
                            openidconnect::UserInfoError::Request(error) => {
                                unreachable(whole(&error))
                            }
                            error => not_taken(error),
                        })?;
                    let email = user.email();
                    Ok(email.and_then(|email| verified(email, user.email_verified())))
                })
                .await?
            }
        };
        Ok(ProviderUser {
            provider: self.settings.issuer.0.to_string(),
            subject: subject.to_string(),
            email,
        })
    }

    /// What the provider says of itself, no older than so many seconds.
    async fn metadata(
        &self,
        asker: &Asker,
        now: SteadySecond,
        age_max_s: i64,
    ) -> Result<Arc<CoreProviderMetadata>, NotProven> {
        // One asks, and the others take the answer.
        let known = timeout(ANSWER_MAX, self.known.lock()).await;
        let mut known = known.map_err(unreachable)?;
        if let Some((metadata, asked_at)) = &known.metadata
            && now.since(*asked_at) < age_max_s
        {
            return Ok(Arc::clone(metadata));
        }
        if known.failed_at.is_some_and(|at| now.since(at) < PAUSE_S) {
            return Err(unreachable("it did not answer a moment ago"));
        }
        let issuer = self.settings.issuer.0.clone();
        let discovered = self.ask(asker, move |agent| {
            let http = |request| ask(agent, request);
            CoreProviderMetadata::discover(&issuer, &http)
                .map_err(|error| unreachable(whole(&error)))
        });
        match discovered.await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                known.metadata = Some((Arc::clone(&metadata), now));
                known.failed_at = None;
                Ok(metadata)
            }
            Err(error) => {
                known.failed_at = Some(now);
                Err(error)
            }
        }
    }

    /// Asks in a thread that may wait. There are few such threads however many browsers begin
    /// and break off, so that passwords can be compared meanwhile.
    async fn ask<T: Send + 'static>(
        &self,
        asker: &Asker,
        question: impl FnOnce(&Agent) -> Result<T, NotProven> + Send + 'static,
    ) -> Result<T, NotProven> {
        let agent = self.agent.clone();
        let answer = asker.run(move || question(&agent));
        // One time for the turn, and one for the answer.
        timeout(ANSWER_MAX * 2, answer)
            .await
            .map_err(unreachable)??
    }
}

/// Why an ID token was not taken.
enum Unverified {
    /// It names a key that the provider is not known to have.
    UnknownKey,
    /// Anything else.
    Otherwise(NotProven),
}

/// What an answer says of a person, if it is signed by the provider, for this server, for
/// this sign-in, and not too old.
fn claims(
    client: &Client,
    answer: &CoreTokenResponse,
    nonce: &Nonce,
    now: i64,
) -> Result<CoreIdTokenClaims, Unverified> {
    let Some(token) = answer.id_token() else {
        return Err(Unverified::Otherwise(not_taken("there is no ID token")));
    };
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(SIGNED_BY)
        .set_time_fn(move || {
            let since = Duration::from_secs(now.try_into().unwrap_or_default());
            (UNIX_EPOCH + since).into()
        });
    match token.claims(&verifier, nonce) {
        Ok(claims) => Ok(claims.clone()),
        Err(ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey,
        )) => Err(Unverified::UnknownKey),
        Err(error) => Err(Unverified::Otherwise(not_taken(whole(&error)))),
    }
}

/// An address, where the provider says that it has verified it.
fn verified(email: &openidconnect::EndUserEmail, verified: Option<bool>) -> Option<String> {
    (verified == Some(true)).then(|| email.to_string())
}

fn ask(agent: &Agent, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let response = if request.method() == Method::GET {
        agent.run(request.map(|_| ()))
    } else {
        agent.run(request)
    };
    let (head, mut body) = response?.into_parts();
    let body = body.with_config().limit(ANSWER_BYTES_MAX).read_to_vec()?;
    Ok(HttpResponse::from_parts(head, body))
}

/// An error with all that is behind it.
fn whole(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(behind) = source {
        text.push_str(": ");
        text.push_str(&behind.to_string());
        source = behind.source();
    }
    text
}

fn unreachable(error: impl ToString) -> NotProven {
    NotProven::Unreachable(error.to_string())
}

fn not_taken(error: impl ToString) -> NotProven {
    NotProven::NotTaken(error.to_string())
}
