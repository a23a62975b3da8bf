//! The form that creates a link.

use std::collections::BTreeSet;

use leptos::config::LeptosOptions;
use leptos::prelude::*;
use service::accounts::{LINK_DAYS_MAX, NOTE_CHARS_MAX, PASSWORD_CHARS_MIN};

use super::accounts_field::{AccountLines, AccountSuggestions};
use super::form::PostForm;
use super::lines::Lines;
use super::management_document::{FormNotice, ManagementDocument};
use super::reader_menu::ReaderMenu;
use super::typed_password::TypedPassword;

/// An account that the form offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedAccount {
    /// Its name.
    pub name: String,
    /// Its number of denials in the view, as text.
    pub detail: String,
}

impl OfferedAccount {
    /// One without denials in the view.
    pub fn without_denials(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            detail: String::new(),
        }
    }
}

/// A filter of the view that the form offers to lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedFilter {
    /// The filter as a view's query string.
    pub query: String,
    /// The filter as text.
    pub words: String,
}

/// What the form offers for a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkOffer {
    /// The accounts of the view, those with most denials first.
    pub accounts: Vec<OfferedAccount>,
    /// Accounts that the form suggests.
    pub suggested: Vec<String>,
    /// The filters of the view.
    pub filters: Vec<OfferedFilter>,
    /// The text search of the view, which is not part of a link; may be empty.
    pub text: String,
}

/// The form's fields, as the page shows them and a browser sends them. The server reads them
/// itself: `account` and `filter` are sent once a tick, which `serde_urlencoded` cannot collect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLinkFields {
    /// The query string of the view that is shared.
    pub view: String,
    /// Ticked accounts.
    pub accounts: BTreeSet<String>,
    /// Further accounts, one per line.
    pub others: String,
    /// One more account.
    pub more: String,
    /// Accounts that were asked about, because they have no events, one per line.
    pub asked: String,
    /// Ticked filters, each as a view's query string.
    pub filters: BTreeSet<String>,
    /// The first day, such as `2026-03-01`; empty: all data.
    pub earliest: String,
    /// The zone of that day.
    pub zone: String,
    /// After how many days the link expires.
    pub days: String,
    /// Whether user names are masked.
    pub masks_users: bool,
    /// Whether device names are masked.
    pub masks_devices: bool,
    /// The note to the reader.
    pub note: String,
    /// The password; may be empty.
    pub password: TypedPassword,
}

/// The form, filled with what the view shows.
#[component]
pub fn NewLinkDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// What the form offers.
    offer: LinkOffer,
    /// The form's fields.
    fields: NewLinkFields,
    /// Why the last submit was refused.
    notice: Option<String>,
) -> impl IntoView {
    let text = (!offer.text.is_empty()).then(|| {
        view! {
            <p class="note">
                "The search for “" {offer.text} "” is not part of the link: the reader also sees \
                 what it does not match."
            </p>
        }
    });
    let reader = menu.reader;
    let back = format!("/denials?{}", fields.view);
    let had_password = fields.password.is_typed();
    view! {
        <ManagementDocument options title="Share with a customer" menu=Some(menu)>
            <FormNotice notice/>
            <PostForm reader action="/links/new" class="panel form">
                <input type="hidden" name="view" value=fields.view/>
                <AccountFields
                    accounts=offer.accounts
                    ticked=fields.accounts
                    others=fields.others
                />
                <input type="hidden" name="asked" value=fields.asked/>
                <FilterFields filters=offer.filters ticked=fields.filters/>
                {text}
                <label class="field">
                    "Show data from (" {fields.zone.clone()} "; leave empty for all)"
                    <input type="date" name="earliest" value=fields.earliest/>
                </label>
                <input type="hidden" name="zone" value=fields.zone/>
                <fieldset>
                    <legend>"Mask names, such as user 7K3Q-9X2M"</legend>
                    <label class="check">
                        <input type="checkbox" name="users" checked=fields.masks_users/> "Users"
                    </label>
                    <label class="check">
                        <input type="checkbox" name="devices" checked=fields.masks_devices/>
                        "Devices"
                    </label>
                </fieldset>
                <div class="field">
                    "Note to the reader"
                    <Lines name="note" label="Note to the reader" text=fields.note/>
                    <span class="note">"At most " {NOTE_CHARS_MAX} " characters."</span>
                </div>
                <label class="field">
                    "Expires after (days)"
                    <input type="number" name="days" min="1" max=LINK_DAYS_MAX value=fields.days required/>
                </label>
                <label class="field">
                    "Password (optional, at least " {PASSWORD_CHARS_MIN} " characters)"
                    <input
                        type="password"
                        name="password"
                        autocomplete="new-password"
                        minlength=PASSWORD_CHARS_MIN
                        required=had_password
                    />
                </label>
                <button class="primary">"Create link"</button>
                <p class="note">
                    "Anyone with the link sees these accounts and nothing else, and never more \
                     than you can see. You can revoke it at any time."
                </p>
            </PostForm>
            <AccountSuggestions accounts=offer.suggested/>
            <p><a href=back>"Back to the report"</a></p>
        </ManagementDocument>
    }
}

#[component]
fn AccountFields(
    accounts: Vec<OfferedAccount>,
    ticked: BTreeSet<String>,
    others: String,
) -> impl IntoView {
    let is_open = accounts.is_empty() || !others.is_empty();
    let accounts = accounts.into_iter().map(|account| {
        let is_ticked = ticked.contains(&account.name);
        view! {
            <label class="check">
                <input type="checkbox" name="account" value=account.name.clone() checked=is_ticked/>
                <span>{account.name} " " <span class="note">{account.detail}</span></span>
            </label>
        }
    });
    let accounts = accounts.collect_view();
    view! {
        <fieldset data-accounts>
            <legend>"Accounts to show"</legend>
            <div class="many">{accounts}</div>
            <details open=is_open>
                <summary>"Others"</summary>
                <AccountLines name="others" label="Other accounts, one per line" text=others/>
            </details>
        </fieldset>
    }
}

#[component]
fn FilterFields(filters: Vec<OfferedFilter>, ticked: BTreeSet<String>) -> impl IntoView {
    (!filters.is_empty()).then(|| {
        let filters = filters.into_iter().map(|filter| {
            let is_ticked = ticked.contains(&filter.query);
            view! {
                <label class="check">
                    <input type="checkbox" name="filter" value=filter.query checked=is_ticked/>
                    <span>{filter.words}</span>
                </label>
            }
        });
        view! {
            <fieldset>
                <legend>"Filters the reader cannot remove"</legend>
                {filters.collect_view()}
            </fieldset>
        }
    })
}
