//! Loads the frame from the database.

use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::dimension::{Dictionary, Dimension, Names};
use domain::event::{Outcome, Second};
use domain::frame::{Dictionaries, Frame, Server, Status, source_of};
use domain::frame_builder::{FrameBuilder, Request};
use domain::names::AccountId;
use domain::scope::Scope;
use enum_map::EnumMap;
use futures_util::TryStreamExt as _;
use hashbrown::HashMap;
use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row as _};

use crate::error::StoreError;
use crate::events::dictionary::select_after;
use crate::events::frame_cache::columns::{self, Columns, ColumnsToSave};
use crate::events::frame_cache::{BEHIND_MAX, DERIVED_FILES, Stamp};
use crate::open::Store;

/// Reads the database once, and after that only what is new.
pub struct FrameLoader {
    catalogue: Catalogue,
    /// Every name, at the index of its id.
    dictionaries: Dictionaries,
    /// What was read and joined.
    frame: Arc<Frame>,
    /// What was read since.
    fresh: FrameBuilder,
    version: u64,
    /// The data version that the last undo made.
    undone: u64,
    /// Whether the cached columns were looked for.
    is_begun: bool,
    /// The last row of the cached columns, as far as is known.
    saved: u64,
    /// How many rows the cache may lack.
    behind_max: u64,
    /// The stamp of what was read, where it is to be saved.
    stamp: Option<Stamp>,
}

impl FrameLoader {
    /// A loader that has read nothing; the catalogue describes statuses.
    pub fn new(catalogue: Catalogue) -> Self {
        Self {
            catalogue,
            dictionaries: Dictionaries::default(),
            frame: Arc::default(),
            fresh: FrameBuilder::default(),
            version: 0,
            undone: 0,
            is_begun: false,
            saved: 0,
            behind_max: BEHIND_MAX,
            stamp: None,
        }
    }

    /// Reads what was appended since the last call; whether anything changed. After an undo
    /// everything is read again.
    pub async fn read(&mut self, store: &Store) -> Result<bool, StoreError> {
        if store.version().await? == self.version {
            return Ok(false);
        }
        let read = self.try_read(store).await;
        read.map_err(|error| store.error(error))?;
        Ok(true)
    }

    /// The frame of everything read. What is new is joined to it here, which takes the
    /// time of copying the columns: not a thing to do between two answers.
    pub fn frame(&mut self) -> Arc<Frame> {
        if self.frame.version != self.version {
            let fresh = std::mem::take(&mut self.fresh);
            let dictionaries = self.dictionaries.clone();
            self.frame = Arc::new(fresh.join(&self.frame, self.version, dictionaries));
        }
        Arc::clone(&self.frame)
    }

    /// The columns of everything read, once the cached ones are far behind. Saving them makes
    /// the next start quick; nothing else waits for it.
    pub fn columns_to_save(&mut self, store: &Store) -> Option<ColumnsToSave> {
        let frame = self.frame();
        // A stamp of other rows would have these read twice.
        let stamp = self.stamp.take()?;
        if stamp.version != frame.version {
            return None;
        }
        self.saved = stamp.version;
        Some(ColumnsToSave {
            status_ids: status_ids(&frame.dictionaries, &self.dictionaries)?,
            frame,
            stamp,
            database: store.path().to_owned(),
        })
    }

    /// For tests, which have few events.
    #[cfg(test)]
    pub(crate) fn save_every(&mut self, events: u64) {
        self.behind_max = events;
    }

    /// The last row of the cached columns, as far as is known.
    #[cfg(test)]
    pub(crate) fn saved(&self) -> u64 {
        self.saved
    }

    /// The data version that the last undo made, as of the last call of
    /// [`read`](Self::read): frames of a lower version hold events that are gone.
    pub fn undone(&self) -> u64 {
        self.undone
    }

    /// Drops the rows, since some of them were deleted. Names are never deleted.
    fn forget_rows(&mut self) {
        self.frame = Arc::default();
        self.fresh = FrameBuilder::default();
        self.version = 0;
        self.saved = 0;
        self.is_begun = false;
    }

    /// Takes over the cached columns, where they fit the database.
    async fn begin(
        &mut self,
        store: &Store,
        connection: &mut SqliteConnection,
    ) -> Result<(), sqlx::Error> {
        let Ok(input) = columns::open(store.path()) else {
            return Ok(());
        };
        let stamp = input.stamp;
        if Stamp::of(connection, stamp.version).await? != Some(stamp) {
            return Ok(());
        }
        let dictionaries = self.dictionaries.clone();
        let read = DERIVED_FILES.run(move || {
            let columns = columns::read(input, &dictionaries);
            (columns, dictionaries)
        });
        if let Ok((Ok(columns), dictionaries)) = read.await {
            self.frame = Arc::new(with_names(columns, dictionaries));
            self.version = stamp.version;
            self.saved = stamp.version;
        }
        Ok(())
    }

    /// Reads the names that were added since the last call.
    async fn read_names(&mut self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        for names in Names::ALL {
            let known = &mut self.dictionaries.names[names];
            let mut query = select_after(names, known.len() as i64);
            let rows: Vec<(i64, String)> =
                query.build_query_as().fetch_all(&mut *connection).await?;
            known.extend(rows.into_iter().map(|(_, name)| name.into_boxed_str()));
        }
        let servers = sqlx::query_as::<_, (i64, String)>(
            "select account_id, name from servers where id > ? order by id",
        )
        .bind(self.dictionaries.servers.len() as i64)
        .fetch_all(&mut *connection)
        .await?;
        for (account, name) in servers {
            self.dictionaries.servers.push(Server {
                account: AccountId(index_of(account)?),
                name: name.into_boxed_str(),
            });
        }
        let statuses = sqlx::query_as::<_, (String, String, String)>(
            "select space, code, description from statuses where id > ? order by id",
        )
        .bind(self.dictionaries.statuses.len() as i64)
        .fetch_all(&mut *connection)
        .await?;
        for (space, code, logged) in statuses {
            let (description, category) = self.catalogue.describe(&space, &code, &logged);
            let description = Box::from(description);
            self.dictionaries.statuses.push(Status {
                space: space.into_boxed_str(),
                code: code.into_boxed_str(),
                description,
                category,
            });
        }
        Ok(())
    }

    async fn try_read(&mut self, store: &Store) -> Result<(), sqlx::Error> {
        self.stamp = None;
        // One transaction: the rows and their dictionaries are of the same moment.
        let mut transaction = store.readers().begin().await?;
        let connection = &mut *transaction;
        self.read_names(connection).await?;
        let undone: i64 = sqlx::query_scalar("select version from undone")
            .fetch_one(&mut *connection)
            .await?;
        self.undone = undone.unsigned_abs();
        if self.undone > self.version {
            self.forget_rows();
        }
        if !self.is_begun {
            self.begin(store, connection).await?;
            self.is_begun = true;
        }
        let mut query = QueryBuilder::<Sqlite>::new("select id, outcome_id, at, count, is_final");
        for dimension in Dimension::ALL {
            query.push(", ").push(dimension.declaration().column);
        }
        query.push(" from events where id > ");
        query
            .push_bind(self.version.cast_signed())
            .push(" order by id");
        let mut rows = query.build().fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            self.fresh.push(&request(&row)?);
            self.version = number(&row, 0)?.unsigned_abs();
        }
        drop(rows);
        self.version = self.version.max(self.undone);
        if self.version >= self.saved.saturating_add(self.behind_max) {
            self.stamp = Stamp::of(connection, self.version).await?;
        }
        Ok(())
    }
}

impl Store {
    /// The frame of what a scope shows.
    pub async fn frame(&self, catalogue: Catalogue, scope: &Scope) -> Result<Frame, StoreError> {
        let mut loader = FrameLoader::new(catalogue);
        loader.read(self).await?;
        let frame = loader.frame();
        drop(loader);
        Ok(if scope.is_all() {
            Arc::unwrap_or_clone(frame)
        } else {
            frame.cut(scope)
        })
    }
}

/// The frame of cached columns. A status that was added after they were saved, and that no
/// event has yet, goes last.
fn with_names(columns: Columns, mut dictionaries: Dictionaries) -> Frame {
    let known = columns.status_ids.len() as u32;
    let mut later: Vec<u32> = (known..dictionaries.statuses.len() as u32).collect();
    let name = |id: &u32| {
        let status = dictionaries.statuses.get(*id as usize);
        status.map(|status| (status.space.clone(), status.code.clone()))
    };
    later.sort_by_key(name);
    let ids = columns.status_ids.iter().chain(&later);
    let status = |id: &u32| dictionaries.statuses.get(*id as usize).cloned();
    let statuses = ids.filter_map(status).collect();
    dictionaries.statuses = statuses;
    Frame {
        dictionaries,
        ..columns.frame
    }
}

/// The database's id of each status of a frame.
fn status_ids(frame: &Dictionaries, stored: &Dictionaries) -> Option<Vec<u32>> {
    let name = |status: &Status| (status.space.clone(), status.code.clone());
    let ids: HashMap<_, u32> = stored.statuses.iter().map(name).zip(0..).collect();
    let id = |status: &Status| ids.get(&name(status)).copied();
    frame.statuses.iter().map(id).collect()
}

fn number(row: &SqliteRow, column: usize) -> Result<i64, sqlx::Error> {
    row.try_get(column)
}

/// A dictionary row's id, which counts from 1, as an index. No dictionary has more names than
/// fit, so that this program did not write any other id.
fn index_of(id: i64) -> Result<u32, sqlx::Error> {
    let index = u32::try_from(id.saturating_sub(1)).ok();
    index
        .filter(|index| *index < u32::MAX)
        .ok_or_else(|| sqlx::Error::Decode(format!("no name has the id {id}").into()))
}

/// The first column of a row that is the id of a dimension.
const FIRST_ID: usize = 5;

fn request(row: &SqliteRow) -> Result<Request, sqlx::Error> {
    let outcome = outcome(row)?;
    let mut column = FIRST_ID..;
    let ids = EnumMap::try_from_fn(|dimension: Dimension| {
        let column = column.next().unwrap_or_default();
        match dimension.declaration().dictionary {
            Dictionary::Sources => Ok(source_of(number(row, column)? as u32) as u32),
            // What was not denied has none.
            Dictionary::Statuses if outcome != Outcome::Denied => Ok(0),
            _ => index_of(number(row, column)?),
        }
    })?;
    Ok(Request {
        at: Second(number(row, 2)?),
        ids,
        count: row.try_get(3)?,
        is_final: number(row, 4)? == 1,
        outcome,
    })
}

fn outcome(row: &SqliteRow) -> Result<Outcome, sqlx::Error> {
    let id = number(row, 1)?;
    let outcome = Outcome::ALL.into_iter().find(|known| *known as i64 == id);
    outcome.ok_or_else(|| sqlx::Error::Decode(format!("no outcome has the id {id}").into()))
}
