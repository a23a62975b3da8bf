//! An OpenID provider on loopback, with a key made for the test.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use rcgen::{KeyPair, PKCS_ED25519, PublicKeyData as _, SigningKey as _};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::START;

pub(crate) const CLIENT: &str = "turnaway";
pub(crate) const SECRET: &str = "open-sesame";

/// The provider's state, and the requests it got.
#[derive(Clone)]
pub(crate) struct TestProvider {
    pub(crate) issuer: String,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    key: Key,
    /// The token for a code, once.
    granted: HashMap<String, Granted>,
    /// The user info for a token.
    user_info: Value,
    /// How often its metadata was requested.
    discoveries: u32,
}

struct Granted {
    challenge: String,
    redirect: String,
    token: String,
}

/// A key and its ID.
pub(crate) struct Key {
    id: String,
    pair: KeyPair,
}

impl Key {
    pub(crate) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            pair: KeyPair::generate_for(&PKCS_ED25519).unwrap(),
        }
    }

    /// A signed token with these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let head = json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.id });
        let signed = unsigned(&head, claims);
        let signature = self.pair.sign(signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn public(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.pair.der_bytes());
        json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": self.id, "x": x })
    }
}

/// The first two parts of a token.
pub(crate) fn unsigned(head: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(head), part(claims))
}

impl TestProvider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            shared: Arc::new(Mutex::new(Shared {
                key: Key::new("first"),
                granted: HashMap::new(),
                user_info: json!({ "sub": "7" }),
                discoveries: 0,
            })),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/user", get(user))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// The claims about Mira for a request with these parameters.
    pub(crate) fn claims(&self, asked: &HashMap<String, String>) -> Value {
        json!({
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "7",
            "iat": START,
            "exp": START + 300,
            "nonce": asked["nonce"],
            "email": "mira@brenn.example",
            "email_verified": true,
        })
    }

    /// Signs the claims, and issues a code for them.
    pub(crate) fn grant(&self, asked: &HashMap<String, String>, claims: &Value) -> String {
        let token = self.shared.lock().unwrap().key.sign(claims);
        self.grant_token(asked, token)
    }

    /// Issues a code for any token.
    pub(crate) fn grant_token(&self, asked: &HashMap<String, String>, token: String) -> String {
        let mut shared = self.shared.lock().unwrap();
        let code = format!("code-{}", shared.granted.len());
        let granted = Granted {
            challenge: asked["code_challenge"].clone(),
            redirect: asked["redirect_uri"].clone(),
            token,
        };
        shared.granted.insert(code.clone(), granted);
        code
    }

    /// Replaces its key.
    pub(crate) fn renew_key(&self, key: Key) {
        self.shared.lock().unwrap().key = key;
    }

    pub(crate) fn says_of_user(&self, user_info: Value) {
        self.shared.lock().unwrap().user_info = user_info;
    }

    pub(crate) fn discoveries(&self) -> u32 {
        self.shared.lock().unwrap().discoveries
    }
}

async fn configuration(State(provider): State<TestProvider>) -> Json<Value> {
    provider.shared.lock().unwrap().discoveries += 1;
    let issuer = &provider.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/user"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // The algorithms it announces do not matter: see `SIGNED_BY`.
        "id_token_signing_alg_values_supported": ["EdDSA", "RS256", "HS256", "none"],
    }))
}

async fn keys(State(provider): State<TestProvider>) -> Json<Value> {
    let key = provider.shared.lock().unwrap().key.public();
    Json(json!({ "keys": [key] }))
}

async fn user(State(provider): State<TestProvider>, headers: HeaderMap) -> Json<Value> {
    assert_eq!(headers[header::AUTHORIZATION], "Bearer access");
    Json(provider.shared.lock().unwrap().user_info.clone())
}

/// A code is accepted once, from the client, with its verifier and redirect URL.
async fn token(
    State(provider): State<TestProvider>,
    headers: HeaderMap,
    Form(sent): Form<HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let expected = STANDARD.encode(format!("{CLIENT}:{SECRET}"));
    let is_client = headers[header::AUTHORIZATION] == format!("Basic {expected}");
    let granted = provider
        .shared
        .lock()
        .unwrap()
        .granted
        .remove(&sent["code"]);
    let granted = granted.filter(|granted| {
        let verifier = PkceCodeVerifier::new(sent["code_verifier"].clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        is_client
            && challenge.as_str() == granted.challenge
            && sent["redirect_uri"] == granted.redirect
    });
    match granted {
        Some(granted) => {
            let answer = json!({
                "access_token": "access", "token_type": "Bearer", "id_token": granted.token,
            });
            (StatusCode::OK, Json(answer))
        }
        None => {
            let refusal = json!({ "error": "invalid_grant" });
            (StatusCode::BAD_REQUEST, Json(refusal))
        }
    }
}
