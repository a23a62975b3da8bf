//! The page of links, revoking them and replacing their URLs.

use app::document::{LinkUrlDocument, LinkUrlDocumentProps, LinksDocument, LinksDocumentProps};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use store::{Link, LinkId, LinkRefusal, Role, Secret, StoreError};

use super::refusal::refusal;
use crate::serve::access::reader::{LinkCreator, SignedIn};
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{go_to, menu, rendered, store_failure};
use crate::serve::state::AppState;
use crate::serve::state::shown_once::{FormResult, Wanted};

/// A link.
#[derive(Debug, Deserialize)]
pub(crate) struct LinkForm {
    link: i64,
}

/// Links per page.
const ROWS: u32 = 100;

/// The query string: links created before this one.
#[derive(Debug, Deserialize)]
pub(crate) struct LinksQuery {
    before: Option<i64>,
}

/// The page: the user's own links, or all links for an administrator.
pub(crate) async fn page(
    State(pages): State<AppState>,
    LinkCreator(user): LinkCreator,
    Query(query): Query<LinksQuery>,
) -> Response {
    let before = query.before.map(LinkId::from_number);
    links(&pages, user, before, StatusCode::OK, None).await
}

/// Revokes a link.
pub(crate) async fn revoke(
    State(pages): State<AppState>,
    sender: FormSender,
    LinkCreator(user): LinkCreator,
    Form(form): Form<LinkForm>,
) -> Response {
    let revoked = async {
        let link = own(&pages, &user, form.link).await?;
        let by = sender.by(&user.name, &pages.access);
        pages.access.store.revoke_link(link.id, &by).await
    };
    match revoked.await {
        Ok(()) => go_to("/links"),
        Err(refused) => not_done(&pages, user, refused).await,
    }
}

/// Replaces the URL of a link.
pub(crate) async fn rotate(
    State(pages): State<AppState>,
    sender: FormSender,
    LinkCreator(user): LinkCreator,
    Form(form): Form<LinkForm>,
) -> Response {
    let rotated = async {
        let link = own(&pages, &user, form.link).await?;
        let by = sender.by(&user.name, &pages.access);
        let secret = pages.access.store.rotate_link(link.id, &by).await?;
        Ok((link.id, secret))
    };
    match rotated.await {
        Ok((id, secret)) => go_to_url(&pages, &user, id, secret, false),
        Err(refused) => not_done(&pages, user, refused).await,
    }
}

/// Redirects to the page that shows the URL of a link, once.
pub(super) fn go_to_url(
    pages: &AppState,
    user: &SignedIn,
    id: LinkId,
    secret: Secret,
    is_new: bool,
) -> Response {
    let made = FormResult::Link { id, secret, is_new };
    let now = pages.access.now();
    pages.shown_once.keep(user.session, made, now);
    go_to(&format!("/links/{}/url", id.number()))
}

/// The page of a new URL, once.
pub(crate) async fn url(
    State(pages): State<AppState>,
    sender: FormSender,
    LinkCreator(user): LinkCreator,
    Path(id): Path<i64>,
    method: Method,
) -> Response {
    let (access, id) = (&pages.access, LinkId::from_number(id));
    // The link first: its URL can only be taken once.
    let link = match access.store.link(id).await {
        Ok(Some(link)) => link,
        Ok(None) => return go_to("/links"),
        Err(error) => return store_failure(&error),
    };
    let (session, wanted, now) = (&user.session, Wanted::Link(id), access.now());
    let made = match method {
        // It shows the page to no one: the next GET does.
        Method::HEAD => pages.shown_once.peek(session, wanted, now),
        _ => pages.shown_once.take(session, wanted, now),
    };
    let Some(FormResult::Link { secret, is_new, .. }) = made else {
        return go_to("/links");
    };
    let origin = access.public_url.origin(&sender.host);
    let url = format!("{origin}/l/{}", secret.reveal());
    let is_embedded = !access.embed_origins.is_empty();
    let options = pages.options.clone();
    let document = move || {
        LinkUrlDocument(LinkUrlDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            is_new,
            url: url.clone(),
            is_embedded,
            link: link.clone(),
        })
    };
    rendered(StatusCode::OK, document).await
}

/// A link that the user may change. Other people's links look as if they did not exist.
pub(super) async fn own(pages: &AppState, user: &SignedIn, id: i64) -> Result<Link, LinkRefusal> {
    let link = pages.access.store.link(LinkId::from_number(id)).await?;
    let may = |link: &Link| user.rights.role() == Role::Administrator || link.owner.id == user.id;
    link.filter(may).ok_or(LinkRefusal::Gone)
}

pub(super) async fn not_done(pages: &AppState, user: SignedIn, refused: LinkRefusal) -> Response {
    match refusal(refused) {
        Ok(notice) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            links(pages, user, None, status, Some(notice)).await
        }
        Err(error) => store_failure(&error),
    }
}

async fn links(
    pages: &AppState,
    user: SignedIn,
    before: Option<LinkId>,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    let links = match seen(pages, &user, before).await {
        Ok(links) => links,
        Err(error) => return store_failure(&error),
    };
    let is_full = links.len() as u32 == ROWS;
    let last = links.last().filter(|_| is_full);
    let earlier = last.map(|last| format!("/links?before={}", last.id.number()));
    let options = pages.options.clone();
    let now = pages.access.now();
    let document = move || {
        LinksDocument(LinksDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            links: links.clone(),
            earlier: earlier.clone(),
            now,
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}

async fn seen(
    pages: &AppState,
    user: &SignedIn,
    before: Option<LinkId>,
) -> Result<Vec<Link>, StoreError> {
    let owner = (user.rights.role() != Role::Administrator).then_some(user.id);
    pages.access.store.links(owner, before, ROWS).await
}
