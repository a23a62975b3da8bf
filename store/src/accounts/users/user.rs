//! What a user is, and why one is not changed.

use std::collections::BTreeSet;

use crate::accounts::password::Password;
use crate::accounts::rights::{Rights, Role};
use crate::error::StoreError;
use crate::open::Store;

/// Characters of a name.
pub const NAME_CHARS_MAX: usize = 100;

/// The id of a user. None is given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserId(pub(crate) i64);

/// The name of a user: not empty, on one line, and without spaces around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInName(String);

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The name; no two are alike, small and capital letters of ASCII taken for the same.
    pub name: String,
    /// What the user may do and see.
    pub rights: Rights,
    /// Whether there is a password. A user without one signs in by a link from the console, or
    /// by an OpenID provider.
    pub has_password: bool,
}

/// A user to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The name.
    pub name: SignInName,
    /// What the user may do and see.
    pub rights: Rights,
    /// The password, if any.
    pub password: Option<Password>,
}

/// Why a user was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The name cannot be one.
    #[error("a name has 1 to {NAME_CHARS_MAX} characters on one line")]
    BadName,
    /// Another user has the name.
    #[error("there is a user of this name already")]
    NameTaken,
    /// No user has the name or the id.
    #[error("there is no such user")]
    Unknown,
    /// No administrator would be left.
    #[error("this is the only administrator: make another user an administrator first")]
    LastAdministrator,
    /// The first administrator is there already.
    #[error("there is an administrator already")]
    NotTheFirst,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UserId {
    /// The id as a number, for a form.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The id of a number that a form sends back; there may be no such user.
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }
}

impl SignInName {
    /// A name as it was typed; spaces around it are dropped.
    pub fn new(text: &str) -> Result<Self, UserError> {
        let name = text.trim();
        let is_on_one_line = !name.chars().any(|c| {
            c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        });
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || !is_on_one_line {
            return Err(UserError::BadName);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A row of `report_users_with_accounts`.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct UserRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) all_accounts: bool,
    pub(crate) has_password: bool,
    #[sqlx(try_from = "String")]
    pub(crate) accounts: AccountNames,
}

/// The names of some accounts, from an array of JSON.
#[derive(Debug)]
pub(crate) struct AccountNames(pub(crate) BTreeSet<String>);

impl TryFrom<String> for AccountNames {
    type Error = serde_json::Error;

    fn try_from(array: String) -> Result<Self, Self::Error> {
        serde_json::from_str(&array).map(Self)
    }
}

impl UserRow {
    /// The user of a row of this database.
    pub(crate) fn user(self, store: &Store) -> Result<User, StoreError> {
        let role = Role::from_word(&self.role).ok_or_else(|| StoreError::Damaged {
            path: store.path().to_owned(),
            what: format!("there is no role {}", self.role),
        })?;
        let accounts = (!self.all_accounts).then_some(self.accounts.0);
        Ok(User {
            id: UserId(self.id),
            name: self.name,
            rights: Rights::stored(role, accounts),
            has_password: self.has_password,
        })
    }
}
