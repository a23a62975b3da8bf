//! The sources page: servers, and the keys that push their events.

use std::collections::BTreeSet;

use app::document::{
    KeyFields, NewKeyDocument, NewKeyDocumentProps, SourcesDocument, SourcesDocumentProps,
};
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::event::{Second, Source};
use domain::sources::server_events;
use serde::Deserialize;
use store::{KeyError, NewKey, Role, StoreError};

use crate::serve::access::reader::{Administrator, LogImporter, SignedIn};
use crate::serve::extract::ReaderDataset;
use crate::serve::routes::forms::accounts::{Question, question, suggested};
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{go_to, menu, rendered, store_failure};
use crate::serve::state::AppState;
use crate::serve::state::shown_once::{FormResult, Wanted};

/// The limit of a form, in bytes.
const FORM_BYTES_MAX: usize = 16 * 1024;

/// The routes that need a user.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/sources", get(page))
        .route("/sources/add-key", post(add_key))
        .route("/sources/key", get(made_key))
        .route("/sources/revoke-key", post(revoke_key))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The key that the fields request; `None`: there is no such source.
fn requested(fields: &KeyFields) -> Option<NewKey> {
    Some(NewKey {
        name: fields.name.trim().to_owned(),
        account: fields.account.trim().to_owned(),
        server: fields.server.trim().to_owned(),
        source: Source::from_word(&fields.source)?,
    })
}

/// A key by its name.
#[derive(Debug, Deserialize)]
struct KeyForm {
    name: String,
}

async fn page(
    State(pages): State<AppState>,
    seen: ReaderDataset,
    LogImporter(user): LogImporter,
) -> Response {
    sources(&pages, seen, user, StatusCode::OK, RefusedForm::default()).await
}

/// Creates a key and redirects to the page that shows it once.
async fn add_key(
    State(pages): State<AppState>,
    sender: FormSender,
    seen: ReaderDataset,
    Administrator(user): Administrator,
    Form(mut fields): Form<KeyFields>,
) -> Response {
    let refused = match requested(&fields) {
        None => Ok("choose a kind of server".to_owned()),
        Some(key) => match ask(&pages, &seen, &key, &fields.asked).await {
            Err(error) => Err(error),
            Ok(Some(question)) => {
                fields.asked = question.asked;
                Ok(question.notice)
            }
            Ok(None) => {
                let by = sender.by(&user.name, &pages.access);
                match pages.access.store.add_key(&key, &by).await {
                    Ok(secret) => {
                        let name = form_urlencoded::byte_serialize(key.name.as_bytes());
                        let page = format!("/sources/key?name={}", name.collect::<String>());
                        let made = FormResult::Key { key, secret };
                        let now = pages.access.now();
                        pages.shown_once.keep(user.session, made, now);
                        return go_to(&page);
                    }
                    Err(KeyError::Store(error)) => Err(error),
                    Err(refusal) => Ok(refusal.to_string()),
                }
            }
        },
    };
    match refused {
        Err(error) => store_failure(&error),
        Ok(notice) => {
            let refused = RefusedForm {
                notice: Some(notice),
                fields: Some(fields),
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            sources(&pages, seen, user, status, refused).await
        }
    }
}

/// The question about a key's account without events, unless another key has it.
async fn ask(
    pages: &AppState,
    ReaderDataset(dataset): &ReaderDataset,
    key: &NewKey,
    asked: &str,
) -> Result<Option<Question>, StoreError> {
    if key.account.is_empty() {
        return Ok(None);
    }
    let keys = pages.access.store.keys().await?.into_iter();
    let known = keys.map(|key| key.account).collect();
    let typed = BTreeSet::from([key.account.clone()]);
    question(dataset, &typed, &known, asked).await
}

/// Which key to show.
#[derive(Debug, Deserialize)]
struct MadeQuery {
    #[serde(default)]
    name: String,
}

/// The page of a new key, once.
async fn made_key(
    State(pages): State<AppState>,
    sender: FormSender,
    Administrator(user): Administrator,
    Query(query): Query<MadeQuery>,
    method: Method,
) -> Response {
    let access = &pages.access;
    let (session, wanted, now) = (&user.session, Wanted::Key(&query.name), access.now());
    let made = match method {
        // It shows the page to no one: the next GET does.
        Method::HEAD => pages.shown_once.peek(session, wanted, now),
        _ => pages.shown_once.take(session, wanted, now),
    };
    let Some(FormResult::Key { key, secret }) = made else {
        return go_to("/sources");
    };
    let origin = access.public_url.origin(&sender.host);
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

/// Revokes a key: it is refused from the next request on.
async fn revoke_key(
    State(pages): State<AppState>,
    sender: FormSender,
    seen: ReaderDataset,
    Administrator(user): Administrator,
    Form(form): Form<KeyForm>,
) -> Response {
    let by = sender.by(&user.name, &pages.access);
    match pages.access.store.revoke_key(&form.name, &by).await {
        Ok(()) => go_to("/sources"),
        Err(KeyError::Store(error)) => store_failure(&error),
        Err(refusal) => {
            let refused = RefusedForm {
                notice: Some(refusal.to_string()),
                fields: None,
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            sources(&pages, seen, user, status, refused).await
        }
    }
}

/// Why the last form was refused, and its fields if it creates a key.
#[derive(Default)]
struct RefusedForm {
    notice: Option<String>,
    fields: Option<KeyFields>,
}

async fn sources(
    pages: &AppState,
    ReaderDataset(dataset): ReaderDataset,
    user: SignedIn,
    status: StatusCode,
    refused: RefusedForm,
) -> Response {
    let now = pages.access.now();
    let read = async {
        let frame = dataset.frame().await?;
        let servers = dataset.work(move || server_events(&frame, Second(now)));
        let servers = servers.await?;
        let keys = pages.access.store.keys().await?;
        Ok::<_, StoreError>((servers, keys, suggested(&dataset).await))
    };
    let (servers, keys, accounts) = match read.await {
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
            accounts: accounts.clone(),
            refused: refused.fields.clone(),
            notice: refused.notice.clone(),
        })
    };
    rendered(status, document).await
}
