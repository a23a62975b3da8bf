//! The headers that keep out foreign code, pages and hosts.

use app::tables::name::TableName;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::event::Event;
use domain::names::{AccountName, DeviceName, FeatureName, ServerName, UserName};
use domain::status::LoggedStatus;

use super::access::{MANAGEMENT, OTHERS};
use super::html;
use super::links::link_for;
use super::{HOST, Served, denied};

/// The nonce of a content security policy.
fn nonce(policy: &str) -> &str {
    let (_, rest) = policy
        .split_once("script-src 'self' 'nonce-")
        .expect(policy);
    rest.split_once('\'').expect(policy).0
}

fn request(method: &str, target: &str, host: Option<&str>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(target);
    if method != "GET" {
        request = request.header("sec-fetch-site", "same-origin");
    }
    if let Some(host) = host {
        request = request.header(header::HOST, host);
    }
    request.body(Body::empty()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_response_carries_the_headers() {
    let served = Served::of(&[denied(0)]).await;
    let slice = "/slice?from=0&to=4294967295&v=1";
    let tag = served.get(slice).await.header(header::ETAG).to_owned();
    let mut not_modified = request("GET", slice, Some(HOST));
    not_modified
        .headers_mut()
        .insert(header::IF_NONE_MATCH, tag.parse().unwrap());
    let requests = [
        (200, request("GET", "/denials", Some(HOST))),
        (200, request("GET", "/denials?color=red", Some("localhost"))),
        (200, request("HEAD", "/denials", Some("[::1]:3000"))),
        (200, request("GET", slice, Some(HOST))),
        (304, not_modified),
        (400, request("GET", "/slice", Some(HOST))),
        (200, request("GET", "/", Some(HOST))),
        (200, request("GET", "/table/denials-summary", Some(HOST))),
        (404, request("GET", "/table/nothing", Some(HOST))),
        (200, request("GET", "/export/what-to-do.csv", Some(HOST))),
        (200, request("GET", "/export/what-to-do.xlsx", Some(HOST))),
        (404, request("GET", "/export/nothing.csv", Some(HOST))),
        (303, request("GET", "/denials?also-user=a", Some(HOST))),
        (200, request("GET", "/data/usage?query=", Some(HOST))),
        (400, request("GET", "/data/report", Some(HOST))),
        (200, request("GET", "/version", Some(HOST))),
        (200, request("GET", "/pkg/abc/turnaway_bg.wasm", Some(HOST))),
        (404, request("GET", "/pkg/abc/missing.js", Some(HOST))),
        (404, request("GET", "/nothing", Some(HOST))),
        (405, request("POST", "/denials", Some(HOST))),
        (421, request("GET", "/denials", Some("example.org"))),
        (421, request("GET", "/denials", None)),
    ];
    for (status, request) in requests {
        let name = format!(
            "{} {} {:?}",
            request.method(),
            request.uri(),
            request.headers()
        );
        let answer = served.ask(request).await;
        assert_eq!(answer.status.as_u16(), status, "{name}");
        assert_eq!(
            answer.header(header::X_CONTENT_TYPE_OPTIONS),
            "nosniff",
            "{name}"
        );
        assert_eq!(
            answer.header(header::REFERRER_POLICY),
            "no-referrer",
            "{name}"
        );
        assert_eq!(answer.header(header::X_FRAME_OPTIONS), "DENY", "{name}");
        assert_eq!(
            answer.headers["cross-origin-resource-policy"], "same-origin",
            "{name}"
        );
        let policies = answer.headers.get_all(header::CONTENT_SECURITY_POLICY);
        assert_eq!(policies.iter().count(), 1, "{name}");
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.starts_with("default-src 'none';"),
            "{name}: {policy}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{name}: {policy}"
        );
        assert!(policy.contains("base-uri 'none'"), "{name}: {policy}");
        for word in [
            "'unsafe-eval'",
            "'unsafe-inline'",
            "'unsafe-hashes'",
            "http:",
            "https:",
            "*",
        ] {
            assert!(!policy.contains(word), "{name}: {policy}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_has_its_own_nonce_on_its_scripts() {
    let served = Served::of(&[denied(0)]).await;
    let mut nonces = Vec::new();
    for target in ["/denials?range=all", "/denials?range=all", "/"] {
        let answer = served.get(target).await;
        let nonce = nonce(answer.header(header::CONTENT_SECURITY_POLICY)).to_owned();
        assert!(nonce.len() >= 22, "128 bits in base 64: {nonce}");
        let (tags, _) = html::read(&answer.text());
        let scripts: Vec<_> = tags.iter().filter(|tag| tag.name == "script").collect();
        assert!(!scripts.is_empty());
        for script in scripts {
            assert_eq!(
                script.attribute("nonce"),
                Some(nonce.as_str()),
                "{script:?}"
            );
        }
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
}

/// Every page of the report and of management.
fn pages() -> impl Iterator<Item = String> {
    let tables = TableName::all().map(|table| format!("/table/{}?range=all", table.word()));
    let pages = ["/", "/denials?range=all", "/account", "/sign-in"];
    let pages = pages.into_iter().chain(MANAGEMENT).chain(OTHERS);
    pages.map(str::to_owned).chain(tables)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_is_only_in_the_attribute_that_browsers_hide() {
    let served = Served::of(&[denied(0)]).await;
    for target in pages() {
        let answer = served.get(&target).await;
        assert_eq!(answer.status, StatusCode::OK, "{target}");
        let nonce = nonce(answer.header(header::CONTENT_SECURITY_POLICY)).to_owned();
        let html = answer.text();
        let (tags, _) = html::read(&html);
        let carried = tags.iter().filter(|tag| tag.attribute("nonce").is_some());
        assert_eq!(carried.count(), html.matches(&nonce).count(), "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn html_has_no_nul_whatever_the_names() {
    let name = "nul\0nul";
    let event = Event {
        account: AccountName(name),
        user: UserName(name),
        device: DeviceName(name),
        feature: FeatureName(name),
        server: ServerName(name),
        status: Some(LoggedStatus {
            space: name,
            code: name,
            description: name,
        }),
        ..denied(0)
    };
    let served = Served::of(&[event]).await;
    let (_, path) = served.link(link_for(name)).await;
    let link = served.opened(&path).await;
    let filter = "range=all&user=nul%00nul&not-feature=%00&q=%00&tz=%00&theme=%00";
    let filtered = ["/", "/denials", "/table/denials-summary", "/links/new"];
    let filtered = filtered.map(|path| format!("{path}?{filter}"));
    let mut replaced = 0;
    for target in pages().chain(filtered) {
        let answer = served.get(&target).await;
        assert_eq!(answer.status, StatusCode::OK, "{target}");
        assert!(!answer.body.contains(&0), "{target}");
        replaced += usize::from(answer.text().contains("nul\u{fffd}nul"));
    }
    assert!(replaced > 10, "only {replaced} pages contain the names");
    let answer = served.get_shared(&link, "/denials?range=all").await;
    assert!(!answer.body.contains(&0));
    assert!(answer.text().contains("the denials of nul\u{fffd}nul"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_no_inline_style_no_handler_and_no_foreign_url() {
    let served = Served::demo(300).await;
    for target in [
        "/denials?range=all",
        "/denials?color=red",
        "/denials?user=nobody",
        "/denials?range=all&compare=before&status=rlm:-22&theme=dark",
        "/?range=all",
        "/table/denials-by-account?range=all",
        "/table/denials-summary?range=all",
    ] {
        let (tags, _) = html::read(&served.page(target).await);
        for tag in tags {
            assert_ne!(tag.name, "style");
            for (name, value) in &tag.attributes {
                assert_ne!(name, "style", "{tag:?}");
                assert!(!name.starts_with("on"), "{tag:?}");
                if matches!(
                    name.as_str(),
                    "href" | "src" | "action" | "srcset" | "form-action"
                ) {
                    let is_icon = tag.attribute("rel") == Some("icon");
                    let is_image = is_icon && value.starts_with("data:image/");
                    let is_own = is_image || value.starts_with(['#', '/']);
                    assert!(is_own && !value.starts_with("//"), "{tag:?}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_host_gets_no_data() {
    let served = Served::of(&[denied(0)]).await;
    for target in [
        "/denials",
        "/slice?from=0&to=4294967295&v=1",
        "/",
        "/table/denials-summary",
        "/export/denials-summary.csv",
        "/version",
        "/data/report?route=Denials&query=",
        "/pkg/abc/turnaway_bg.wasm",
    ] {
        for host in [
            "example.org",
            "example.org:3000",
            "127.0.0.1.example.org",
            "10.0.0.1",
            "",
        ] {
            let answer = served.ask(request("GET", target, Some(host))).await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
            assert!(
                answer.text().contains("http://127.0.0.1"),
                "it names the URL to open"
            );
        }
    }
}
