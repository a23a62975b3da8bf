//! Creating a link to what the report shows.

use std::collections::BTreeSet;

use app::document::{
    LinkOffer, NewLinkDocument, NewLinkDocumentProps, NewLinkFields, OfferedAccount, OfferedFilter,
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
use super::new_link_form::{all_others, parse, parts, requested};
use super::refusal::refusal;
use crate::serve::access::reader::{LinkCreator, SignedIn};
use crate::serve::extract::ReaderDataset;
use crate::serve::response::failure;
use crate::serve::routes::forms::accounts::{question, suggested};
use crate::serve::routes::forms::form_sender::FormSender;
use crate::serve::routes::forms::page::{
    KeptAccounts, SHORT_CHARS_MAX, accounts_again, cut, menu, password_again, rendered,
    store_failure,
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
    ReaderDataset(dataset): ReaderDataset,
    RawQuery(query): RawQuery,
) -> Response {
    match proposed(&dataset, &query.unwrap_or_default()).await {
        Ok(proposed) => form(&pages, &user, proposed, StatusCode::OK, None).await,
        Err(error) => failure(&error),
    }
}

/// Creates the link and redirects to the page that shows its URL once.
pub(crate) async fn make(
    State(pages): State<AppState>,
    sender: FormSender,
    LinkCreator(user): LinkCreator,
    ReaderDataset(dataset): ReaderDataset,
    RawForm(body): RawForm,
) -> Response {
    let mut typed = parse(&body);
    let notice = match made(&pages, &sender, &user, &dataset, &mut typed).await {
        Ok((id, secret)) => return links_page::go_to_url(&pages, &user, id, secret, true),
        Err(NotMade::Told(notice)) => notice,
        Err(NotMade::Refused(refused)) => match refusal(refused) {
            Ok(notice) => notice,
            Err(error) => return store_failure(&error),
        },
    };
    let has_password = typed.password.is_typed();
    match sent_back(&dataset, typed).await {
        Ok((shown, left_out)) => {
            let mut notice = accounts_again(&notice, left_out);
            if has_password {
                notice = password_again(&notice);
            }
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            form(&pages, &user, shown, status, Some(notice)).await
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
    dataset: &ScopedDataset,
    typed: &mut NewLinkFields,
) -> Result<(LinkId, Secret), NotMade> {
    let new = requested(typed).map_err(NotMade::Told)?;
    // A user who is limited to accounts is refused any other, and does not learn which exist;
    // the user's own accounts may have no events yet.
    let known = BTreeSet::new();
    if user.rights.accounts().is_none()
        && let Some(question) = question(dataset, &new.accounts, &known, &typed.asked).await?
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

/// What the form offers for a view, and its defaults: the view's accounts, its other filters and
/// its first day.
async fn proposed(
    dataset: &ScopedDataset,
    query: &str,
) -> Result<(LinkOffer, NewLinkFields), RequestError> {
    let question = dataset.question(query).await?;
    let mut any_account = question.view.clone();
    let chosen = std::mem::take(any_account.filters.get_mut(FilterKey::Account));
    let counted = dataset.work(move || {
        let days = question.moment().days(&question.view);
        let (frame, zone, period) = (&question.frame, &question.zone, Period::whole(days));
        let report = report_of(frame, &any_account, zone, period, ACCOUNTS_LISTED);
        (report, days, question.view)
    });
    let (report, days, view) = counted.await.map_err(RequestError::of_work)?;
    let rows = report.by[FilterKey::Account].rows.iter();
    let listed = rows.filter(|row| (1..=NAME_BYTES_MAX).contains(&row.key.len()));
    let mut accounts: Vec<OfferedAccount> = listed
        .map(|row| OfferedAccount {
            name: row.key.clone(),
            detail: format!("{} true denials", number(row.measures.true_denials)),
        })
        .collect();
    // A selected one is offered even if it has no denial.
    for name in &chosen.only {
        if !name.is_empty() && !accounts.iter().any(|account| account.name == *name) {
            accounts.push(OfferedAccount::without_denials(name));
        }
    }
    let mut ticked = chosen.only;
    // A user who sees one account shares that one.
    if let [only] = accounts.as_slice() {
        ticked.insert(only.name.clone());
    }
    accounts.sort_by_key(|account| !ticked.contains(&account.name));
    let filters = parts(&view.filters).into_iter();
    let filters = filters.map(|(query, words)| OfferedFilter { query, words });
    let filters: Vec<OfferedFilter> = filters.collect();
    let fields = NewLinkFields {
        view: view.to_query(),
        accounts: ticked,
        filters: filters.iter().map(|filter| filter.query.clone()).collect(),
        earliest: match view.range {
            Range::All => String::new(),
            _ => date_text(date_of_day(days.first)),
        },
        zone: view.zone.clone(),
        days: LINK_DAYS_DEFAULT.to_string(),
        ..NewLinkFields::default()
    };
    let offer = LinkOffer {
        accounts,
        suggested: suggested(dataset).await,
        filters,
        text: view.text.clone(),
    };
    Ok((offer, fields))
}

/// What the form offers and its fields as submitted, without accounts that have no room, and how
/// many those are.
async fn sent_back(
    dataset: &ScopedDataset,
    typed: NewLinkFields,
) -> Result<((LinkOffer, NewLinkFields), usize), RequestError> {
    let (mut offer, defaults) = proposed(dataset, &typed.view).await?;
    // New events may have pushed an account out of the list.
    let is_offered = |name: &String| offer.accounts.iter().any(|account| account.name == *name);
    let gone = typed.accounts.iter().filter(|name| !is_offered(name));
    let gone = KeptAccounts::of(gone.map(String::as_str));
    let kept = gone.names.iter();
    let kept = kept.map(|name| OfferedAccount::without_denials(name));
    offer.accounts.extend(kept);
    let others = KeptAccounts::of(all_others(&typed));
    let left_out = gone.left_out + others.left_out;
    let fields = NewLinkFields {
        view: defaults.view,
        zone: defaults.zone,
        others: others.lines(),
        more: String::new(),
        asked: KeptAccounts::of_lines(&typed.asked),
        earliest: cut(&typed.earliest, SHORT_CHARS_MAX),
        days: cut(&typed.days, SHORT_CHARS_MAX),
        ..typed
    };
    Ok(((offer, fields), left_out))
}

async fn form(
    pages: &AppState,
    user: &SignedIn,
    (offer, mut fields): (LinkOffer, NewLinkFields),
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    fields.note = cut(&fields.note, NOTE_CHARS_MAX);
    let (options, menu) = (pages.options.clone(), menu(user));
    let document = move || {
        NewLinkDocument(NewLinkDocumentProps {
            options: options.clone(),
            menu: menu.clone(),
            offer: offer.clone(),
            fields: fields.clone(),
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}
