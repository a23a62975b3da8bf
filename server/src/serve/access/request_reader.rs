//! Finds the sender of a request by its cookies.

use std::sync::Arc;

use app::news::Ended;
use app::request_error::RequestError;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode};
use service::base_path::BasePath;
use store::{PublicLinkId, SecretHash, StoreError, requester_id};

use super::reader::{Reader, Who};
use super::session_cookie::SessionOf;
use super::{Access, session_cookie};

/// Paths that programs read: they get an error instead of a redirect to a page.
const ANSWERS: [&str; 5] = ["/data/", "/export/", "/slice", "/version", "/news"];

/// Paths that an open page requests by itself.
const NEWS: [&str; 2] = ["/news", "/version"];

/// The longest URL that a sign-in leads back to, in bytes.
const TO_BYTES_MAX: usize = 4000;

/// Whether a request extends a session: the background requests of an open page don't.
pub(crate) fn is_use(request: &Request) -> bool {
    !NEWS.contains(&asked_path(request))
}

/// The requested path, without the prefix that marks what an open page's reader may see.
fn asked_path(request: &Request) -> &str {
    let path = request.uri().path();
    let marked = path
        .strip_prefix(BasePath::AS)
        .and_then(|rest| rest.strip_prefix('/'));
    let below = marked.and_then(|marked| marked.get(marked.find('/')?..));
    below.unwrap_or(path)
}

/// Whether a person requests a page, other than by submitting a form.
pub(crate) fn is_for_page(request: &Request) -> bool {
    let path = asked_path(request);
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    is_read && !ANSWERS.iter().any(|answer| path.starts_with(answer))
}

/// The visitor of the link with this public id, by the secret in that link's cookie.
pub(crate) async fn link_reader(
    access: &Arc<Access>,
    id: PublicLinkId,
    headers: &HeaderMap,
    is_use: bool,
) -> Result<Option<Reader>, StoreError> {
    let of = SessionOf::Link(id);
    let Some(secret) = session_cookie::secret(of, headers, &access.public_url) else {
        return Ok(None);
    };
    let (hash, now) = (secret.hash(), access.now());
    let session = access.store.link_session(&hash, now).await?;
    let Some(session) = session.filter(|session| session.link.public_id == id) else {
        return Ok(None);
    };
    if session.is_touch_due && is_use {
        note_use(access, hash, move |access| async move {
            access.store.touch_link_session(&hash, now).await
        });
    }
    Ok(Some(Reader::of_link(session, hash)))
}

/// The user, by the secret in the cookie.
pub(crate) async fn user(
    access: &Arc<Access>,
    headers: &HeaderMap,
    is_use: bool,
) -> Result<Option<Reader>, StoreError> {
    let Some(secret) = session_cookie::secret(SessionOf::User, headers, &access.public_url) else {
        return Ok(None);
    };
    let hash = secret.hash();
    let now = access.now();
    if !access.has_administrator().await? {
        return Ok(None);
    }
    let Some(session) = access.store.session(&hash, now).await? else {
        return Ok(None);
    };
    if session.is_touch_due && is_use {
        note_use(access, hash, move |access| async move {
            access.store.touch_session(&hash, now).await
        });
    }
    Ok(Some(Reader::signed_in(session, hash)))
}

/// Notes that a session was used, in the background, since an import may be writing. If a note
/// for it is pending, or too many are, a later request does it.
pub(crate) fn note_use<N, F>(access: &Arc<Access>, session: SecretHash, note: N)
where
    N: FnOnce(Arc<Access>) -> F + Send + 'static,
    F: Future<Output = Result<(), StoreError>> + Send,
{
    let Ok(place) = access.notes.enter(requester_id(&session)) else {
        return;
    };
    let access = Arc::clone(access);
    tokio::spawn(async move {
        let _place = place;
        if let Err(error) = note(access).await {
            RequestError::of_store(&error);
        }
    });
}

/// The current state of the reader, or why their access ended. This does not count as use of
/// the session: an open page does not extend it.
pub(crate) async fn reader_of(
    access: &Access,
    who: &Who,
    now: i64,
) -> Result<Result<Reader, Ended>, StoreError> {
    match who {
        Who::User(user) => {
            let session = access.store.session(&user.session, now).await?;
            let reader = session.map(|session| Reader::signed_in(session, user.session));
            Ok(reader.ok_or(Ended::Session))
        }
        Who::Link(reader) => {
            let session: SecretHash = reader.session;
            if let Some(found) = access.store.link_session(&session, now).await? {
                return Ok(Ok(Reader::of_link(found, session)));
            }
            let link = access.store.link(reader.link.id).await?;
            Ok(Err(if link.is_some_and(|link| link.works_at(now)) {
                Ended::LinkSession
            } else {
                Ended::Link
            }))
        }
    }
}

/// The URL of the sign-in page, which leads back to `to`.
pub(crate) fn sign_in_url(to: &str) -> String {
    // If a form's view is too long for this, the form's own script leads on to it.
    let to = match own_path(to) {
        Some(to) => to,
        None if is_own_path(to) => to.split('?').next().unwrap_or_default(),
        None => "/",
    };
    if to == "/" || to.len() > TO_BYTES_MAX {
        return "/sign-in".to_owned();
    }
    let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    format!("/sign-in?to={to}")
}

/// A path of this server that a sign-in may lead back to.
pub(crate) fn own_path(to: &str) -> Option<&str> {
    (is_own_path(to) && to.len() <= TO_BYTES_MAX).then_some(to)
}

/// Whether this is a path of this server that cannot be taken for another site's URL.
pub(crate) fn is_own_path(to: &str) -> bool {
    let mut bytes = to.bytes();
    let is_path = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let is_clean = to
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_path && is_clean
}

/// The response as long as there is no administrator.
pub(crate) fn setup_required() -> (StatusCode, &'static str) {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        "Turnaway has no administrator yet: open the link that it printed at startup.\n",
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use axum::extract::Request;

    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use store::{Secret, requester_id};

    use super::{is_use, note_use, own_path, sign_in_url};
    use crate::serve::access::Access;
    use crate::serve::access::monotonic_clock::monotonic_clock;
    use crate::serve::access::one_time_link::OneTimeLink;
    use crate::settings::public_url::PublicUrl;

    #[test]
    fn an_open_page_does_not_extend_its_session() {
        let asked = |url: &str| {
            let mut request = Request::default();
            *request.uri_mut() = url.parse().unwrap_or_default();
            is_use(&request)
        };
        assert!(!asked("/news") && !asked("/version"));
        assert!(!asked("/as/2a/news") && !asked("/as/2a/version"));
        assert!(asked("/as/2a/slice") && asked("/as/news") && asked("/as"));
        assert!(asked("/denials?range=all") && asked("/data/report") && asked("/slice"));
    }

    #[test]
    fn a_sign_in_leads_only_to_paths_of_this_server() {
        for own in [
            "/",
            "/denials?range=all",
            "/users",
            "/a//b",
            "/%2f%2fexample.org",
        ] {
            assert_eq!(own_path(own), Some(own));
        }
        for foreign in [
            "",
            "denials",
            "//example.org",
            "/\\example.org",
            "\\\\example.org",
            "https://example.org",
            "javascript:alert(1)",
            "/a\r\nset-cookie: a=b",
            "/\t/example.org",
            "/ /example.org",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign}");
        }
        assert_eq!(own_path(&format!("/{}", "a".repeat(4000))), None);
    }

    #[test]
    fn the_way_back_is_one_value() {
        assert_eq!(sign_in_url("/"), "/sign-in");
        assert_eq!(
            sign_in_url("/denials?range=all&to=/x"),
            "/sign-in?to=%2Fdenials%3Frange%3Dall%26to%3D%2Fx"
        );
    }

    /// However many requests a session sends while another process writes: one note of it waits.
    #[tokio::test]
    async fn one_note_of_a_session_waits_at_a_time() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("turnaway.db");
        let store = store::Store::open(&path, store::Mode::Create).await;
        let public_url = PublicUrl::Loopback { port: 3000 };
        let link = OneTimeLink::default();
        let access = Access::new(
            store.unwrap(),
            public_url,
            link,
            Box::new(|| 0),
            monotonic_clock(),
        );
        let access = Arc::new(access);
        let begun = Arc::new(AtomicUsize::new(0));
        let (end, ended) = tokio::sync::watch::channel(false);
        let (one, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        for secret in [&one, &one, &other, &one] {
            let (begun, mut ended) = (Arc::clone(&begun), ended.clone());
            note_use(&access, secret.hash(), move |_| async move {
                begun.fetch_add(1, Ordering::Relaxed);
                let _ = ended.wait_for(|is_ended| *is_ended).await;
                Ok(())
            });
        }
        let is_noting = |secret: &Secret| access.notes.enter(requester_id(&secret.hash())).is_err();
        assert!(is_noting(&one) && is_noting(&other));
        end.send(true).unwrap();
        while is_noting(&one) || is_noting(&other) {
            tokio::task::yield_now().await;
        }
        assert_eq!(begun.load(Ordering::Relaxed), 2);
        note_use(&access, one.hash(), |_| async { Ok(()) });
        assert!(is_noting(&one), "a later request notes it");
    }
}
