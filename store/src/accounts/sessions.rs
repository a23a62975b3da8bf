//! Who is signed in.

use std::fmt;

use sqlx::sqlite::SqliteConnection;

use crate::accounts::secret::{Secret, SecretHash};
use crate::accounts::users::rows::name_and_role;
use crate::accounts::users::user::{User, UserError, UserId, UserRow};
use crate::audit::{By, note};
use crate::error::StoreError;
use crate::open::Store;
use crate::work::asker;

/// Seconds after which a session ends when nothing was asked, and after which it ends in
/// any case.
pub const SESSION_IDLE_S: i64 = 12 * 3600;
/// See [`SESSION_IDLE_S`].
pub const SESSION_S: i64 = 14 * 24 * 3600;

/// Seconds that a session may lie ahead of the clock. One that lies further ahead began before
/// the clock was set back, and has ended: it would last longer than it may.
pub(crate) const AHEAD_MAX_S: i64 = 3600;

/// Seconds between two notes of when a session was last used: reading a report should not
/// write at every click.
pub(crate) const LAST_SEEN_S: i64 = 300;

/// A session that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is, with the rights of this moment.
    pub user: User,
    /// Whether its last use should be noted again: see [`Store::session_was_used`].
    pub is_to_be_noted: bool,
    /// When it ends if its use is not noted before, in seconds since 1970-01-01T00:00:00Z.
    pub ends_at: i64,
}

/// A user who proved who they are, and by what.
#[derive(Clone, PartialEq, Eq)]
pub struct Proven {
    /// The user.
    pub user: User,
    /// The hash that the password was compared with.
    password: Option<String>,
}

impl Proven {
    /// A user who typed the password of a stored hash.
    pub(crate) fn by_password(user: User, hash: String) -> Self {
        Self {
            user,
            password: Some(hash),
        }
    }

    /// A user who proved it without a password: the console's link was opened, or another
    /// server that is trusted says so.
    pub fn otherwise(user: User) -> Self {
        Self {
            user,
            password: None,
        }
    }
}

/// It tells no hash.
impl fmt::Debug for Proven {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = if self.password.is_some() {
            "password"
        } else {
            "other means"
        };
        write!(formatter, "Proven({} by {by})", self.user.name)
    }
}

impl Store {
    /// Begins a session in the place of the one that the browser had, which ends. The
    /// secret belongs into a cookie. `None` where there is no such user any more, or the
    /// password is another one by now: whoever resets a password ends every session that
    /// the one before began, also one that is just beginning.
    pub async fn begin_session(
        &self,
        proven: &Proven,
        replaced: Option<&SecretHash>,
        by: &By<'_>,
    ) -> Result<Option<Secret>, StoreError> {
        let secret = Secret::random()?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
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
            let who = By { who: &name, ..*by };
            let noted = note(connection, &who, "signed-out", "").await;
            noted.map_err(fail)?;
        }
        let noted = note(connection, by, "signed-in", "").await;
        noted.map_err(fail)?;
        change.commit().await?;
        Ok(Some(secret))
    }

    /// The session of a secret at a moment, unless it has ended. It is looked up anew for
    /// each request, so that what ends it holds at once, whichever process did it.
    pub async fn session(
        &self,
        secret: &SecretHash,
        now: i64,
    ) -> Result<Option<Session>, StoreError> {
        let row: Option<(i64, i64, i64, String, String, bool, bool)> = sqlx::query_as(
            "select sessions.created_at, sessions.last_seen_at, sign_in_users.id, \
                    sign_in_users.name, role, all_accounts, password is not null \
             from sessions join sign_in_users on sign_in_users.id = sessions.user_id \
             where secret_hash = ?",
        )
        .bind(secret.bytes())
        .fetch_optional(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        let Some((created_at, last_seen_at, id, name, role, all_accounts, has_password)) = row
        else {
            return Ok(None);
        };
        let ends_at = created_at.saturating_add(SESSION_S);
        let ends_at = ends_at.min(last_seen_at.saturating_add(SESSION_IDLE_S));
        let is_ahead = created_at.max(last_seen_at) > now.saturating_add(AHEAD_MAX_S);
        if now >= ends_at || is_ahead {
            return Ok(None);
        }
        let row = UserRow {
            id,
            name,
            role,
            all_accounts,
            has_password,
        };
        Ok(Some(Session {
            user: self.user_of_row(row).await?,
            is_to_be_noted: now.saturating_sub(last_seen_at) >= LAST_SEEN_S,
            ends_at,
        }))
    }

    /// Notes that a session was used.
    pub async fn session_was_used(&self, secret: &SecretHash, now: i64) -> Result<(), StoreError> {
        let mut change = self.change(asker(secret)).await?;
        // Never back: two requests may come in another order than they were sent.
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
    pub async fn end_session(&self, secret: &SecretHash, by: &By<'_>) -> Result<(), StoreError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
        let connection = change.connection();
        if end(connection, secret).await.map_err(fail)?.is_some() {
            let noted = note(connection, by, "signed-out", "").await;
            noted.map_err(fail)?;
        }
        change.commit().await
    }

    /// Ends every session of a user.
    pub async fn end_sessions(&self, user: UserId, by: &By<'_>) -> Result<(), UserError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
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

/// Begins a session of a secret; `false` where nobody has the id, or has another password
/// than the one of the hash.
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
         select ?, id, ?, ? from sign_in_users where id = ? and (? is null or password = ?)",
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
