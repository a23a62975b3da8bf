//! Appends events to the database, each once.

mod insert;
mod known;

use std::path::PathBuf;

use domain::dimension::{Dictionary, Dimension, Names};
use enum_map::EnumMap;
use hashbrown::HashMap;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{Connection as _, Transaction};

use crate::audit::Actor;
use crate::error::StoreError;
use crate::events::batch::{Batch, BatchRow};
use crate::events::changed::Changed;
use crate::events::frame_cache::{self, BEHIND_MAX, DERIVED_FILES, Stamp};
use crate::events::identities::Stored;
use crate::events::import::{self, ImportId, ImportSummary, Pushed};
use crate::file_id::FileId;
use crate::open::Store;
use insert::{INSERT_ROWS, insert};
use known::{Known, Verdict};

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Events that are new, and stored now.
    pub stored: u64,
    /// Events that were stored already.
    pub duplicates: u64,
    /// Those of them that are stored with another time, status or feature than they have now.
    pub changed: Changed,
}

/// The one writer of this process. It knows the identity of every stored event, so
/// that nothing is stored twice; what another process appends it learns inside its own
/// next transaction, before it decides what is new. After an error it must be dropped:
/// what it knows may be ahead of the file then.
pub struct Writer {
    store: Store,
    connection: SqliteConnection,
    /// The write-ahead log that the connection writes to.
    log: Option<FileId>,
    known: Known,
    maps: Maps,
    /// How many rows the cached identities may lack when the writer is closed.
    behind_max: u64,
}

/// For each dictionary of a batch, the database's id of each name.
#[derive(Default)]
struct Maps {
    names: EnumMap<Names, Vec<u32>>,
    servers: Vec<u32>,
    statuses: Vec<u32>,
}

impl Maps {
    /// The database's id of a dimension of a row.
    fn id(&self, dimension: Dimension, row: &BatchRow) -> u32 {
        let id = row.ids[dimension];
        match dimension.declaration().dictionary {
            Dictionary::Names(names) => mapped(&self.names[names], id),
            Dictionary::Servers => mapped(&self.servers, id),
            Dictionary::Statuses => mapped(&self.statuses, id),
            Dictionary::Sources => id,
        }
    }
}

impl Store {
    /// The writer, with the identities of everything stored. Takes 8 to 16 bytes of
    /// memory an event.
    pub async fn writer(&self) -> Result<Writer, StoreError> {
        let mut writer = Writer {
            store: self.clone(),
            connection: self.connect_writer().await?,
            log: None,
            known: Known::default(),
            maps: Maps::default(),
            behind_max: BEHIND_MAX,
        };
        let loaded = writer.load().await;
        self.written(loaded)?;
        writer.log = FileId::of(&writer.log_path());
        Ok(writer)
    }
}

impl Writer {
    /// The database that it writes to.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Begins an import, which has a line in the audit log.
    pub async fn begin_import(
        &mut self,
        path: &str,
        format: &str,
        by: &Actor<'_>,
    ) -> Result<ImportId, StoreError> {
        let begun = import::begin(&mut self.connection, path, format, by).await;
        self.written(begun)
    }

    /// Ends an import.
    pub async fn finish_import(
        &mut self,
        id: ImportId,
        summary: ImportSummary,
        finished_at: i64,
    ) -> Result<(), StoreError> {
        let finished = import::finish(&mut self.connection, id, summary, finished_at).await;
        self.written(finished)
    }

    /// Appends the events of a batch that are new, in one transaction, and empties it.
    /// They are on the disk when this returns. A writer takes one batch all its life,
    /// refilled, since it remembers the database's ids of the batch's names.
    pub async fn append(
        &mut self,
        batch: &mut Batch,
        import: ImportId,
    ) -> Result<Appended, StoreError> {
        let mut maps = [std::mem::take(&mut self.maps)];
        let part = Part {
            batch: &*batch,
            import,
            pushed: None,
        };
        let appended = self.try_append(&[part], &mut maps).await;
        let [maps] = maps;
        self.maps = maps;
        batch.rows.clear();
        self.written(appended)?
            .into_iter()
            .next()
            .flatten()
            .ok_or(StoreError::ImportUndone)
    }

    /// Closes the file. Where no other process has it open, the write-ahead log goes into
    /// it, so that one file has everything. A writer that is only dropped closes on another
    /// thread, which the end of the process may cut short: nothing is lost then, but the log
    /// file stays.
    ///
    /// After many new events the identities are cached, which makes the next writer's start
    /// quick.
    pub async fn close(mut self) -> Result<(), StoreError> {
        let version = self.known.last_event_id.unsigned_abs();
        if version >= self.known.saved.saturating_add(self.behind_max) {
            // Where they cannot be saved, the next start reads the rows.
            let _ = self.save_identities(version).await;
        }
        let closed = self.connection.close().await;
        closed.map_err(|error| self.store.error(error))
    }

    /// For tests, which have few events.
    #[cfg(test)]
    pub(crate) fn save_every(&mut self, events: u64) {
        self.behind_max = events;
    }

    /// The last row of the cached identities, as far as is known.
    #[cfg(test)]
    pub(crate) fn saved(&self) -> u64 {
        self.known.saved
    }

    async fn save_identities(&mut self, version: u64) -> Result<(), sqlx::Error> {
        if let Some(stamp) = Stamp::of(&mut self.connection, version).await? {
            let path = self.store.path().to_owned();
            let identities = std::mem::take(&mut self.known.identities);
            let save = move || frame_cache::identities::save(&path, stamp, &identities);
            let _ = DERIVED_FILES.run(save).await;
        }
        Ok(())
    }

    async fn load(&mut self) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection.begin().await?;
        let count: Option<i64> = sqlx::query_scalar("select max(id) from events")
            .fetch_one(&mut *transaction)
            .await?;
        let events = count.unwrap_or(0).unsigned_abs() as usize;
        if let Some((identities, version)) = saved(&self.store, &mut transaction, events).await? {
            self.known.identities = identities;
            self.known.last_event_id = version.cast_signed();
            self.known.saved = version;
        }
        self.known.begin(&mut transaction, events).await?;
        transaction.commit().await
    }

    /// Appends the events of several pushes that are new, in one transaction, together
    /// with what the pushes add to their imports, and says of each what became of its
    /// events; `None` of one whose import was undone. They are on the disk when this
    /// returns.
    pub(crate) async fn append_all(
        &mut self,
        pushes: &[(&Batch, Pushed)],
    ) -> Result<Vec<Option<Appended>>, StoreError> {
        let mut maps: Vec<Maps> = Vec::new();
        maps.resize_with(pushes.len(), Maps::default);
        let parts: Vec<Part<'_>> = pushes
            .iter()
            .map(|(batch, pushed)| Part {
                batch,
                import: pushed.import,
                pushed: Some(*pushed),
            })
            .collect();
        let appended = self.try_append(&parts, &mut maps).await;
        self.written(appended)
    }

    /// The result of a write. It is an error where the database or its write-ahead log was
    /// deleted or replaced since the connection was opened, since the write is lost.
    fn written<T>(&self, written: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        let written = self.store.written(written)?;
        if self.log.is_some() && FileId::of(&self.log_path()) != self.log {
            return Err(StoreError::Replaced(self.log_path()));
        }
        Ok(written)
    }

    fn log_path(&self) -> PathBuf {
        frame_cache::with_suffix(self.store.path(), "-wal")
    }

    /// `maps` are those of the parts' batches, as far as they are known.
    async fn try_append(
        &mut self,
        parts: &[Part<'_>],
        maps: &mut [Maps],
    ) -> Result<Vec<Option<Appended>>, sqlx::Error> {
        self.learn_ahead().await?;
        let mut transaction = self.connection.begin_with("begin immediate").await?;
        let known = &mut self.known;
        known.catch_up(&mut transaction).await?;
        for (part, maps) in parts.iter().zip(&mut *maps) {
            known.map(&mut transaction, part.batch, maps).await?;
        }
        let mut all = Vec::with_capacity(parts.len());
        let mut rows = Vec::with_capacity(INSERT_ROWS);
        for (part, maps) in parts.iter().zip(&*maps) {
            let Some(import) = known.standing(&mut transaction, part).await? else {
                all.push(None);
                continue;
            };
            let mut appended = Appended::default();
            for row in &part.batch.rows {
                let server = maps.id(Dimension::Server, row);
                match known.take(part.import, server, row) {
                    Verdict::New => {
                        appended.stored += 1;
                        rows.push((row, maps, import));
                    }
                    Verdict::Duplicate => {
                        appended.duplicates += 1;
                        let status = maps.id(Dimension::Status, row);
                        appended.changed.doubt(server, row, status);
                    }
                    Verdict::Changed(former) => {
                        appended.duplicates += 1;
                        appended.changed.add(server, &former);
                    }
                }
                if rows.len() == INSERT_ROWS {
                    insert(&mut transaction, &rows, &mut known.last_event_id).await?;
                    rows.clear();
                }
            }
            all.push(Some((import, appended)));
        }
        insert(&mut transaction, &rows, &mut known.last_event_id).await?;
        count(&mut transaction, parts, &all).await?;
        transaction.commit().await?;
        let appended = |of: Option<(ImportId, Appended)>| of.map(|(_, appended)| appended);
        Ok(all.into_iter().map(appended).collect())
    }

    /// Learns what others did before it takes the write lock: after an undo every row is read
    /// again, and no other writer should wait for that.
    async fn learn_ahead(&mut self) -> Result<(), sqlx::Error> {
        let version: i64 = sqlx::query_scalar("pragma data_version")
            .fetch_one(&mut self.connection)
            .await?;
        if self.known.data_version == Some(version) {
            return Ok(());
        }
        let mut transaction = self.connection.begin().await?;
        self.known.catch_up(&mut transaction).await?;
        transaction.commit().await
    }
}

/// A batch within a transaction.
struct Part<'a> {
    batch: &'a Batch,
    import: ImportId,
    /// What it adds to its import; `None` where the import is counted at its end.
    pushed: Option<Pushed>,
}

/// Adds what became of pushes to their imports, each import once.
async fn count(
    transaction: &mut Transaction<'_, Sqlite>,
    parts: &[Part<'_>],
    all: &[Option<(ImportId, Appended)>],
) -> Result<(), sqlx::Error> {
    let mut sums: HashMap<ImportId, (ImportSummary, i64)> = HashMap::new();
    for (part, of_part) in parts.iter().zip(all) {
        if let (Some(pushed), Some((import, appended))) = (&part.pushed, of_part) {
            let (sum, at) = sums.entry(*import).or_default();
            sum.lines += pushed.lines;
            sum.stored += appended.stored;
            sum.duplicates += appended.duplicates;
            sum.rejected += pushed.rejected;
            *at = pushed.at.max(*at);
        }
    }
    for (import, (sum, at)) in sums {
        import::add(transaction, import, sum, at).await?;
    }
    Ok(())
}

/// The cached identities, where they fit the database, and the last row among them.
async fn saved(
    store: &Store,
    connection: &mut SqliteConnection,
    events: usize,
) -> Result<Option<(Stored, u64)>, sqlx::Error> {
    let Ok(input) = frame_cache::identities::open(store.path()) else {
        return Ok(None);
    };
    let stamp = input.stamp;
    if Stamp::of(connection, stamp.version).await? != Some(stamp) {
        return Ok(None);
    }
    let read = move || frame_cache::identities::read(input, events);
    Ok(match DERIVED_FILES.run(read).await {
        Ok(Ok(identities)) => Some((identities, stamp.version)),
        _ => None,
    })
}

/// The database's id of a batch's id, which counts from 1; 0 stays 0.
fn mapped(map: &[u32], id: u32) -> u32 {
    let place = (id as usize).checked_sub(1);
    place.and_then(|place| map.get(place)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests;
