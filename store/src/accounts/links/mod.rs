//! Links: a part of the report for somebody who has no user.

mod browser;
mod edit;
mod link;
mod open;
mod public_id;
mod terms;

use domain::event::Second;
use domain::scope::{Masking, MaskingKey};
use domain::view::View;
use domain::zone::DAY_S;

use crate::accounts::secret::Secret;
use crate::accounts::users::user::{User, UserId, UserRow};
use crate::audit::{By, note};
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
    /// Makes a link of a user. The secret belongs into an address that is shown once.
    pub async fn add_link(
        &self,
        owner: &User,
        new: NewLink,
        by: &By<'_>,
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
        let mut change = self.change(by.asker()).await?;
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

    /// At most so many links of a user, or of everybody, the latest first; with `before`, those
    /// that were made before that one. Those whose owner is gone work no more and are left out.
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
        let mut links = Vec::with_capacity(rows.len());
        for row in rows {
            links.push(self.link_of_row(row).await?);
        }
        Ok(links)
    }

    /// The link of an id, whether it works or not.
    pub async fn link(&self, id: LinkId) -> Result<Option<Link>, StoreError> {
        let row: Option<LinkRow> = sqlx::query_as("select * from links_with_owners where id = ?")
            .bind(id.0)
            .fetch_optional(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        match row {
            Some(row) => self.link_of_row(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Ends a link and what was opened with it; it holds from the next request on.
    pub async fn revoke_link(&self, id: LinkId, by: &By<'_>) -> Result<(), LinkRefusal> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
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

    /// Gives a link another address: the one before, and what was opened with it, end.
    pub async fn rotate_link(&self, id: LinkId, by: &By<'_>) -> Result<Secret, LinkRefusal> {
        let secret = Secret::random()?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
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

    async fn link_of_row(&self, row: LinkRow) -> Result<Link, StoreError> {
        let accounts: Vec<String> =
            sqlx::query_scalar("select account from link_accounts where link_id = ?")
                .bind(row.id)
                .fetch_all(self.readers())
                .await
                .map_err(|error| self.error(error))?;
        let damaged = |what: &str| StoreError::Damaged {
            path: self.path().to_owned(),
            what: format!("link {}: {what}", row.id),
        };
        // A filter that cannot be read would show more than was meant.
        let filters = View::parse_strict(&row.filters);
        let filters = filters
            .map_err(|error| damaged(&error.to_string()))?
            .filters;
        let public_id = PublicLinkId::parse(&row.public_id);
        let key: [u8; 32] = row.masking_key.try_into().map_err(|_| damaged("no key"))?;
        let masking = Masking {
            users: row.masks_users,
            devices: row.masks_devices,
            key: MaskingKey(key),
        };
        let owner = UserRow {
            id: row.owner_id,
            name: row.owner_name,
            role: row.role,
            all_accounts: row.all_accounts,
            has_password: row.owner_has_password,
        };
        Ok(Link {
            id: LinkId::from_number(row.id),
            public_id: public_id.ok_or_else(|| damaged("no public id"))?,
            owner: self.user_of_row(owner).await?,
            accounts: accounts.into_iter().collect(),
            filters,
            earliest: row.earliest.map(Second),
            masking: (masking.users || masking.devices).then_some(masking),
            note: row.note,
            has_password: row.has_password,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_opened_at: row.last_opened_at,
            opens: row.opens.unsigned_abs(),
            revoked_at: row.revoked_at,
        })
    }
}
