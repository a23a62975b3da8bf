//! The audit log: who did what, when, and from where.

use domain::event::Second;
use sqlx::sqlite::SqliteConnection;

use crate::error::StoreError;
use crate::open::Store;
use crate::work::{network_of, requester_id};

/// Characters of a detail; the rest is cut.
const DETAIL_CHARS_MAX: usize = 500;

/// Who does something, when, and from where. Every change takes one, so that the change and
/// its line in the audit log are one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// The name of a user, or a stand-in such as `command line`.
    pub who: &'a str,
    /// The client IP, or `console`.
    pub from: &'a str,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

impl Actor<'_> {
    /// The id that bounds how much one actor asks for at once: who, from which network.
    pub(crate) fn requester_id(&self) -> u64 {
        let network = self.from.parse().map(network_of);
        requester_id(&(self.who, network.map_err(|_| self.from)))
    }
}

impl Actor<'static> {
    /// The person at the command line.
    pub fn command_line(now: Second) -> Self {
        Self {
            who: "command line",
            from: "console",
            at: now.0,
        }
    }
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditLine {
    /// Its number; later lines have greater ones.
    pub id: i64,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// Who did it.
    pub who: String,
    /// What was done: a fixed word, such as `signed-in`.
    pub what: String,
    /// More about it, without secrets.
    pub detail: String,
    /// From where.
    #[sqlx(rename = "origin")]
    pub from: String,
}

/// Writes a line, in the transaction of the change. `detail` holds no secrets; a long one is
/// cut.
pub(crate) async fn note(
    connection: &mut SqliteConnection,
    by: &Actor<'_>,
    what: &str,
    detail: &str,
) -> Result<(), sqlx::Error> {
    let detail: String = detail.chars().take(DETAIL_CHARS_MAX).collect();
    sqlx::query("insert into audit (at, who, what, detail, origin) values (?, ?, ?, ?, ?)")
        .bind(by.at)
        .bind(by.who)
        .bind(what)
        .bind(detail)
        .bind(by.from)
        .execute(connection)
        .await?;
    Ok(())
}

impl Store {
    /// Writes a line about something that changes nothing else in the database.
    pub async fn note(&self, by: &Actor<'_>, what: &str, detail: &str) -> Result<(), StoreError> {
        let mut change = self.change(by.requester_id()).await?;
        let noted = note(change.connection(), by, what, detail).await;
        noted.map_err(|error| self.error(error))?;
        change.commit().await
    }

    /// The id of the last line, 0 without one. Everything that ends a session or changes what a
    /// reader may see has its line. As long as this id is the same, no process has done so; only
    /// time may have ended a session.
    pub async fn last_audit_id(&self) -> Result<i64, StoreError> {
        let last: Option<i64> = sqlx::query_scalar("select max(id) from audit")
            .fetch_one(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        Ok(last.unwrap_or(0))
    }

    /// At most `rows` lines, the latest first; with `before`, only lines before that one.
    pub async fn audit(
        &self,
        before: Option<i64>,
        rows: u32,
    ) -> Result<Vec<AuditLine>, StoreError> {
        sqlx::query_as(
            "select id, at, who, what, detail, origin from audit where id < ? \
             order by id desc limit ?",
        )
        .bind(before.unwrap_or(i64::MAX))
        .bind(rows)
        .fetch_all(self.readers())
        .await
        .map_err(|error| self.error(error))
    }
}
