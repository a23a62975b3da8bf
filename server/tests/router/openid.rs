//! Signing in through an OpenID provider.

use std::collections::HashMap;

use axum::http::{HeaderName, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreHmacKey, CoreJwsSigningAlgorithm};
use openidconnect::{ClientId, ClientSecret, PrivateSigningKey as _};
use serde_json::{Value, json};
use store::{Rights, Role};

use super::element::Element;
use super::openid_provider::{CLIENT, Key, SECRET, TestProvider, unsigned};
use super::{Answer, PASSWORD, START, Served, posted};
use server::parts::OpenId;
use server::parts::OpenIdSettings;

const MIRA: &str = "mira@brenn.example";

impl Served {
    /// The same, with a provider for signing in.
    fn signing_in_by(self, issuer: &str) -> Self {
        let settings = OpenIdSettings {
            issuer: issuer.parse().unwrap(),
            client_id: ClientId::new(CLIENT.to_owned()),
            client_secret: ClientSecret::new(SECRET.to_owned()),
            name: "Brenn <b>".to_owned(),
        };
        self.with_access(|access| access.signing_in_by(Some(OpenId::new(settings))))
    }

    /// Lines of the audit log: who, what and details, the latest first.
    async fn noted(&self) -> Vec<(String, String, String)> {
        let lines = self.store.audit(None, 100).await.unwrap();
        let lines = lines.into_iter();
        lines
            .map(|line| (line.who, line.what, line.detail))
            .collect()
    }
}

/// A provider, and a server where Mira may sign in through it.
async fn with_mira() -> (Served, TestProvider) {
    let provider = TestProvider::start().await;
    let served = Served::empty().await.signing_in_by(&provider.issuer);
    served.add_user(MIRA, Rights::all(Role::Producer)).await;
    (served, provider)
}

/// A browser that is at the provider.
struct AtProvider {
    asked: HashMap<String, String>,
    cookie: String,
}

async fn begin(served: &Served) -> AtProvider {
    let form = [("to", "/denials?range=all")];
    let answer = served.post("/sign-in/provider", &form, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    // The secret stays on the server, and the cookie is sent on the return from another site.
    assert!(!answer.text().contains(SECRET));
    let cookie = answer.header(header::SET_COOKIE);
    assert!(cookie.contains("SameSite=Lax") && cookie.contains("HttpOnly"));
    let refresh = answer.header(HeaderName::from_static("refresh"));
    let url = refresh.strip_prefix("0; url=").unwrap();
    let page = Element::of_html(&answer.text());
    let links = page.named("a");
    let leads = links.iter().any(|link| link.attribute("href") == url);
    assert!(leads, "{}", answer.text());
    assert!(!url.contains(SECRET));
    let query = url.split_once("/authorize?").unwrap().1;
    let asked = form_urlencoded::parse(query.as_bytes()).into_owned();
    AtProvider {
        asked: asked.collect(),
        cookie: answer.cookie().to_owned(),
    }
}

impl AtProvider {
    /// Returns with a code.
    async fn with(&self, served: &Served, code: &str) -> Answer {
        let state = &self.asked["state"];
        come_back(served, &self.cookie, &format!("state={state}&code={code}")).await
    }
}

async fn come_back(served: &Served, cookie: &str, query: &str) -> Answer {
    let target = format!("/sign-in/return?{query}");
    served.get_as(&target, cookie).await
}

fn is_signed_in(answer: &Answer) -> bool {
    let cookies = answer.headers.get_all(header::SET_COOKIE).into_iter();
    let mut cookies = cookies.map(|cookie| cookie.to_str().unwrap());
    cookies.any(|cookie| cookie.starts_with("turnaway-3000="))
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_allows_ten_failed_returns_per_client_ip() {
    let (served, _provider) = with_mira().await;
    for _ in 0..10 {
        let answer = begin(&served).await.with(&served, "rubbish").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let answer = begin(&served).await.with(&served, "rubbish").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!answer.header(header::RETRY_AFTER).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_signs_in_users_added_with_a_verified_email() {
    let (served, provider) = with_mira().await;
    let browser = begin(&served).await;
    for (key, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "http://127.0.0.1:3000/sign-in/return"),
        ("scope", "openid email"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(browser.asked[key], value);
    }
    let code = provider.grant(&browser.asked, &provider.claims(&browser.asked));
    let answer = browser.with(&served, &code).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(answer.header(header::LOCATION), "/denials?range=all");
    let account = served.get_as("/account", answer.cookie()).await;
    assert!(account.text().contains(MIRA));
    let noted = served.noted().await;
    let latest: Vec<_> = noted
        .iter()
        .take(2)
        .map(|(who, what, _)| (&**who, &**what))
        .collect();
    assert_eq!(latest, [(MIRA, "signed-in"), (MIRA, "provider-met")]);
    // From now on the subject ID counts, whatever the e-mail address is.
    let browser = begin(&served).await;
    let mut claims = provider.claims(&browser.asked);
    claims["email"] = json!("mira.new@brenn.example");
    let code = provider.grant(&browser.asked, &claims);
    assert!(is_signed_in(&browser.with(&served, &code).await));
    assert_eq!(provider.discoveries(), 1, "its metadata is cached");
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_accepts_a_state_once_and_only_from_its_browser() {
    let (served, provider) = with_mira().await;
    let browser = begin(&served).await;
    let other = begin(&served).await;
    let code = provider.grant(&browser.asked, &provider.claims(&browser.asked));
    let state = &browser.asked["state"];
    let forged = &other.cookie.rsplit_once('=').unwrap().1;
    for (cookie, query) in [
        (&*browser.cookie, String::new()),
        (&browser.cookie, format!("code={code}")),
        (&browser.cookie, format!("state=&code={code}")),
        (&browser.cookie, format!("state={forged}&code={code}")),
        (
            &browser.cookie,
            format!("state={}&code={code}", &state[1..]),
        ),
        (
            &browser.cookie,
            format!("state={}&code={code}", other.asked["state"]),
        ),
        ("", format!("state={state}&code={code}")),
        (&other.cookie, format!("state={state}&code={code}")),
    ] {
        let answer = come_back(&served, cookie, &query).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(!is_signed_in(&answer), "{query}");
    }
    // None of that used it up.
    assert!(is_signed_in(&browser.with(&served, &code).await));
    let again = browser.with(&served, &code).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    let late = begin(&served).await;
    let code = provider.grant(&late.asked, &provider.claims(&late.asked));
    served.pass(600);
    let answer = late.with(&served, &code).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_accepts_a_code_once_and_only_for_its_sign_in() {
    let (served, provider) = with_mira().await;
    let (first, second) = (begin(&served).await, begin(&served).await);
    let code = provider.grant(&first.asked, &provider.claims(&first.asked));
    // The second has another verifier, so the provider rejects the code.
    let answer = second.with(&served, &code).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let answer = first.with(&served, &code).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(!is_signed_in(&answer));
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_rejects_tokens_of_another_sign_in_server_provider_or_time() {
    let (served, provider) = with_mira().await;
    for (claim, value) in [
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("aud", json!("another")),
        ("aud", json!([CLIENT, "another"])),
        ("iss", json!("http://127.0.0.1:1")),
        ("exp", json!(START)),
        ("exp", Value::Null),
        ("sub", Value::Null),
        ("sub", json!("7".repeat(256))),
    ] {
        let browser = begin(&served).await;
        let mut claims = provider.claims(&browser.asked);
        claims[claim] = value.clone();
        let code = provider.grant(&browser.asked, &claims);
        let answer = browser.with(&served, &code).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{claim} {value}");
        assert!(!is_signed_in(&answer), "{claim} {value}");
    }
    // None of these added a user.
    let noted = served.noted().await;
    assert!(noted.iter().all(|(_, what, _)| what != "provider-met"));
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_rejects_tokens_that_the_provider_did_not_sign() {
    let (served, provider) = with_mira().await;
    for how in [
        "another key",
        "a key of the same name",
        "none",
        "no signature",
        "the secret",
        "altered",
    ] {
        let browser = begin(&served).await;
        let claims = provider.claims(&browser.asked);
        let none = json!({ "alg": "none" });
        let token = match how {
            "another key" => Key::new("second").sign(&claims),
            "a key of the same name" => Key::new("first").sign(&claims),
            "none" => format!("{}.", unsigned(&none, &claims)),
            "no signature" => {
                let head = json!({ "alg": "EdDSA", "kid": "first" });
                format!("{}.", unsigned(&head, &claims))
            }
            // An algorithm that the provider announces, and that this server knows.
            "the secret" => {
                let signed = unsigned(&json!({ "alg": "HS256" }), &claims);
                let signature = CoreHmacKey::new(SECRET)
                    .sign(&CoreJwsSigningAlgorithm::HmacSha256, signed.as_bytes())
                    .unwrap();
                format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
            }
            _ => {
                let signed = Key::new("first").sign(&claims);
                let signature = signed.rsplit_once('.').unwrap().1;
                let mut claims = claims.clone();
                claims["sub"] = json!("8");
                let head = json!({ "alg": "EdDSA", "typ": "JWT", "kid": "first" });
                format!("{}.{signature}", unsigned(&head, &claims))
            }
        };
        let code = provider.grant_token(&browser.asked, token);
        let answer = browser.with(&served, &code).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{how}");
        assert!(!is_signed_in(&answer), "{how}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_loads_a_new_key_of_the_provider() {
    let (served, provider) = with_mira().await;
    begin(&served).await;
    provider.renew_key(Key::new("second"));
    served.pass(60);
    let browser = begin(&served).await;
    let code = provider.grant(&browser.asked, &provider.claims(&browser.asked));
    assert_eq!(provider.discoveries(), 1);
    assert!(is_signed_in(&browser.with(&served, &code).await));
    assert_eq!(provider.discoveries(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_refuses_and_does_not_add_unknown_people() {
    let (served, provider) = with_mira().await;
    let known = served.store.users().await.unwrap();
    for (claim, value, told) in [
        ("email", json!("nadia@brenn.example"), "nadia@brenn.example"),
        ("email_verified", json!(false), "no verified e-mail address"),
        ("email_verified", Value::Null, "no verified e-mail address"),
        ("email", Value::Null, "no verified e-mail address"),
    ] {
        let browser = begin(&served).await;
        let mut claims = provider.claims(&browser.asked);
        claims[claim] = value;
        let code = provider.grant(&browser.asked, &claims);
        let answer = browser.with(&served, &code).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{claim}");
        assert!(!is_signed_in(&answer));
        let (who, what, detail) = served.noted().await.swap_remove(0);
        assert_eq!((&*who, &*what), ("somebody unknown", "sign-in-failed"));
        assert_eq!(detail, format!("by {}: {told}, 7", provider.issuer));
    }
    assert_eq!(served.store.users().await.unwrap(), known);
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_requests_an_email_that_the_token_omits() {
    let (served, provider) = with_mira().await;
    for (subject, email, status) in [
        // Claims about another subject are rejected.
        ("8", MIRA, StatusCode::UNAUTHORIZED),
        ("7", "nadia@brenn.example", StatusCode::FORBIDDEN),
        ("7", MIRA, StatusCode::SEE_OTHER),
    ] {
        provider.says_of_user(json!({ "sub": subject, "email": email, "email_verified": "true" }));
        let browser = begin(&served).await;
        let mut claims = provider.claims(&browser.asked);
        claims.as_object_mut().unwrap().remove("email");
        let code = provider.grant(&browser.asked, &claims);
        let answer = browser.with(&served, &code).await;
        assert_eq!(answer.status, status, "{subject} {email}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_reports_a_refusal_or_a_foreign_issuer() {
    let (served, provider) = with_mira().await;
    for named in [true, false] {
        let browser = begin(&served).await;
        let code = provider.grant(&browser.asked, &provider.claims(&browser.asked));
        let state = &browser.asked["state"];
        let query = if named {
            format!("state={state}&code={code}&iss=https%3A%2F%2Fother.example")
        } else {
            format!("state={state}&error=access_denied&error_description=%3Cb%3E")
        };
        let answer = come_back(&served, &browser.cookie, &query).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{query}");
        assert!(answer.text().contains("did not sign you in"), "{query}");
        let again = browser.with(&served, &code).await;
        assert_eq!(
            again.status,
            StatusCode::BAD_REQUEST,
            "the state is used up"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_being_down_does_not_block_passwords() {
    // Nothing listens there any more.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let served = Served::empty().await.signing_in_by(&issuer);
    served.add_user(MIRA, Rights::all(Role::Producer)).await;
    let answer = served
        .post("/sign-in/provider", &[("to", "/denials")], "")
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("does not respond"));
    let typed = [("name", MIRA), ("password", PASSWORD), ("to", "/denials")];
    let answer = served.post("/sign-in", &typed, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_is_on_the_sign_in_page_if_configured() {
    let (served, _provider) = with_mira().await;
    let page = served.get_as("/sign-in?to=/denials", "").await.text();
    assert!(
        page.contains("/sign-in/provider") && page.contains("Brenn &lt;b&gt;"),
        "{page}"
    );
    let without = Served::empty().await;
    let page = without.get_as("/sign-in", "").await.text();
    assert!(!page.contains("/sign-in/provider"));
    let answer = without.post("/sign-in/provider", &[], "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = come_back(&without, "", "state=a&code=b").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_begins_with_our_own_page_after_the_first_administrator() {
    let (served, _provider) = with_mira().await;
    let mut foreign = posted("/sign-in/provider", &[], "");
    let site = foreign.headers_mut().get_mut("sec-fetch-site").unwrap();
    *site = "cross-site".parse().unwrap();
    let answer = served.ask_as_it_is(foreign).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let provider = TestProvider::start().await;
    let served = Served::setup_required().await;
    let served = served.signing_in_by(&provider.issuer);
    let answer = served.post("/sign-in/provider", &[], "").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(provider.discoveries(), 0);
}
