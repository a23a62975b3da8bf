//! Cache files next to the database, so that a start does not read every row: the columns of the
//! frame, and the identities of events.
//!
//! Such a file may be missing, incomplete, of another database, or of a database that was
//! restored from a backup since. It is used only where its stamp fits, and written again
//! otherwise; deleting it loses nothing.

pub(crate) mod columns;
pub(crate) mod file;
pub(crate) mod identities;
#[cfg(test)]
mod tests;

use std::hash::Hasher as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use domain::dimension::Dimension;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{QueryBuilder, Row as _};
use twox_hash::XxHash3_64;

use crate::work::WorkPool;

/// How many events a file may lack before it is written again. Reading that many rows takes
/// less than a second.
pub(crate) const BEHIND_MAX: u64 = 100_000;

/// Reads and writes such files one after another, as each is large. Where it is busy, the
/// caller does without the file.
pub(crate) static DERIVED_FILES: LazyLock<WorkPool> = LazyLock::new(|| WorkPool::new(1, 16));

/// How many rows are compared before a file is trusted.
const SAMPLES: u64 = 64;

/// Which rows of which database a file was written from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The database's own id.
    pub(crate) database: i64,
    /// The data version: no row after it is among them.
    pub(crate) version: u64,
    /// A hash of rows from all over, of every import until then and of the last undo. It
    /// tells a database from one that was restored from its backup, which has the same id.
    pub(crate) proof: u64,
}

impl Stamp {
    /// The stamp of the rows up to `version`; `None` where the database has not come so far,
    /// and where an import was undone since.
    pub(crate) async fn of(
        connection: &mut SqliteConnection,
        version: u64,
    ) -> Result<Option<Self>, sqlx::Error> {
        let database = sqlx::query_scalar("select id from database_id")
            .fetch_one(&mut *connection)
            .await?;
        let (undone, last): (i64, i64) = sqlx::query_as(
            "select version, max(version, ifnull((select max(id) from events), 0)) from undone",
        )
        .fetch_one(&mut *connection)
        .await?;
        if version == 0 || !(undone..=last).contains(&version.cast_signed()) {
            return Ok(None);
        }
        let mut hash = XxHash3_64::new();
        hash.write(&undone.to_le_bytes());
        let mut import = 0;
        for sample in 1..=SAMPLES {
            let id = u128::from(version) * u128::from(sample) / u128::from(SAMPLES);
            let mut query = QueryBuilder::<Sqlite>::new(
                "select id, import_id, at, outcome_id, is_final, hash, ordinal",
            );
            for dimension in Dimension::ALL {
                let column = dimension.declaration().column;
                query.push(", ifnull(").push(column).push(", 0)");
            }
            query.push(" from events where id <= ").push_bind(id as i64);
            query.push(" order by id desc limit 1");
            let row = query.build().fetch_optional(&mut *connection).await?;
            // The first ones may have been undone.
            if let Some(row) = row {
                for column in 0..row.len() {
                    hash.write(&row.try_get::<i64, _>(column)?.to_le_bytes());
                }
                import = row.try_get(1)?;
            }
        }
        let imports = sqlx::query_as::<_, (i64, String, i64)>(
            "select id, path, started_at from imports where id <= ? order by id",
        )
        .bind::<i64>(import)
        .fetch_all(connection)
        .await?;
        for (id, path, started_at) in imports {
            hash.write(&id.to_le_bytes());
            hash.write(&started_at.to_le_bytes());
            hash.write(&(path.len() as u64).to_le_bytes());
            hash.write(path.as_bytes());
        }
        Ok(Some(Self {
            database,
            version,
            proof: hash.finish(),
        }))
    }
}

/// The path of a file next to the database.
pub(crate) fn with_suffix(database: &Path, suffix: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(suffix);
    PathBuf::from(path)
}
