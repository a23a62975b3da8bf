//! The page of sources: servers, and the keys that bring their events.

use app::document::{NewKeyDocument, NewKeyDocumentProps, SourcesDocument, SourcesDocumentProps};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::event::{Second, Source};
use domain::sources::server_events;
use serde::Deserialize;
use store::{KeyError, NewKey, Role, StoreError};

use super::access::reader::{Administrator, LogImporter, SignedIn};
use super::management::form_sender::FormSender;
use super::management::{go_to, menu, rendered, store_failure};
use super::router::{Pages, Seen};

/// Bytes of a form.
const FORM_BYTES_MAX: usize = 16 * 1024;

/// What wants a user.
pub(crate) fn routes() -> Router<Pages> {
    Router::new()
        .route("/sources", get(page))
        .route("/sources/add-key", post(add_key))
        .route("/sources/revoke-key", post(revoke_key))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// A new key.
#[derive(Debug, Deserialize)]
struct AddForm {
    name: String,
    account: String,
    server: String,
    source: String,
}

/// A key by its name.
#[derive(Debug, Deserialize)]
struct KeyForm {
    name: String,
}

async fn page(State(pages): State<Pages>, seen: Seen, LogImporter(user): LogImporter) -> Response {
    sources(&pages, seen, user, StatusCode::OK, None).await
}

/// Makes a key and shows it, this once: it is in the answer to the form and at no address.
async fn add_key(
    State(pages): State<Pages>,
    sender: FormSender,
    seen: Seen,
    Administrator(user): Administrator,
    Form(form): Form<AddForm>,
) -> Response {
    let Some(source) = Source::from_word(&form.source) else {
        let notice = "choose a kind of server".to_owned();
        return refused(&pages, seen, user, notice).await;
    };
    let key = NewKey {
        name: form.name.trim().to_owned(),
        account: form.account.trim().to_owned(),
        server: form.server.trim().to_owned(),
        source,
    };
    let by = sender.by(&user.name, &pages.access);
    let secret = match pages.access.store.add_key(&key, &by).await {
        Ok(secret) => secret,
        Err(KeyError::Store(error)) => return store_failure(&error),
        Err(refusal) => return refused(&pages, seen, user, refusal.to_string()).await,
    };
    let origin = pages.access.served_at.origin(&sender.host);
    let options = pages.options.clone();
    let document = move || {
        NewKeyDocument(NewKeyDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            key: key.clone(),
            secret: secret.reveal(),
            origin: origin.clone(),
        })
    };
    rendered(StatusCode::OK, document).await
}

/// Revokes a key: what comes with it is refused from the next request on.
async fn revoke_key(
    State(pages): State<Pages>,
    sender: FormSender,
    seen: Seen,
    Administrator(user): Administrator,
    Form(form): Form<KeyForm>,
) -> Response {
    let by = sender.by(&user.name, &pages.access);
    match pages.access.store.revoke_key(&form.name, &by).await {
        Ok(()) => go_to("/sources"),
        Err(KeyError::Store(error)) => store_failure(&error),
        Err(refusal) => refused(&pages, seen, user, refusal.to_string()).await,
    }
}

async fn refused(pages: &Pages, seen: Seen, user: SignedIn, notice: String) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    sources(pages, seen, user, status, Some(notice)).await
}

async fn sources(
    pages: &Pages,
    Seen(record): Seen,
    user: SignedIn,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    let now = pages.access.now();
    let read = async {
        let frame = record.frame().await?;
        let servers = record.work(move || server_events(&frame, Second(now)));
        let servers = servers.await?;
        Ok::<_, StoreError>((servers, pages.access.store.keys().await?))
    };
    let (servers, keys) = match read.await {
        Ok(read) => read,
        Err(error) => return store_failure(&error),
    };
    let options = pages.options.clone();
    let document = move || {
        SourcesDocument(SourcesDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            servers: servers.clone(),
            keys: keys.clone(),
            manages_keys: user.rights.role() == Role::Administrator,
            now,
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}
