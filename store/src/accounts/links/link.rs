//! What a link is, and why one is refused.

use std::collections::BTreeSet;

use domain::event::Second;
use domain::scope::{Masking, MaskingKey, Scope};
use domain::view::{Filters, View};
use sqlx::sqlite::SqliteConnection;

use super::public_id::PublicLinkId;
use crate::accounts::users::user::{AccountNames, User, UserRow};
use crate::error::StoreError;
use crate::open::Store;

/// The most days that a link works.
pub const LINK_DAYS_MAX: u32 = 366;

/// Characters of a note.
pub const NOTE_CHARS_MAX: usize = 1000;

/// Seconds after which a session of a link ends in any case; the link opens another.
pub const LINK_SESSION_S: i64 = 14 * 24 * 3600;

/// The id of a link. None is given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkId(pub(super) i64);

impl LinkId {
    /// The id as a number, for a form.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The id of a number that a form sends back; it may be no link's.
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }
}

/// A link whose owner exists, without the secret that opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The id.
    pub id: LinkId,
    /// What its report's URLs name it by.
    pub public_id: PublicLinkId,
    /// Who made it, with the rights of this moment.
    pub owner: User,
    /// The accounts that it was made for.
    pub accounts: BTreeSet<String>,
    /// Filters that its reader cannot remove.
    pub filters: Filters,
    /// Nothing before this second.
    pub earliest: Option<Second>,
    /// The names that its reader sees as pseudonyms.
    pub masking: Option<Masking>,
    /// The owner's note to the reader.
    pub note: String,
    /// Whether its reader has to type a password.
    pub has_password: bool,
    /// When it was made, in seconds since 1970-01-01T00:00:00Z, as are the others.
    pub created_at: i64,
    /// From when on it does not work.
    pub expires_at: i64,
    /// When it was last opened.
    pub last_opened_at: Option<i64>,
    /// How often it was opened.
    pub opens: u64,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

impl Link {
    /// What its reader may see: never more than its owner may see at this moment.
    pub fn scope(&self) -> Scope {
        let of_owner = self.owner.rights.accounts();
        let accounts = self.accounts.iter();
        let accounts = accounts.filter(|name| of_owner.is_none_or(|own| own.contains(*name)));
        Scope {
            accounts: Some(accounts.cloned().collect()),
            earliest: self.earliest,
            latest: None,
            filters: self.filters.clone(),
            masking: self.masking.clone(),
        }
    }

    /// Whether it opens anything at a moment.
    pub fn works_at(&self, now: i64) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// Why a link was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum LinkRefusal {
    /// It would show nothing.
    #[error("name at least one account, one per line")]
    NoAccount,
    /// Its owner does not see one of the accounts.
    #[error("you do not see the account {0:?}: leave it out")]
    ForeignAccount(String),
    /// It is for too many accounts.
    #[error("a link shows fewer accounts: make several")]
    TooManyAccounts,
    /// It has too many filters.
    #[error("a link has fewer filters: leave some out")]
    TooManyFilters,
    /// It would work too long, or not at all.
    #[error("a link works 1 to {LINK_DAYS_MAX} days")]
    Days,
    /// It would end in the past, or too late.
    #[error("choose a last day from today to {LINK_DAYS_MAX} days from now")]
    LastDay,
    /// The note is too long.
    #[error("a note has at most {NOTE_CHARS_MAX} characters, all of them plain text")]
    Note,
    /// There is no such link, or it works no more.
    #[error("this link no longer works: create another one")]
    Gone,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(sqlx::FromRow)]
#[allow(clippy::struct_excessive_bools, reason = "they are columns of a row")]
pub(super) struct LinkRow {
    pub(super) id: i64,
    pub(super) public_id: String,
    pub(super) filters: String,
    pub(super) earliest: Option<i64>,
    pub(super) masks_users: bool,
    pub(super) masks_devices: bool,
    pub(super) masking_key: Vec<u8>,
    pub(super) note: String,
    pub(super) has_password: bool,
    pub(super) created_at: i64,
    pub(super) expires_at: i64,
    pub(super) last_opened_at: Option<i64>,
    pub(super) opens: i64,
    pub(super) revoked_at: Option<i64>,
    pub(super) owner_id: i64,
    pub(super) owner_name: String,
    pub(super) owner_role: String,
    pub(super) owner_all_accounts: bool,
    #[sqlx(try_from = "String")]
    pub(super) owner_accounts: AccountNames,
    pub(super) owner_has_password: bool,
    #[sqlx(try_from = "String")]
    pub(super) accounts: AccountNames,
}

impl LinkRow {
    /// The link of a row of this database.
    pub(super) fn link(self, store: &Store) -> Result<Link, StoreError> {
        let damaged = |what: &str| StoreError::Damaged {
            path: store.path().to_owned(),
            what: format!("link {}: {what}", self.id),
        };
        // A filter that cannot be read would show more than was meant.
        let filters = View::parse_strict(&self.filters);
        let filters = filters
            .map_err(|error| damaged(&error.to_string()))?
            .filters;
        let public_id = PublicLinkId::parse(&self.public_id);
        let key: [u8; 32] = self.masking_key.try_into().map_err(|_| damaged("no key"))?;
        let masking = Masking {
            users: self.masks_users,
            devices: self.masks_devices,
            key: MaskingKey(key),
        };
        let owner = UserRow {
            id: self.owner_id,
            name: self.owner_name,
            role: self.owner_role,
            all_accounts: self.owner_all_accounts,
            has_password: self.owner_has_password,
            accounts: self.owner_accounts,
        };
        Ok(Link {
            id: LinkId::from_number(self.id),
            public_id: public_id.ok_or_else(|| damaged("no public id"))?,
            owner: owner.user(store)?,
            accounts: self.accounts.0,
            filters,
            earliest: self.earliest.map(Second),
            masking: (masking.users || masking.devices).then_some(masking),
            note: self.note,
            has_password: self.has_password,
            created_at: self.created_at,
            expires_at: self.expires_at,
            last_opened_at: self.last_opened_at,
            opens: self.opens.unsigned_abs(),
            revoked_at: self.revoked_at,
        })
    }
}

pub(super) async fn end_sessions(
    connection: &mut SqliteConnection,
    id: LinkId,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from link_sessions where link_id = ?")
        .bind(id.0)
        .execute(connection)
        .await?;
    Ok(())
}
