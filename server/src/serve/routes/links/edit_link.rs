//! Editing a link: its note, its expiry date and its password.

use app::document::{LinkEditDocument, LinkEditDocumentProps, LinkEditFields};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::display::printable;
use domain::view_query::{date_text, parse_date};
use domain::zone::{DAY_S, date_of_day, day_number};
use store::{Link, LinkEdit, LinkRefusal, NOTE_CHARS_MAX, PasswordEdit};

use super::links_page::{not_done, own};
use super::refusal::refusal;
use crate::serve::access::reader::{LinkCreator, SignedIn};
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{
    SHORT_CHARS_MAX, cut, go_to, menu, password_again, rendered, store_failure,
};
use crate::serve::state::AppState;

/// The edit that the fields request, or what is missing.
fn requested(fields: &LinkEditFields, link: &Link) -> Result<LinkEdit, String> {
    let password = if fields.remove_password {
        if fields.password.is_typed() {
            return Err("enter a new password or remove the current one, not both".to_owned());
        }
        PasswordEdit::Remove
    } else {
        let typed = fields.password.password();
        let typed = typed.map_err(|refused| refused.to_string())?;
        typed.map_or(PasswordEdit::Keep, PasswordEdit::Set)
    };
    let typed = fields.last_day.trim();
    let day = parse_date(typed).ok_or_else(|| {
        let typed = printable(typed, SHORT_CHARS_MAX);
        format!("“{typed}” is not a date: write it like 2026-03-01")
    })?;
    // The current end may be earlier on its last day.
    let expires_at =
        (typed != last_day(link)).then(|| (i64::from(day_number(day)) + 1).saturating_mul(DAY_S));
    Ok(LinkEdit {
        note: fields.note.clone(),
        expires_at,
        password,
    })
}

/// The last day of a link, in UTC.
fn last_day(link: &Link) -> String {
    let day = (link.expires_at - 1).div_euclid(DAY_S);
    date_text(date_of_day(day as i32))
}

/// The form with the current values.
pub(crate) async fn page(
    State(pages): State<AppState>,
    LinkCreator(user): LinkCreator,
    Path(id): Path<i64>,
) -> Response {
    match editable(&pages, &user, id).await {
        Ok(link) => {
            let fields = LinkEditFields {
                note: link.note.clone(),
                last_day: last_day(&link),
                ..LinkEditFields::default()
            };
            form(&pages, &user, link, fields, StatusCode::OK, None).await
        }
        Err(refused) => not_done(&pages, user, refused).await,
    }
}

/// Edits the link.
pub(crate) async fn edit(
    State(pages): State<AppState>,
    sender: FormSender,
    LinkCreator(user): LinkCreator,
    Path(id): Path<i64>,
    Form(mut fields): Form<LinkEditFields>,
) -> Response {
    let link = match editable(&pages, &user, id).await {
        Ok(link) => link,
        Err(refused) => return not_done(&pages, user, refused).await,
    };
    let notice = match requested(&fields, &link) {
        Err(notice) => notice,
        Ok(edit) => {
            let by = sender.by(&user.name, &pages.access);
            match pages.access.store.edit_link(link.id, edit, &by).await {
                Ok(()) => return go_to("/links"),
                Err(refused) => match refusal(refused) {
                    Ok(notice) => notice,
                    Err(error) => return store_failure(&error),
                },
            }
        }
    };
    fields.last_day = cut(&fields.last_day, SHORT_CHARS_MAX);
    let notice = if fields.needs_password() {
        password_again(&notice)
    } else {
        notice
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    form(&pages, &user, link, fields, status, Some(notice)).await
}

/// A link of the user that is not revoked.
async fn editable(pages: &AppState, user: &SignedIn, id: i64) -> Result<Link, LinkRefusal> {
    let link = own(pages, user, id).await?;
    match link.revoked_at {
        None => Ok(link),
        Some(_) => Err(LinkRefusal::Gone),
    }
}

async fn form(
    pages: &AppState,
    user: &SignedIn,
    link: Link,
    mut fields: LinkEditFields,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    fields.note = cut(&fields.note, NOTE_CHARS_MAX);
    let (options, menu) = (pages.options.clone(), menu(user));
    let document = move || {
        LinkEditDocument(LinkEditDocumentProps {
            options: options.clone(),
            menu: menu.clone(),
            link: link.clone(),
            fields: fields.clone(),
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}
