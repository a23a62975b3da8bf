//! Creating a link to what the report shows.

use std::collections::BTreeSet;

use app::document::{
    NewLinkDocument, NewLinkDocumentProps, NewLinkFields, TickedAccount, TickedFilter,
};
use app::request_error::RequestError;
use axum::extract::{RawForm, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::display::number;
use domain::period::Period;
use domain::report::report_of;
use domain::view::{FilterKey, Range};
use domain::view_query::date_text;
use domain::zone::date_of_day;
use service::dataset::ScopedDataset;
use store::{LINK_DAYS_DEFAULT, LinkId, LinkRefusal, NOTE_CHARS_MAX, Secret, StoreError, User};

use super::links_page;
use super::new_link_form::{NewLinkForm, parts};
use super::refusal::refusal;
use crate::serve::access::reader::{LinkCreator, SignedIn};
use crate::serve::extract::ReaderDataset;
use crate::serve::response::failure;
use crate::serve::routes::forms::accounts::{question, suggested};
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{
    KeptAccounts, SHORT_CHARS_MAX, accounts_again, cut, menu, password_again, rendered, store_failure,
};
use crate::serve::state::AppState;

/// The most accounts that the form lists.
const ACCOUNTS_LISTED: usize = 30;

/// The longest account name that the form lists, in bytes; longer ones can be typed.
const NAME_BYTES_MAX: usize = 4_096;

/// The form, filled in from the view in the query string.
pub(crate) async fn page(
    State(pages): State<AppState>,
    LinkCreator(user): LinkCreator,
    ReaderDataset(record): ReaderDataset,
    RawQuery(query): RawQuery,
) -> Response {
    match proposed(&record, &query.unwrap_or_default()).await {
        Ok(fields) => form(&pages, &user, fields, StatusCode::OK, None).await,
        Err(error) => failure(&error),
    }
}

/// Creates the link and redirects to the page that shows its URL once.
pub(crate) async fn make(
    State(pages): State<AppState>,
    sender: FormSender,
    LinkCreator(user): LinkCreator,
    ReaderDataset(record): ReaderDataset,
    RawForm(body): RawForm,
) -> Response {
    let mut typed = NewLinkForm::parse(&body);
    let notice = match made(&pages, &sender, &user, &record, &mut typed).await {
        Ok((id, secret)) => return links_page::go_to_url(&pages, &user, id, secret, true),
        Err(NotMade::Told(notice)) => notice,
        Err(NotMade::Refused(refused)) => match refusal(refused) {
            Ok(notice) => notice,
            Err(error) => return store_failure(&error),
        },
    };
    let has_password = typed.has_password();
    match typed_again(&record, typed).await {
        Ok((fields, left_out)) => {
            let mut notice = accounts_again(&notice, left_out);
            if has_password {
                notice = password_again(&notice);
            }
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            form(&pages, &user, fields, status, Some(notice)).await
        }
        Err(error) => failure(&error),
    }
}

/// Why no link was created.
enum NotMade {
    /// What is missing in the form, or a question.
    Told(String),
    /// A store error.
    Refused(LinkRefusal),
}

impl From<StoreError> for NotMade {
    fn from(error: StoreError) -> Self {
        Self::Refused(LinkRefusal::Store(error))
    }
}

async fn made(
    pages: &AppState,
    sender: &FormSender,
    user: &SignedIn,
    record: &ScopedDataset,
    typed: &mut NewLinkForm,
) -> Result<(LinkId, Secret), NotMade> {
    let new = typed.link().map_err(NotMade::Told)?;
    // A user who is limited to accounts is refused any other, and does not learn which exist;
    // the user's own accounts may have no events yet.
    let known = BTreeSet::new();
    if user.rights.accounts().is_none()
        && let Some(question) = question(record, &new.accounts, &known, &typed.asked).await?
    {
        typed.asked = question.asked;
        return Err(NotMade::Told(question.notice));
    }
    let by = sender.by(&user.name, &pages.access);
    let made = pages.access.store.add_link(&owner(user), new, &by).await;
    made.map_err(NotMade::Refused)
}

fn owner(user: &SignedIn) -> User {
    User {
        id: user.id,
        name: user.name.clone(),
        rights: user.rights.clone(),
        has_password: user.has_password,
    }
}

/// The form's defaults for a view: its accounts, its other filters and its first day.
async fn proposed(record: &ScopedDataset, query: &str) -> Result<NewLinkFields, RequestError> {
    let question = record.question(query).await?;
    let mut any_account = question.view.clone();
    let chosen = std::mem::take(any_account.filters.get_mut(FilterKey::Account));
    let counted = record.work(move || {
        let days = question.moment().days(&question.view);
        let (frame, zone, period) = (&question.frame, &question.zone, Period::whole(days));
        let report = report_of(frame, &any_account, zone, period, ACCOUNTS_LISTED);
        (report, days, question.view)
    });
    let (report, days, view) = counted.await.map_err(RequestError::of_work)?;
    let rows = report.by[FilterKey::Account].rows.iter();
    let listed = rows.filter(|row| (1..=NAME_BYTES_MAX).contains(&row.key.len()));
    let mut accounts: Vec<TickedAccount> = listed
        .map(|row| TickedAccount {
            name: row.key.clone(),
            is_ticked: chosen.only.contains(&row.key),
            detail: format!("{} true denials", number(row.measures.true_denials)),
        })
        .collect();
    // A selected one is offered even if it has no denial.
    for name in &chosen.only {
        if !name.is_empty() && !accounts.iter().any(|account| account.name == *name) {
            accounts.push(TickedAccount {
                name: name.clone(),
                is_ticked: true,
                detail: String::new(),
            });
        }
    }
    // A user who sees one account shares that one.
    if let [only] = accounts.as_mut_slice() {
        only.is_ticked = true;
    }
    accounts.sort_by_key(|account| !account.is_ticked);
    let filters = parts(&view.filters).into_iter();
    let suggested = suggested(record).await;
    Ok(NewLinkFields {
        query: view.to_query(),
        accounts,
        suggested,
        text: view.text.clone(),
        filters: filters
            .map(|(query, words)| TickedFilter {
                query,
                words,
                is_ticked: true,
            })
            .collect(),
        earliest: match view.range {
            Range::All => String::new(),
            _ => date_text(date_of_day(days.first)),
        },
        zone: view.zone.clone(),
        days: LINK_DAYS_DEFAULT.to_string(),
        ..NewLinkFields::default()
    })
}

/// The form as submitted, without the password and for accounts that have no room, and how
/// many those are.
async fn typed_again(
    record: &ScopedDataset,
    typed: NewLinkForm,
) -> Result<(NewLinkFields, usize), RequestError> {
    let mut fields = proposed(record, &typed.view).await?;
    for account in &mut fields.accounts {
        account.is_ticked = typed.accounts.contains(&account.name);
    }
    // New events may have pushed an account out of the list.
    let is_offered = |name: &String| fields.accounts.iter().any(|account| account.name == *name);
    let gone = typed.accounts.iter().filter(|name| !is_offered(name));
    let gone = KeptAccounts::of(gone.map(String::as_str));
    fields
        .accounts
        .extend(gone.names.iter().map(|&name| TickedAccount {
            name: name.to_owned(),
            is_ticked: true,
            detail: String::new(),
        }));
    let others = KeptAccounts::of(typed.all_others());
    for filter in &mut fields.filters {
        filter.is_ticked = typed.filters.contains(&filter.query);
    }
    let left_out = gone.left_out + others.left_out;
    let fields = NewLinkFields {
        had_password: typed.has_password(),
        others: others.lines(),
        asked: KeptAccounts::of_lines(&typed.asked),
        earliest: cut(&typed.earliest, SHORT_CHARS_MAX),
        days: cut(&typed.days, SHORT_CHARS_MAX),
        masks_users: typed.masks_users,
        masks_devices: typed.masks_devices,
        note: typed.note,
        ..fields
    };
    Ok((fields, left_out))
}

async fn form(
    pages: &AppState,
    user: &SignedIn,
    mut fields: NewLinkFields,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    fields.note = cut(&fields.note, NOTE_CHARS_MAX);
    let (options, menu) = (pages.options.clone(), menu(user));
    let document = move || {
        NewLinkDocument(NewLinkDocumentProps {
            options: options.clone(),
            menu: menu.clone(),
            fields: fields.clone(),
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}
