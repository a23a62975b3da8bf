//! Keys, with which license servers and forwarders push events.

use domain::event::Source;

use crate::accounts::secret::{Secret, SecretHash};
use crate::audit::{Actor, note};
use crate::error::StoreError;
use crate::events::import::{self, ImportId};
use crate::open::Store;
use crate::work::requester_id;

/// The id of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyId(i64);

/// A key to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// What people call it; no two keys have one name.
    pub name: String,
    /// The account whose events it pushes.
    pub account: String,
    /// The server whose events it pushes.
    pub server: String,
    /// The kind of that server.
    pub source: Source,
}

/// A key as it is kept: without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngestKey {
    /// Its id.
    pub id: KeyId,
    /// What people call it.
    pub name: String,
    /// The account whose events it pushes.
    pub account: String,
    /// The server whose events it pushes.
    pub server: String,
    /// The kind of that server.
    pub source: Source,
    /// When it was made. This and the next two are in seconds since 1970-01-01T00:00:00Z.
    pub made_at: i64,
    /// When it last pushed something; `None` where it never did.
    pub last_used_at: Option<i64>,
    /// When it was revoked; `None` for a key that is good.
    pub revoked_at: Option<i64>,
}

/// What can go wrong with keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another key has the name; it may be revoked.
    #[error("there is a key `{0}` already: choose another name, revoked keys keep theirs")]
    NameTaken(String),
    /// A name is empty.
    #[error("a key needs a name, an account and a server: none of them may be empty")]
    Empty,
    /// A name is longer than what a list shows.
    #[error("the name of a key has at most {NAME_CHARS_MAX} characters")]
    TooLong,
    /// No good key has the name.
    #[error("there is no key `{0}` that could be revoked")]
    NotFound(String),
}

/// The longest name of a key, in characters.
const NAME_CHARS_MAX: usize = 100;

const SELECT: &str = "select keys.id, keys.name, keys.account, keys.server, \
     sources.name as source, keys.made_at, keys.revoked_at, \
     (select max(finished_at) from imports where imports.key_id = keys.id) as last_used_at \
     from keys join sources on sources.id = keys.source_id";

impl Store {
    /// Creates a key and returns its secret, which is not stored: this is the only time that it
    /// is known. The audit log has a line of it.
    pub async fn add_key(&self, key: &NewKey, by: &Actor<'_>) -> Result<Secret, KeyError> {
        if [&key.name, &key.account, &key.server]
            .iter()
            .any(|name| name.is_empty())
        {
            return Err(KeyError::Empty);
        }
        if key.name.chars().count() > NAME_CHARS_MAX {
            return Err(KeyError::TooLong);
        }
        let secret = Secret::random()?;
        let mut change = self.change(by.requester_id()).await?;
        let added = sqlx::query(
            "insert into keys (name, account, server, source_id, secret_hash, made_at) \
             select ?, ?, ?, id, ?, ? from sources where name = ?",
        )
        .bind(&key.name)
        .bind(&key.account)
        .bind(&key.server)
        .bind(secret.hash().bytes())
        .bind(by.at)
        .bind(key.source.word())
        .execute(change.connection())
        .await;
        match added {
            Ok(_) => {}
            Err(error) if is_taken(&error) => return Err(KeyError::NameTaken(key.name.clone())),
            Err(error) => return Err(self.error(error).into()),
        }
        let noted = note(change.connection(), by, "key-made", &key.name).await;
        noted.map_err(|error| self.error(error))?;
        change.commit().await?;
        Ok(secret)
    }

    /// Every key, the revoked ones too, in the order in which they were made.
    pub async fn keys(&self) -> Result<Vec<IngestKey>, StoreError> {
        let select = format!("{SELECT} order by keys.id");
        let rows: Vec<KeyRow> = sqlx::query_as(sqlx::AssertSqlSafe(select))
            .fetch_all(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        rows.into_iter().map(|row| row.key(self)).collect()
    }

    /// The key of a secret's hash, unless it was revoked.
    pub async fn key_of(&self, hash: SecretHash) -> Result<Option<IngestKey>, StoreError> {
        let select = format!("{SELECT} where keys.secret_hash = ? and keys.revoked_at is null");
        let row: Option<KeyRow> = sqlx::query_as(sqlx::AssertSqlSafe(select))
            .bind(hash.bytes())
            .fetch_optional(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| row.key(self)).transpose()
    }

    /// Revokes a key by its name: what is pushed with it from now on is refused. The audit log
    /// has a line of it.
    pub async fn revoke_key(&self, name: &str, by: &Actor<'_>) -> Result<(), KeyError> {
        let mut change = self.change(by.requester_id()).await?;
        let revoked =
            sqlx::query("update keys set revoked_at = ? where name = ? and revoked_at is null")
                .bind(by.at)
                .bind(name)
                .execute(change.connection())
                .await
                .map_err(|error| self.error(error))?;
        if revoked.rows_affected() == 0 {
            return Err(KeyError::NotFound(name.to_owned()));
        }
        let noted = note(change.connection(), by, "key-revoked", name).await;
        noted.map_err(|error| self.error(error))?;
        change.commit().await?;
        Ok(())
    }

    /// Begins the import of what is pushed with a key from now on, so that it is listed apart
    /// from earlier pushes.
    pub async fn begin_import_of_key(
        &self,
        key: &IngestKey,
        at: i64,
    ) -> Result<ImportId, StoreError> {
        let mut change = self.change(requester_id(&("key", key.id))).await?;
        let path = format!("key {}", key.name);
        let begun = import::insert_of_key(change.connection(), key.id.0, &path, at).await;
        let id = self.written(begun)?;
        change.commit().await?;
        Ok(id)
    }
}

/// A row of [`SELECT`].
#[derive(sqlx::FromRow)]
struct KeyRow {
    id: i64,
    name: String,
    account: String,
    server: String,
    source: String,
    made_at: i64,
    revoked_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl KeyRow {
    /// The key of a row of this database.
    fn key(self, store: &Store) -> Result<IngestKey, StoreError> {
        let source = Source::from_word(&self.source).ok_or_else(|| StoreError::Damaged {
            path: store.path().to_owned(),
            what: format!("a key of the unknown source `{}`", self.source),
        })?;
        Ok(IngestKey {
            id: KeyId(self.id),
            name: self.name,
            account: self.account,
            server: self.server,
            source,
            made_at: self.made_at,
            last_used_at: self.last_used_at,
            revoked_at: self.revoked_at,
        })
    }
}

/// Whether a name is used already.
fn is_taken(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
