//! Sessions of signed-in users.

use std::fmt;

use sqlx::sqlite::SqliteConnection;

use crate::accounts::secret::{Secret, SecretHash};
use crate::accounts::users::rows::name_and_role;
use crate::accounts::users::user::{User, UserError, UserId, UserRow};
use crate::audit::{Actor, note};
use crate::error::StoreError;
use crate::open::Store;
use crate::work::requester_id;

/// Seconds without a request after which a session ends.
const SESSION_IDLE_S: i64 = 12 * 3600;
/// Seconds after which a session ends in any case.
pub const SESSION_S: i64 = 14 * 24 * 3600;

/// Seconds that the begin of a session may be ahead of the clock. One further ahead began before
/// the clock was set back and has ended: it would last too long otherwise.
pub(crate) const AHEAD_MAX_S: i64 = 3600;

/// Seconds between two updates of when a session was last used: reading a report should not
/// write at every click.
pub(crate) const LAST_SEEN_S: i64 = 300;

/// A session that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is, with the rights of this moment.
    pub user: User,
    /// Whether the time of its last use should be updated: see [`Store::touch_session`].
    pub is_touch_due: bool,
    /// When it ends unless it is used, in seconds since 1970-01-01T00:00:00Z.
    pub ends_at: i64,
}

/// An authenticated user, and how they were authenticated.
#[derive(Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// The user.
    pub user: User,
    /// The hash that the password was compared with.
    password: Option<String>,
}

impl Authenticated {
    /// A user who typed the password of a stored hash.
    pub(crate) fn with_password(user: User, hash: String) -> Self {
        Self {
            user,
            password: Some(hash),
        }
    }

    /// A user who was authenticated without a password: by the console's link or by a trusted
    /// OpenID provider.
    pub fn without_password(user: User) -> Self {
        Self {
            user,
            password: None,
        }
    }
}

/// Shows no hash.
impl fmt::Debug for Authenticated {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = if self.password.is_some() {
            "password"
        } else {
            "other means"
        };
        write!(formatter, "Authenticated({} by {by})", self.user.name)
    }
}

impl Store {
    /// Begins a session, and ends the one that the browser had. The secret belongs in a cookie.
    /// `None` where the user was removed or the password was changed meanwhile: a password reset
    /// ends every session of the previous password, also one that is just beginning.
    pub async fn begin_session(
        &self,
        proven: &Authenticated,
        replaced: Option<&SecretHash>,
        by: &Actor<'_>,
    ) -> Result<Option<Secret>, StoreError> {
        let secret = Secret::random()?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let password = proven.password.as_deref();
        let begun = insert(connection, proven.user.id, password, &secret, by.at).await;
        if !begun.map_err(fail)? {
            return Ok(None);
        }
        if let Some(replaced) = replaced
            && let Some(name) = end(connection, replaced).await.map_err(fail)?
        {
            // It may have been another user's, and is noted under that name.
            let who = Actor { who: &name, ..*by };
            let noted = note(connection, &who, "signed-out", "").await;
            noted.map_err(fail)?;
        }
        let noted = note(connection, by, "signed-in", "").await;
        noted.map_err(fail)?;
        change.commit().await?;
        Ok(Some(secret))
    }

    /// The session of a secret at a moment, unless it has ended. It is looked up for each
    /// request, so that ending it takes effect at once, whichever process does it.
    pub async fn session(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<Option<Session>, StoreError> {
        let row: Option<SessionRow> = sqlx::query_as(
            "select users.*, sessions.created_at, sessions.last_seen_at \
             from sessions join report_users_with_accounts as users on users.id = user_id \
             where secret_hash = ?",
        )
        .bind(secret.bytes())
        .fetch_optional(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        let Some(SessionRow {
            user,
            created_at,
            last_seen_at,
        }) = row
        else {
            return Ok(None);
        };
        let ends_at = created_at.saturating_add(SESSION_S);
        let ends_at = ends_at.min(last_seen_at.saturating_add(SESSION_IDLE_S));
        let is_ahead = created_at.max(last_seen_at) > now.saturating_add(AHEAD_MAX_S);
        if now >= ends_at || is_ahead {
            return Ok(None);
        }
        Ok(Some(Session {
            user: user.user(self)?,
            is_touch_due: now.saturating_sub(last_seen_at) >= LAST_SEEN_S,
            ends_at,
        }))
    }

    /// Updates when a session was last used.
    pub async fn touch_session(&self, secret: &SecretHash, now: i64) -> Result<(), StoreError> {
        let mut change = self.change(requester_id(secret)).await?;
        // Never back: two requests may be handled in another order than they were sent.
        sqlx::query(
            "update sessions set last_seen_at = max(last_seen_at, ?) where secret_hash = ?",
        )
        .bind(now)
        .bind(secret.bytes())
        .execute(change.connection())
        .await
        .map_err(|error| self.error(error))?;
        change.commit().await
    }

    /// Ends a session.
    pub async fn end_session(&self, secret: &SecretHash, by: &Actor<'_>) -> Result<(), StoreError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        if end(connection, secret).await.map_err(fail)?.is_some() {
            let noted = note(connection, by, "signed-out", "").await;
            noted.map_err(fail)?;
        }
        change.commit().await
    }

    /// Ends every session of a user.
    pub async fn end_sessions(&self, user: UserId, by: &Actor<'_>) -> Result<(), UserError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let (name, _) = name_and_role(connection, user)
            .await
            .map_err(fail)?
            .ok_or(UserError::Unknown)?;
        let ended = delete_of_user(connection, user, None).await;
        ended.map_err(fail)?;
        let noted = note(connection, by, "signed-out-everywhere", &name).await;
        noted.map_err(fail)?;
        Ok(change.commit().await?)
    }
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    #[sqlx(flatten)]
    user: UserRow,
    created_at: i64,
    last_seen_at: i64,
}

/// Inserts a session; `false` where there is no such user, or the password has another hash.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    user: UserId,
    password: Option<&str>,
    secret: &Secret,
    at: i64,
) -> Result<bool, sqlx::Error> {
    delete_ended(connection, at).await?;
    let inserted = sqlx::query(
        "insert into sessions (secret_hash, user_id, created_at, last_seen_at) \
         select ?, id, ?, ? from report_users where id = ? and (? is null or password = ?)",
    )
    .bind(secret.hash().bytes())
    .bind(at)
    .bind(at)
    .bind(user.0)
    .bind(password)
    .bind(password)
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() > 0)
}

/// Ends a session; the name of its user, where it was there.
async fn end(
    connection: &mut SqliteConnection,
    secret: &SecretHash,
) -> Result<Option<String>, sqlx::Error> {
    let user: Option<i64> =
        sqlx::query_scalar("delete from sessions where secret_hash = ? returning user_id")
            .bind(secret.bytes())
            .fetch_optional(&mut *connection)
            .await?;
    let Some(user) = user else {
        return Ok(None);
    };
    let user = name_and_role(connection, UserId(user)).await?;
    Ok(user.map(|(name, _)| name))
}

/// Deletes the sessions that have ended by themselves.
async fn delete_ended(connection: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "delete from sessions where created_at <= ? or last_seen_at <= ? \
         or max(created_at, last_seen_at) > ?",
    )
    .bind(now.saturating_sub(SESSION_S))
    .bind(now.saturating_sub(SESSION_IDLE_S))
    .bind(now.saturating_add(AHEAD_MAX_S))
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes the sessions of a user but `kept`.
pub(crate) async fn delete_of_user(
    connection: &mut SqliteConnection,
    user: UserId,
    kept: Option<&SecretHash>,
) -> Result<(), sqlx::Error> {
    let kept = kept.map_or(&[][..], SecretHash::bytes);
    sqlx::query("delete from sessions where user_id = ? and secret_hash <> ?")
        .bind(user.0)
        .bind(kept)
        .execute(connection)
        .await?;
    Ok(())
}
