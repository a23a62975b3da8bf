//! A user's own page.

use app::document::{AccountDocument, AccountDocumentProps};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use store::{Password, UserError};

use super::sign_in::signed_out;
use crate::serve::access::reader::SignedIn;
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{go_to, menu, refusal, rendered, store_failure};
use crate::serve::state::AppState;

/// The fields of the form for a new password.
#[derive(Deserialize)]
pub(crate) struct OwnPasswordForm {
    #[serde(default)]
    present: String,
    password: String,
}

/// The page.
pub(crate) async fn page(State(pages): State<AppState>, user: SignedIn) -> Response {
    account(&pages, user, StatusCode::OK, None).await
}

/// Sets the user's own password. A current password must be given: an open browser is not
/// enough.
pub(crate) async fn set_password(
    State(pages): State<AppState>,
    sender: FormSender,
    user: SignedIn,
    Form(form): Form<OwnPasswordForm>,
) -> Response {
    let access = &pages.access;
    if user.has_password {
        let begun = access
            .limits
            .begin(&user.name, sender.client_ip, access.steady());
        match begun {
            Ok(pause) => {
                if let Err(not_done) = pause.pass(&access.limits).await {
                    access.limits.not_made(&user.name, sender.client_ip);
                    return store_failure(&not_done.into());
                }
            }
            Err(retry_after) => {
                let notice = format!("Too many attempts. {}", retry_after.in_words());
                let status = StatusCode::TOO_MANY_REQUESTS;
                return retry_after.on(account(&pages, user, status, Some(notice)).await);
            }
        }
        let present = Password::typed(&form.present);
        match access.store.user_with_password(&user.name, present).await {
            Err(error) => {
                access.limits.not_made(&user.name, sender.client_ip);
                return store_failure(&error);
            }
            Ok(Some(_)) => access.limits.succeeded(&user.name, sender.client_ip),
            Ok(None) => {
                let notice = "The current password is wrong.".to_owned();
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return account(&pages, user, status, Some(notice)).await;
            }
        }
    }
    let refused = match Password::new(&form.password) {
        Err(refusal) => refusal.to_string(),
        Ok(password) => {
            let by = sender.by(&user.name, access);
            let kept = Some(&user.session);
            let set = access
                .store
                .set_password(user.id, Some(password), kept, &by);
            match set.await {
                Ok(()) => return go_to("/account"),
                Err(error) => match refusal(error) {
                    Ok(notice) => notice,
                    Err(error) => return store_failure(&error),
                },
            }
        }
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    account(&pages, user, status, Some(refused)).await
}

/// Ends all sessions of the user, including this one.
pub(crate) async fn sign_out_everywhere(
    State(pages): State<AppState>,
    sender: FormSender,
    user: SignedIn,
) -> Response {
    let access = &pages.access;
    let by = sender.by(&user.name, access);
    match access.store.end_sessions(user.id, &by).await {
        Err(UserError::Store(error)) => store_failure(&error),
        // Even if the user was removed meanwhile.
        Ok(()) | Err(_) => signed_out(access),
    }
}

async fn account(
    pages: &AppState,
    user: SignedIn,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    let options = pages.options.clone();
    let document = move || {
        AccountDocument(AccountDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            role: user.rights.role().name(),
            has_password: user.has_password,
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}
