//! The single cookie for all links that earlier versions set. Its session continues: the first
//! page requested with it redirects to the path of its link, which replaces it by that link's
//! own cookie.

use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use service::base_path::BasePath;
use service::route::Route;
use store::{Link, Secret, StoreError};

use super::embedding::framed_by;
use crate::serve::access::Access;
use crate::serve::access::session_cookie::{self, SentFrom, SessionOf};
use crate::serve::response::not_stored;

/// Redirects from a page of the report at its old URL to the same page of the link. `None` if
/// the request has no such cookie, its session has ended, or it is for another page.
pub(crate) async fn moved(
    access: &Access,
    headers: &HeaderMap,
    uri: &Uri,
) -> Result<Option<Response>, StoreError> {
    let path = uri.path();
    let is_report = Route::ALL.iter().any(|route| route.path() == path);
    if !is_report && !path.starts_with("/table/") {
        return Ok(None);
    }
    let found = found(access, headers).await?;
    Ok(found.map(|(link, secret)| {
        let query = uri.query().map(|query| format!("?{query}"));
        let to = format!("{path}{}", query.unwrap_or_default());
        let from = sent_from(access, uri.query());
        let to = BasePath::of_link(link.public_id).join(&to);
        let mut response = not_stored(Redirect::to(&to).into_response());
        replace(&mut response, access, &link, &secret, from);
        response
    }))
}

/// The link of the cookie's session, and the cookie's secret.
pub(super) async fn found(
    access: &Access,
    headers: &HeaderMap,
) -> Result<Option<(Link, Secret)>, StoreError> {
    let of = SessionOf::EarlierLink;
    let Some(secret) = session_cookie::secret(of, headers, &access.public_url) else {
        return Ok(None);
    };
    let session = access
        .store
        .link_session(&secret.hash(), access.now())
        .await?;
    Ok(session.map(|session| (session.link, secret)))
}

/// Replaces the earlier cookie by the link's own.
pub(super) fn replace(
    response: &mut Response,
    access: &Access,
    link: &Link,
    secret: &Secret,
    from: SentFrom,
) {
    let public_url = &access.public_url;
    let set = session_cookie::set(SessionOf::Link(link.public_id), secret, public_url, from);
    let clear = session_cookie::clear_of(SessionOf::EarlierLink, public_url, from);
    for cookie in [set, clear].into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Where the cookies of a request with this query string are sent from.
fn sent_from(access: &Access, query: Option<&str>) -> SentFrom {
    if framed_by(access, query).is_some() {
        SentFrom::Frame
    } else {
        SentFrom::OwnPages
    }
}
