//! Links: a part of the report for readers without a user.

mod browser;
mod edit;
mod link;
mod open;
mod public_id;
mod terms;

use domain::zone::DAY_S;

use crate::accounts::secret::Secret;
use crate::accounts::users::user::{User, UserId};
use crate::audit::{Actor, note};
use crate::error::StoreError;
use crate::open::Store;
use link::{LinkRow, end_sessions};

pub use browser::OPEN_LINKS_MAX;
pub use edit::{LinkEdit, PasswordEdit};
pub use link::{LINK_DAYS_MAX, LINK_SESSION_S, Link, LinkId, LinkRefusal, NOTE_CHARS_MAX};
pub use open::{LinkSession, OpenedLink, OpeningLink};
pub use public_id::PublicLinkId;
pub use terms::{LINK_DAYS_DEFAULT, NewLink};

impl Store {
    /// Creates a link of a user. The secret belongs in a URL that is shown once.
    pub async fn add_link(
        &self,
        owner: &User,
        new: NewLink,
        by: &Actor<'_>,
    ) -> Result<(LinkId, Secret), LinkRefusal> {
        let mut new = new.checked()?;
        if let Some(own) = owner.rights.accounts()
            && let Some(foreign) = new.accounts.difference(own).next()
        {
            return Err(LinkRefusal::ForeignAccount(foreign.clone()));
        }
        let secret = Secret::random()?;
        let public_id = PublicLinkId::random()?;
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(StoreError::of_randomness)?;
        let password = match new.password.take() {
            Some(password) => Some(password.hash().await?),
            None => None,
        };
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let id: i64 = sqlx::query_scalar(
            "insert into links (secret_hash, public_id, owner_id, filters, earliest, \
             masks_users, masks_devices, masking_key, note, password, created_at, expires_at) \
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        )
        .bind(secret.hash().bytes())
        .bind(public_id.to_string())
        .bind(owner.id.number())
        .bind(terms::query(&new.filters))
        .bind(new.earliest.map(|earliest| earliest.0))
        .bind(new.masks_users)
        .bind(new.masks_devices)
        .bind(&key[..])
        .bind(&new.note)
        .bind(password)
        .bind(by.at)
        .bind(by.at + i64::from(new.days) * DAY_S)
        .fetch_one(&mut *connection)
        .await
        .map_err(fail)?;
        for account in &new.accounts {
            sqlx::query("insert into link_accounts (link_id, account) values (?, ?)")
                .bind(id)
                .bind(account)
                .execute(&mut *connection)
                .await
                .map_err(fail)?;
        }
        let names: Vec<&str> = new.accounts.iter().map(String::as_str).collect();
        let detail = format!("link {id}: {}", names.join(", "));
        let noted = note(connection, by, "link-made", &detail).await;
        noted.map_err(fail)?;
        change.commit().await?;
        Ok((LinkId(id), secret))
    }

    /// At most `rows` links of a user, or of all users, the latest first; with `before`, only
    /// those before that one. Links of removed users no longer work and are left out.
    pub async fn links(
        &self,
        owner: Option<UserId>,
        before: Option<LinkId>,
        rows: u32,
    ) -> Result<Vec<Link>, StoreError> {
        let rows: Vec<LinkRow> = sqlx::query_as(
            "select * from links_with_owners where (? is null or owner_id = ?) and id < ? \
             order by id desc limit ?",
        )
        .bind(owner.map(UserId::number))
        .bind(owner.map(UserId::number))
        .bind(before.map_or(i64::MAX, |before| before.0))
        .bind(rows)
        .fetch_all(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        rows.into_iter().map(|row| row.link(self)).collect()
    }

    /// The link of an id, whether it works or not.
    pub async fn link(&self, id: LinkId) -> Result<Option<Link>, StoreError> {
        let row: Option<LinkRow> = sqlx::query_as("select * from links_with_owners where id = ?")
            .bind(id.0)
            .fetch_optional(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| row.link(self)).transpose()
    }

    /// Ends a link and its sessions, from the next request on.
    pub async fn revoke_link(&self, id: LinkId, by: &Actor<'_>) -> Result<(), LinkRefusal> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let revoked =
            sqlx::query("update links set revoked_at = ? where id = ? and revoked_at is null")
                .bind(by.at)
                .bind(id.0)
                .execute(&mut *connection)
                .await
                .map_err(fail)?;
        if revoked.rows_affected() == 0 {
            return Err(LinkRefusal::Gone);
        }
        end_sessions(connection, id).await.map_err(fail)?;
        let detail = format!("link {}", id.0);
        let noted = note(connection, by, "link-revoked", &detail).await;
        noted.map_err(fail)?;
        Ok(change.commit().await?)
    }

    /// Gives a link another URL, and ends the previous one with its sessions.
    pub async fn rotate_link(&self, id: LinkId, by: &Actor<'_>) -> Result<Secret, LinkRefusal> {
        let secret = Secret::random()?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let rotated = sqlx::query(
            "update links set secret_hash = ? \
             where id = ? and revoked_at is null and expires_at > ?",
        )
        .bind(secret.hash().bytes())
        .bind(id.0)
        .bind(by.at)
        .execute(&mut *connection)
        .await
        .map_err(fail)?;
        if rotated.rows_affected() == 0 {
            return Err(LinkRefusal::Gone);
        }
        end_sessions(connection, id).await.map_err(fail)?;
        let detail = format!("link {}", id.0);
        let noted = note(connection, by, "link-rotated", &detail).await;
        noted.map_err(fail)?;
        change.commit().await?;
        Ok(secret)
    }
}
