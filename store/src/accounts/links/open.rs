//! Opening links, and the sessions of their readers.

use sqlx::sqlite::SqliteConnection;

use super::browser::make_room;
use super::link::{LINK_SESSION_S, Link, LinkId, LinkRow};
use super::public_id::PublicLinkId;
use crate::accounts::password::Password;
use crate::accounts::secret::{Secret, SecretHash};
use crate::accounts::sessions::{AHEAD_MAX_S, LAST_SEEN_S};
use crate::audit::{Actor, note};
use crate::error::StoreError;
use crate::open::Store;
use crate::work::requester_id;

/// The most sessions of one link; the oldest ends for another.
const SESSIONS_MAX: i64 = 1000;

/// The session of a link's reader, as long as neither has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSession {
    /// The link, as it is now.
    pub link: Link,
    /// When it ends, in seconds since 1970-01-01T00:00:00Z.
    pub ends_at: i64,
    /// Whether the time of its last use should be updated: see [`Store::touch_link_session`].
    pub is_touch_due: bool,
}

/// A link that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedLink {
    /// The secret of the session, which belongs in a cookie.
    pub session: Secret,
    /// The other sessions of the browser that have not ended.
    pub kept: Vec<SecretHash>,
}

/// What a link asks for before it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningLink {
    /// The id.
    pub id: LinkId,
    /// What its report's URLs name it by.
    pub public_id: PublicLinkId,
    /// Whether a password has to be typed.
    pub wants_password: bool,
}

impl Store {
    /// What a working link asks for, by the secret in its URL; `None` for any other, whatever is
    /// wrong with it: one look-up finds it or does not.
    pub async fn opening_link(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<Option<OpeningLink>, StoreError> {
        let found = self.working_link(secret, now).await?;
        Ok(found.map(|found| OpeningLink {
            id: LinkId(found.id),
            public_id: found.public_id,
            wants_password: found.password.is_some(),
        }))
    }

    /// A link that works at a moment, with its password's hash.
    async fn working_link(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<Option<WorkingLink>, StoreError> {
        let found: Option<(i64, String, Option<String>)> = sqlx::query_as(
            "select links.id, public_id, links.password from links \
             join report_users on report_users.id = links.owner_id \
             where links.secret_hash = ? and links.revoked_at is null and links.expires_at > ?",
        )
        .bind(secret.bytes())
        .bind(now)
        .fetch_optional(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        let Some((id, public_id, password)) = found else {
            return Ok(None);
        };
        let public_id = PublicLinkId::parse(&public_id).ok_or_else(|| StoreError::Damaged {
            path: self.path().to_owned(),
            what: format!("link {id}: no public id"),
        })?;
        Ok(Some(WorkingLink {
            id,
            public_id,
            password,
        }))
    }

    /// Ends the session of one reader of a link.
    pub async fn end_link_session(
        &self,
        secret: &SecretHash,
        by: &Actor<'_>,
    ) -> Result<(), StoreError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
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

    /// Exchanges the secret of a link's URL, and the password where there is one, for the secret
    /// of a session, which belongs in a cookie. `None` where no such link works, or the
    /// password is wrong. `browser` are the sessions that the browser has: where they are
    /// [`OPEN_LINKS_MAX`](super::OPEN_LINKS_MAX), the one used least recently ends.
    pub async fn open_link(
        &self,
        secret: &SecretHash,
        password: Password,
        browser: &[SecretHash],
        by: &Actor<'_>,
    ) -> Result<Option<OpenedLink>, StoreError> {
        let Some(link) = self.working_link(secret, by.at).await? else {
            return Ok(None);
        };
        if link.password.is_some() && !password.matches(link.password.clone()).await? {
            return Ok(None);
        }
        let wanted = link.password.as_deref();
        self.begin_link_session(LinkId(link.id), secret, wanted, browser, by)
            .await
    }

    async fn begin_link_session(
        &self,
        id: LinkId,
        link: &SecretHash,
        password: Option<&str>,
        browser: &[SecretHash],
        by: &Actor<'_>,
    ) -> Result<Option<OpenedLink>, StoreError> {
        let secret = Secret::random()?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        // Someone may have revoked it, replaced its URL or set a password meanwhile.
        let opened = sqlx::query(
            "update links set opens = opens + 1, last_opened_at = max(?, ifnull(last_opened_at, 0)) \
             where id = ? and secret_hash = ? and password is ? and revoked_at is null \
             and expires_at > ?",
        )
        .bind(by.at)
        .bind(id.0)
        .bind(link.bytes())
        .bind(password)
        .bind(by.at)
        .execute(&mut *connection)
        .await
        .map_err(fail)?;
        if opened.rows_affected() == 0 {
            return Ok(None);
        }
        let kept = make_room(connection, browser, id, by).await.map_err(fail)?;
        sqlx::query(
            "insert into link_sessions (secret_hash, link_id, created_at, last_used_at) \
             values (?, ?, ?, ?)",
        )
        .bind(secret.hash().bytes())
        .bind(id.0)
        .bind(by.at)
        .bind(by.at)
        .execute(&mut *connection)
        .await
        .map_err(fail)?;
        delete_ended(connection, id, by.at).await.map_err(fail)?;
        let detail = format!("link {}", id.0);
        let noted = note(connection, by, "link-opened", &detail).await;
        noted.map_err(fail)?;
        change.commit().await?;
        Ok(Some(OpenedLink {
            session: secret,
            kept,
        }))
    }

    /// The link of a session at a moment, unless either has ended. It is looked up for each
    /// request, so that ending it takes effect at once, whichever process does it.
    pub async fn link_session(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<Option<LinkSession>, StoreError> {
        let row: Option<LinkSessionRow> = sqlx::query_as(
            "select links_with_owners.*, link_sessions.created_at as session_created_at, \
             link_sessions.last_used_at from link_sessions \
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
        let link = row.link.link(self)?;
        let ends_at = link.expires_at.min(row.session_created_at + LINK_SESSION_S);
        let works = link.works_at(now);
        Ok(works.then_some(LinkSession {
            link,
            ends_at,
            is_touch_due: now - row.last_used_at >= LAST_SEEN_S,
        }))
    }

    /// Updates when a session of a link was last used, which does not extend it.
    pub async fn touch_link_session(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<(), StoreError> {
        let mut change = self.change(requester_id(secret)).await?;
        // Never back: two requests may be handled in another order than they were sent.
        sqlx::query(
            "update link_sessions set last_used_at = max(last_used_at, ?) where secret_hash = ?",
        )
        .bind(now)
        .bind(secret.bytes())
        .execute(change.connection())
        .await
        .map_err(|error| self.error(error))?;
        change.commit().await
    }
}

/// A link that works, as it is looked up by what opens it.
struct WorkingLink {
    id: i64,
    public_id: PublicLinkId,
    password: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LinkSessionRow {
    #[sqlx(flatten)]
    link: LinkRow,
    session_created_at: i64,
    last_used_at: i64,
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
