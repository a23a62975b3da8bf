//! Appends events to the record, each once.

use futures_util::TryStreamExt as _;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{Connection as _, QueryBuilder, Row as _, Transaction};

use crate::batch::{Batch, BatchRow};
use crate::error::StoreError;
use crate::identities::{Identities, by_id, by_line};
use crate::import::{self, ImportId, ImportSummary};
use crate::open::Store;
use crate::words::{ByNames, Names, Words, pair};

/// Rows of one INSERT: sqlx hands each statement to a thread of its own, so that a
/// statement a row would be bound by the hand-over. SQLite takes 32,766 values at most.
const INSERT_ROWS: usize = 400;

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Events that are new, and stored now.
    pub stored: u64,
    /// Events that were stored already.
    pub duplicates: u64,
}

/// The one writer of this process. It knows the identity of every stored event, so
/// that nothing is stored twice; what another process appends it learns inside its own
/// next transaction, before it decides what is new. After an error it must be dropped:
/// what it knows may be ahead of the file then.
pub struct Writer {
    store: Store,
    connection: SqliteConnection,
    names: ByNames<Words>,
    servers: Words,
    statuses: Words,
    identities: Identities,
    last_event_id: i64,
    data_version: Option<i64>,
    maps: Maps,
}

/// For each dictionary of a batch, the record's id of each word.
#[derive(Default)]
struct Maps {
    names: ByNames<Vec<u32>>,
    servers: Vec<u32>,
    statuses: Vec<u32>,
}

impl Store {
    /// The writer, with the identities of everything stored. Takes 8 to 16 bytes of
    /// memory an event.
    pub async fn writer(&self) -> Result<Writer, StoreError> {
        let mut writer = Writer {
            store: self.clone(),
            connection: self.connect_writer().await?,
            names: ByNames::default(),
            servers: Words::default(),
            statuses: Words::default(),
            identities: Identities::default(),
            last_event_id: 0,
            data_version: None,
            maps: Maps::default(),
        };
        let loaded = writer.load().await;
        loaded.map_err(|error| self.error(error))?;
        Ok(writer)
    }
}

impl Writer {
    /// Begins an import; `started_at` is in seconds since 1970-01-01T00:00:00Z.
    pub async fn begin_import(
        &mut self,
        path: &str,
        format: &str,
        started_at: i64,
    ) -> Result<ImportId, StoreError> {
        import::begin(&mut self.connection, path, format, started_at)
            .await
            .map_err(|error| self.store.error(error))
    }

    /// Ends an import.
    pub async fn finish_import(
        &mut self,
        id: ImportId,
        summary: ImportSummary,
        finished_at: i64,
    ) -> Result<(), StoreError> {
        import::finish(&mut self.connection, id, summary, finished_at)
            .await
            .map_err(|error| self.store.error(error))
    }

    /// Appends the events of a batch that are new, in one transaction, and empties it.
    /// They are on the disk when this returns. A writer takes one batch all its life,
    /// refilled, since it remembers the record's ids of the batch's words.
    pub async fn append(
        &mut self,
        batch: &mut Batch,
        import: ImportId,
    ) -> Result<Appended, StoreError> {
        let appended = self.try_append(batch, import).await;
        batch.rows.clear();
        appended.map_err(|error| self.store.error(error))
    }

    /// Closes the file. Where no other process has it open, the write-ahead log goes into
    /// it, so that the one file is the whole record. A writer that is only dropped closes
    /// on another thread, which the end of the process may cut short: nothing is lost
    /// then, but the log stays beside the file.
    pub async fn close(self) -> Result<(), StoreError> {
        let closed = self.connection.close().await;
        closed.map_err(|error| self.store.error(error))
    }

    async fn load(&mut self) -> Result<(), sqlx::Error> {
        let count: Option<i64> = sqlx::query_scalar("select max(id) from events")
            .fetch_one(&mut self.connection)
            .await?;
        self.identities
            .reserve(count.unwrap_or(0).unsigned_abs() as usize);
        let mut transaction = self.connection.begin().await?;
        let mut known = Known {
            names: &mut self.names,
            servers: &mut self.servers,
            statuses: &mut self.statuses,
            identities: &mut self.identities,
            last_event_id: &mut self.last_event_id,
            data_version: &mut self.data_version,
        };
        known.catch_up(&mut transaction).await?;
        transaction.commit().await
    }

    async fn try_append(
        &mut self,
        batch: &mut Batch,
        import: ImportId,
    ) -> Result<Appended, sqlx::Error> {
        let mut transaction = self.connection.begin_with("begin immediate").await?;
        let mut known = Known {
            names: &mut self.names,
            servers: &mut self.servers,
            statuses: &mut self.statuses,
            identities: &mut self.identities,
            last_event_id: &mut self.last_event_id,
            data_version: &mut self.data_version,
        };
        known.catch_up(&mut transaction).await?;
        known.map(&mut transaction, batch, &mut self.maps).await?;
        let maps = &self.maps;
        let mut appended = Appended::default();
        let mut rows = Vec::with_capacity(INSERT_ROWS);
        for row in &batch.rows {
            let server = mapped(&maps.servers, row.server);
            let identity = match &row.id {
                Some(id) => by_id(server, id),
                None => by_line(server, i64::from(row.at), row.hash, row.ordinal),
            };
            if !known.identities.insert(identity) {
                appended.duplicates += 1;
                continue;
            }
            appended.stored += 1;
            rows.push(row);
            if rows.len() == INSERT_ROWS {
                insert(&mut transaction, &rows, maps, import, known.last_event_id).await?;
                rows.clear();
            }
        }
        insert(&mut transaction, &rows, maps, import, known.last_event_id).await?;
        transaction.commit().await?;
        Ok(appended)
    }
}

/// What a writer knows of the file.
struct Known<'a> {
    names: &'a mut ByNames<Words>,
    servers: &'a mut Words,
    statuses: &'a mut Words,
    identities: &'a mut Identities,
    last_event_id: &'a mut i64,
    /// SQLite's `data_version` at the last look; it changes when another connection
    /// has committed.
    data_version: &'a mut Option<i64>,
}

impl Known<'_> {
    /// Learns what was appended since.
    async fn catch_up(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
    ) -> Result<(), sqlx::Error> {
        // Events alone do not tell: a duplicate can bring new words.
        let version: i64 = sqlx::query_scalar("pragma data_version")
            .fetch_one(&mut **transaction)
            .await?;
        if self.data_version.replace(version) == Some(version) {
            return Ok(());
        }
        for names in Names::ALL {
            let words = self.names.get_mut(names);
            let rows = sqlx::query_as::<_, (i64, String)>(names.select_after())
                .bind(i64::from(words.len()))
                .fetch_all(&mut **transaction)
                .await?;
            for (_, name) in rows {
                words.add(&name);
            }
        }
        let servers = sqlx::query_as::<_, (String, String)>(
            "select accounts.name, servers.name from servers \
             join accounts on accounts.id = servers.account_id \
             where servers.id > ? order by servers.id",
        )
        .bind(i64::from(self.servers.len()))
        .fetch_all(&mut **transaction)
        .await?;
        for (account, name) in servers {
            self.servers.add(&pair(&account, &name));
        }
        let statuses = sqlx::query_as::<_, (String, String)>(
            "select space, code from statuses where id > ? order by id",
        )
        .bind(i64::from(self.statuses.len()))
        .fetch_all(&mut **transaction)
        .await?;
        for (space, code) in statuses {
            self.statuses.add(&pair(&space, &code));
        }
        let mut rows = sqlx::query(
            "select id, server_id, at, hash, ordinal, external_id from events where id > ? \
             order by id",
        )
        .bind(*self.last_event_id)
        .fetch(&mut **transaction);
        while let Some(row) = rows.try_next().await? {
            let server: i64 = row.try_get(1)?;
            let external_id: Option<&str> = row.try_get(5)?;
            let identity = match external_id {
                Some(id) => by_id(server as u32, id),
                None => {
                    let hash: i64 = row.try_get(3)?;
                    let ordinal: i64 = row.try_get(4)?;
                    by_line(
                        server as u32,
                        row.try_get(2)?,
                        hash.cast_unsigned(),
                        ordinal as u32,
                    )
                }
            };
            self.identities.insert(identity);
            *self.last_event_id = row.try_get(0)?;
        }
        Ok(())
    }

    /// Adds the batch's new words to the record, and notes the record's ids of them all.
    async fn map(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
        batch: &Batch,
        maps: &mut Maps,
    ) -> Result<(), sqlx::Error> {
        for names in Names::ALL {
            let map = maps.names.get_mut(names);
            let words = self.names.get_mut(names);
            for word in batch.names.get(names).after(map.len()) {
                let id = match words.get(word) {
                    Some(id) => id,
                    None => {
                        let id = words.add(word);
                        let query = sqlx::query(names.insert()).bind(i64::from(id)).bind(word);
                        query.execute(&mut **transaction).await?;
                        id
                    }
                };
                map.push(id);
            }
        }
        for server in batch.servers.iter().skip(maps.servers.len()) {
            let account = mapped(maps.names.get(Names::Accounts), server.account);
            let word = batch
                .names
                .get(Names::Accounts)
                .after(server.account as usize - 1);
            let word = pair(word.take(1).next().unwrap_or_default(), &server.name);
            let id = match self.servers.get(&word) {
                Some(id) => id,
                None => {
                    let id = self.servers.add(&word);
                    sqlx::query("insert into servers (id, account_id, name) values (?, ?, ?)")
                        .bind(i64::from(id))
                        .bind(i64::from(account))
                        .bind(&*server.name)
                        .execute(&mut **transaction)
                        .await?;
                    id
                }
            };
            maps.servers.push(id);
        }
        for status in batch.statuses.iter().skip(maps.statuses.len()) {
            let word = pair(&status.space, &status.code);
            let id = match self.statuses.get(&word) {
                Some(id) => id,
                None => {
                    let id = self.statuses.add(&word);
                    sqlx::query(
                        "insert into statuses (id, space, code, description) values (?, ?, ?, ?)",
                    )
                    .bind(i64::from(id))
                    .bind(&*status.space)
                    .bind(&*status.code)
                    .bind(&*status.description)
                    .execute(&mut **transaction)
                    .await?;
                    id
                }
            };
            maps.statuses.push(id);
        }
        Ok(())
    }
}

/// The record's id of a batch's id, which counts from 1; 0 stays 0.
fn mapped(map: &[u32], id: u32) -> u32 {
    let place = (id as usize).checked_sub(1);
    place.and_then(|place| map.get(place)).copied().unwrap_or(0)
}

async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    rows: &[&BatchRow],
    maps: &Maps,
    import: ImportId,
    last_event_id: &mut i64,
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "insert into events (id, import_id, at, outcome_id, server_id, source_id, user_id, \
         device_id, product_id, feature_id, version_id, model_id, status_id, count, is_final, \
         hash, ordinal, external_id) ",
    );
    query.push_values(rows, |mut values, row| {
        *last_event_id = last_event_id.saturating_add(1);
        let name = |names: Names, id: u32| i64::from(mapped(maps.names.get(names), id));
        let status = mapped(&maps.statuses, row.status);
        values
            .push_bind(*last_event_id)
            .push_bind(import.0)
            .push_bind(i64::from(row.at))
            .push_bind(i64::from(row.outcome))
            .push_bind(i64::from(mapped(&maps.servers, row.server)))
            .push_bind(i64::from(row.source))
            .push_bind(name(Names::Users, row.user))
            .push_bind(name(Names::Devices, row.device))
            .push_bind(name(Names::Products, row.product))
            .push_bind(name(Names::Features, row.feature))
            .push_bind(name(Names::Versions, row.version))
            .push_bind(name(Names::Models, row.model))
            .push_bind((status > 0).then_some(i64::from(status)))
            .push_bind(row.count)
            .push_bind(i64::from(row.is_final))
            .push_bind(row.hash.cast_signed())
            .push_bind(i64::from(row.ordinal))
            .push_bind(row.id.as_deref());
    });
    query.build().execute(&mut **transaction).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
