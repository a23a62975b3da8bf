//! Requests to an OpenID provider: its metadata and keys, and who signed in.

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
use store::{PoolSlot, ProviderUser, WorkError, WorkPool, network_of, requester_id};
use tokio::sync::Mutex;
use tokio::time::timeout;
use ureq::Agent;
use ureq::http::Method;

use super::pending_sign_ins::PendingSignIn;
use crate::serve::access::monotonic_clock::MonotonicSecond;
use crate::settings::openid::OpenIdSettings;

/// The timeout for a response of the provider, and for waiting to send a request.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// The largest response, in bytes.
const ANSWER_BYTES_MAX: u64 = 1 << 20;

/// Simultaneous requests.
const ASKED_MAX: usize = 8;

/// Sign-ins that may wait to send a request, and those of one client IP that send or wait.
const WAITING_MAX: usize = 92;
/// See [`WAITING_MAX`].
const OF_CLIENT_IP_MAX: usize = 20;

/// In seconds: how long the provider's metadata is cached; after what time an unknown key
/// causes a reload; and for how long no request is made after it did not respond.
const METADATA_CACHED_S: i64 = 3600;
/// See [`METADATA_CACHED_S`].
const NEW_KEY_S: i64 = 60;
/// See [`METADATA_CACHED_S`].
const PAUSE_S: i64 = 5;

/// The length limit of a subject ID, by the standard, in characters.
const SUBJECT_CHARS_MAX: usize = 255;

/// Accepted signatures: only those made with the provider's own keys. Signatures with the
/// client secret, and unsigned tokens, are rejected.
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

/// The library's client, with the endpoints from discovery.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why the provider did not authenticate someone. The texts are for the server's operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenIdFailure {
    /// It was not contacted, since too many requests are waiting.
    #[error(transparent)]
    NotAsked(#[from] WorkError),
    /// It cannot be reached.
    #[error("the OpenID provider cannot be reached: {0}")]
    Unreachable(String),
    /// Its response is not acceptable.
    #[error("the OpenID provider's response was rejected: {0}")]
    UploadError(String),
}

/// The provider, which is contacted only when someone signs in.
pub(super) struct Provider {
    pub(super) settings: OpenIdSettings,
    agent: Agent,
    asked: WorkPool,
    known: Mutex<CachedMetadata>,
}

/// The provider's metadata, and when it was loaded.
#[derive(Default)]
struct CachedMetadata {
    metadata: Option<(Arc<CoreProviderMetadata>, MonotonicSecond)>,
    failed_at: Option<MonotonicSecond>,
}

impl Provider {
    pub(super) fn new(settings: OpenIdSettings) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(settings.issuer.is_https())
            // Following a redirect would send the secret along.
            .max_redirects(0)
            .timeout_global(Some(ANSWER_MAX))
            .build();
        Self {
            settings,
            agent: config.into(),
            asked: WorkPool::shared(ASKED_MAX, WAITING_MAX, OF_CLIENT_IP_MAX),
            known: Mutex::default(),
        }
    }

    /// Admits a sign-in from a client IP, which holds its place during all requests here.
    pub(super) fn enter(&self, client_ip: IpAddr) -> Result<PoolSlot, WorkError> {
        self.asked.enter(requester_id(&network_of(client_ip)))
    }

    /// A client whose sign-ins return to `redirect`.
    pub(super) async fn client(
        &self,
        slot: &PoolSlot,
        redirect: &str,
        now: MonotonicSecond,
    ) -> Result<Client, OpenIdFailure> {
        let metadata = self.metadata(slot, now, METADATA_CACHED_S).await?;
        self.client_of(&metadata, redirect)
    }

    fn client_of(
        &self,
        metadata: &CoreProviderMetadata,
        redirect: &str,
    ) -> Result<Client, OpenIdFailure> {
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

    /// Who returned with a code.
    pub(super) async fn who(
        &self,
        code: String,
        under_way: PendingSignIn,
        (steady, now): (MonotonicSecond, i64),
    ) -> Result<ProviderUser, OpenIdFailure> {
        let slot = self.enter(under_way.client_ip)?;
        let redirect = under_way.redirect;
        let client = self.client(&slot, &redirect, steady).await?;
        let verifier = under_way.verifier;
        let asking = client.clone();
        let answer: CoreTokenResponse = self
            .ask(&slot, move |agent| {
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
                // It may use a newer key than the cached ones.
                let metadata = self.metadata(&slot, steady, NEW_KEY_S).await?;
                let client = self.client_of(&metadata, &redirect)?;
                claims(&client, &answer, nonce, now)
            }
            known => known,
        };
        let claims = claims.map_err(|unverified| match unverified {
            Unverified::UnknownKey => not_taken("it is signed with a key that is not its own"),
            Unverified::Otherwise(error) => error,
        })?;
        self.user(&slot, client, answer, &claims).await
    }

    /// The person that the claims are about. If they lack an e-mail address, the provider is
    /// asked for it.
    async fn user(
        &self,
        slot: &PoolSlot,
        client: Client,
        answer: CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<ProviderUser, OpenIdFailure> {
        let subject = claims.subject().clone();
        if subject.chars().count() > SUBJECT_CHARS_MAX {
            return Err(not_taken("the subject ID is too long"));
        }
        let email = match (claims.email(), client.user_info_url()) {
            (Some(email), _) => verified(email, claims.email_verified()),
            (None, None) => None,
            (None, Some(_)) => {
                let expected = Some(subject.clone());
                let access = answer.access_token().clone();
                self.ask(slot, move |agent| {
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

    /// The provider's metadata, no older than this many seconds.
    async fn metadata(
        &self,
        slot: &PoolSlot,
        now: MonotonicSecond,
        age_max_s: i64,
    ) -> Result<Arc<CoreProviderMetadata>, OpenIdFailure> {
        // One request loads it, and the others share the result.
        let known = timeout(ANSWER_MAX, self.known.lock()).await;
        let mut known = known.map_err(unreachable)?;
        if let Some((metadata, asked_at)) = &known.metadata
            && now.since(*asked_at) < age_max_s
        {
            return Ok(Arc::clone(metadata));
        }
        if known.failed_at.is_some_and(|at| now.since(at) < PAUSE_S) {
            return Err(unreachable("it did not respond a moment ago"));
        }
        let issuer = self.settings.issuer.0.clone();
        let discovered = self.ask(slot, move |agent| {
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

    /// Sends a request on a thread that may block. There are few such threads, however many
    /// sign-ins are begun and aborted, so that passwords can be compared meanwhile.
    async fn ask<T: Send + 'static>(
        &self,
        slot: &PoolSlot,
        question: impl FnOnce(&Agent) -> Result<T, OpenIdFailure> + Send + 'static,
    ) -> Result<T, OpenIdFailure> {
        let agent = self.agent.clone();
        let answer = slot.run(move || question(&agent));
        // One timeout for waiting, and one for the response.
        timeout(ANSWER_MAX * 2, answer)
            .await
            .map_err(unreachable)??
    }
}

/// Why an ID token was rejected.
enum Unverified {
    /// It names a key that is not among the provider's known ones.
    UnknownKey,
    /// Any other reason.
    Otherwise(OpenIdFailure),
}

/// The claims of a response, if it is signed by the provider, for this server and this sign-in,
/// and not too old.
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

/// An e-mail address that the provider has verified.
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

/// An error with all of its causes.
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

fn unreachable(error: impl ToString) -> OpenIdFailure {
    OpenIdFailure::Unreachable(error.to_string())
}

fn not_taken(error: impl ToString) -> OpenIdFailure {
    OpenIdFailure::UploadError(error.to_string())
}
