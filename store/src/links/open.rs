//! Opening links, and the sessions of those who did.

use sqlx::sqlite::SqliteConnection;

use super::{Link, LinkId, LinkRow};
use crate::audit::{By, note};
use crate::error::StoreError;
use crate::open::Store;
use crate::password::Password;
use crate::secret::{Secret, SecretHash};
use crate::sessions::AHEAD_MAX_S;

/// Seconds after which a session of a link ends in any case; the link opens another.
pub const LINK_SESSION_S: i64 = 14 * 24 * 3600;

/// The most sessions of one link; the oldest ends for another.
const SESSIONS_MAX: i64 = 1000;

/// The session of whoever opened a link, as long as neither has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSession {
    /// The link, as it is now.
    pub link: Link,
    /// When it ends, in seconds since 1970-01-01T00:00:00Z.
    pub ends_at: i64,
}

/// What the address of a link wants before it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningLink {
    /// The id.
    pub id: LinkId,
    /// Whether a password has to be typed.
    pub wants_password: bool,
}

impl Store {
    /// What a link wants that works at a moment, by what its address holds; `None` for any
    /// other, whatever is wrong with it: one look-up finds it or does not.
    pub async fn opening_link(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<Option<OpeningLink>, StoreError> {
        let found = self.working_link(secret, now).await?;
        Ok(found.map(|(id, password)| OpeningLink {
            id,
            wants_password: password.is_some(),
        }))
    }

    /// The id and the password's hash of a link that works at a moment.
    async fn working_link(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<Option<(LinkId, Option<String>)>, StoreError> {
        let found: Option<(i64, Option<String>)> = sqlx::query_as(
            "select links.id, links.password from links \
             join sign_in_users on sign_in_users.id = links.owner_id \
             where links.secret_hash = ? and links.revoked_at is null and links.expires_at > ?",
        )
        .bind(secret.bytes())
        .bind(now)
        .fetch_optional(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        Ok(found.map(|(id, password)| (LinkId(id), password)))
    }

    /// Ends the session of whoever opened a link and closes it. Nobody else's ends.
    pub async fn end_link_session(
        &self,
        secret: &SecretHash,
        by: &By<'_>,
    ) -> Result<(), StoreError> {
        let fail = |error| self.error(error);
        let mut change = self.change().await?;
        let connection = change.connection();
        let link: Option<i64> =
            sqlx::query_scalar("delete from link_sessions where secret_hash = ? returning link_id")
                .bind(secret.bytes())
                .fetch_optional(&mut *connection)
                .await
                .map_err(fail)?;
        if let Some(link) = link {
            let noted = note(connection, by, "link-closed", &format!("link {link}")).await;
            noted.map_err(fail)?;
        }
        change.commit().await
    }

    /// Exchanges what an address holds, and the password where there is one, for the secret
    /// of a session, which belongs into a cookie. `None` where no such link works, or the
    /// password is wrong.
    pub async fn open_link(
        &self,
        secret: &SecretHash,
        password: Password,
        by: &By<'_>,
    ) -> Result<Option<Secret>, StoreError> {
        let Some((id, wanted)) = self.working_link(secret, by.at).await? else {
            return Ok(None);
        };
        if wanted.is_some() && !password.matches(wanted).await? {
            return Ok(None);
        }
        self.begin_link_session(id, secret, by).await
    }

    async fn begin_link_session(
        &self,
        id: LinkId,
        link: &SecretHash,
        by: &By<'_>,
    ) -> Result<Option<Secret>, StoreError> {
        let secret = Secret::random()?;
        let fail = |error| self.error(error);
        let mut change = self.change().await?;
        let connection = change.connection();
        // Whoever revoked or rotated it meanwhile was first.
        let opened = sqlx::query(
            "update links set opens = opens + 1, last_opened_at = max(?, ifnull(last_opened_at, 0)) \
             where id = ? and secret_hash = ? and revoked_at is null and expires_at > ?",
        )
        .bind(by.at)
        .bind(id.0)
        .bind(link.bytes())
        .bind(by.at)
        .execute(&mut *connection)
        .await
        .map_err(fail)?;
        if opened.rows_affected() == 0 {
            return Ok(None);
        }
        sqlx::query(
            "insert into link_sessions (secret_hash, link_id, created_at) values (?, ?, ?)",
        )
        .bind(secret.hash().bytes())
        .bind(id.0)
        .bind(by.at)
        .execute(&mut *connection)
        .await
        .map_err(fail)?;
        delete_ended(connection, id, by.at).await.map_err(fail)?;
        let detail = format!("link {}", id.0);
        let noted = note(connection, by, "link-opened", &detail).await;
        noted.map_err(fail)?;
        change.commit().await?;
        Ok(Some(secret))
    }

    /// The link of a session at a moment, unless either has ended. It is looked up anew for
    /// each request, so that what ends it holds at once, whichever process did it.
    pub async fn link_session(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<Option<LinkSession>, StoreError> {
        let row: Option<LinkSessionRow> = sqlx::query_as(
            "select links_with_owners.*, link_sessions.created_at as session_created_at \
             from link_sessions \
             join links_with_owners on links_with_owners.id = link_id \
             where link_sessions.secret_hash = ? and link_sessions.created_at > ? \
             and link_sessions.created_at <= ?",
        )
        .bind(secret.bytes())
        .bind(now.saturating_sub(LINK_SESSION_S))
        .bind(now.saturating_add(AHEAD_MAX_S))
        .fetch_optional(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        let Some(row) = row else {
            return Ok(None);
        };
        let link = self.link_of_row(row.link).await?;
        let ends_at = link.expires_at.min(row.session_created_at + LINK_SESSION_S);
        let works = link.works_at(now);
        Ok(works.then_some(LinkSession { link, ends_at }))
    }
}

#[derive(sqlx::FromRow)]
struct LinkSessionRow {
    #[sqlx(flatten)]
    link: LinkRow,
    session_created_at: i64,
}

/// Deletes the sessions that have ended by themselves, and the oldest of a link that has
/// too many.
async fn delete_ended(
    connection: &mut SqliteConnection,
    id: LinkId,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from link_sessions where created_at <= ? or created_at > ?")
        .bind(now.saturating_sub(LINK_SESSION_S))
        .bind(now.saturating_add(AHEAD_MAX_S))
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "delete from link_sessions where link_id = ? and id not in \
         (select id from link_sessions where link_id = ? order by id desc limit ?)",
    )
    .bind(id.0)
    .bind(id.0)
    .bind(SESSIONS_MAX)
    .execute(connection)
    .await?;
    Ok(())
}
