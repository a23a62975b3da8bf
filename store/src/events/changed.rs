//! Events that are stored with another time, status or feature: by an earlier version, or since
//! their log ended in the middle of what belongs to them.

use std::collections::VecDeque;

use domain::event::{FormerIdentity, StatusLines};

use crate::error::StoreError;
use crate::events::batch::BatchRow;
use crate::events::import::ImportId;
use crate::open::Store;

/// The most events that are kept one by one, to find their imports. The rest is counted.
const EVENTS_MAX: usize = 100_000;

/// Events in doubt that are stored with another status. Parameters: the events as JSON, and
/// their first and last second. Each `in` makes an index of what is sought; a join would compare
/// every event with all of it.
const IN_DOUBT: &str = "with sought (server_id, at, hash, ordinal, status_id, is_so_far) as materialized ( \
         select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 \
         from json_each(?) \
     ) \
     select distinct server_id, at, hash, ordinal \
     from events join statuses stored on stored.id = events.status_id \
     where at between ? and ? and external_id is null \
         and ((server_id, at, hash, ordinal) in \
                 (select server_id, at, hash, ordinal from sought where not is_so_far) \
             or (server_id, at, hash, ordinal, stored.space) in \
                 (select server_id, at, hash, ordinal, space \
                 from sought join statuses on statuses.id = status_id where is_so_far)) \
         and (server_id, at, hash, ordinal, events.status_id) not in \
             (select server_id, at, hash, ordinal, status_id from sought)";

/// Imports of events. Parameters: the events as JSON, and their first and last second.
const IMPORTS: &str = "with sought (server_id, at, hash, ordinal, id_end) as materialized ( \
         select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 \
         from json_each(?) \
     ) \
     select imports.id, imports.path, imports.started_at, events from ( \
         select import_id, count(*) as events from events \
         where at between ? and ? and iif(external_id is null, \
             (server_id, at, hash, ordinal) in \
                 (select server_id, at, hash, ordinal from sought), \
             (server_id, substr(external_id, instr(external_id, ':'))) in \
                 (select server_id, id_end from sought)) \
         group by import_id \
     ) join imports on imports.id = import_id order by imports.id";

/// Events that are stored with another time, status or feature than their lines are read with
/// now. They were not stored a second time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    count: u64,
    events: Vec<ChangedEvent>,
    /// Events that may be stored with another status: it stands on lines that are no part of
    /// their identity.
    doubtful: VecDeque<DoubtfulEvent>,
}

/// What such an event is stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ChangedEvent {
    server: u32,
    at: i64,
    hash: u64,
    ordinal: u32,
}

/// What such an event is stored as, and the status that it has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DoubtfulEvent {
    event: ChangedEvent,
    status: u32,
    /// More of the lines that say the status may follow.
    is_so_far: bool,
}

/// An import that holds such events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedImport {
    /// Its number.
    pub import: ImportId,
    /// The file, or `key NAME`.
    pub path: String,
    /// When it began, in seconds since 1970-01-01T00:00:00Z.
    pub started_at: i64,
    /// How many of them it holds.
    pub events: u64,
}

#[derive(sqlx::FromRow)]
struct StoredBeforeRow {
    id: i64,
    path: String,
    started_at: i64,
    events: i64,
}

impl Changed {
    /// How many there are for certain.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many may be stored with another status: `Store::without_doubt` says which are.
    pub fn doubtful_count(&self) -> usize {
        self.doubtful.len()
    }

    /// Whether there is none, and none is in doubt.
    pub fn is_empty(&self) -> bool {
        self.count == 0 && self.doubtful.is_empty()
    }

    /// Adds those of another batch.
    pub fn extend(&mut self, other: Self) {
        self.count += other.count;
        let room = EVENTS_MAX.saturating_sub(self.events.len());
        self.events.extend(other.events.into_iter().take(room));
        self.doubtful.extend(other.doubtful);
        self.forget_first_doubtful();
    }

    pub(crate) fn add(&mut self, server: u32, former: &FormerIdentity) {
        self.add_event(ChangedEvent {
            server,
            at: former.at.0,
            hash: former.hash,
            ordinal: former.ordinal,
        });
    }

    fn add_event(&mut self, event: ChangedEvent) {
        self.count += 1;
        if self.events.len() < EVENTS_MAX {
            self.events.push(event);
        }
    }

    /// Takes note of an event that is stored, if that may be with another status.
    pub(crate) fn doubt(&mut self, server: u32, row: &BatchRow, status: u32) {
        if matches!(
            row.status_lines,
            StatusLines::Own | StatusLines::LaterUnread
        ) {
            return;
        }
        self.doubtful.push_back(DoubtfulEvent {
            event: ChangedEvent {
                server,
                at: i64::from(row.at),
                hash: row.hash,
                ordinal: row.ordinal,
            },
            status,
            is_so_far: row.status_lines == StatusLines::LaterSoFar,
        });
        self.forget_first_doubtful();
    }

    /// Keeps the last ones: the log of an earlier import ended with the last event that is
    /// stored.
    fn forget_first_doubtful(&mut self) {
        let over = self.doubtful.len().saturating_sub(EVENTS_MAX);
        self.doubtful.drain(..over);
    }

    /// One array of JSON an event in doubt.
    fn in_doubt(&self) -> String {
        let events = self.doubtful.iter().map(|doubtful| {
            let ChangedEvent {
                server,
                at,
                hash,
                ordinal,
            } = doubtful.event;
            let DoubtfulEvent {
                status, is_so_far, ..
            } = *doubtful;
            let hash = hash.cast_signed();
            format!("[{server},{at},{hash},{ordinal},{status},{is_so_far}]")
        });
        format!("[{}]", events.collect::<Vec<_>>().join(","))
    }

    /// One array of JSON an event: its identity as a line, and the end of the id that a
    /// forwarder gave it.
    fn sought(&self) -> String {
        let events = self.events.iter().map(|event| {
            let ChangedEvent {
                server,
                at,
                hash,
                ordinal,
            } = *event;
            format!(
                "[{server},{at},{},{ordinal},\":{at}:{hash:016x}\"]",
                hash.cast_signed()
            )
        });
        format!("[{}]", events.collect::<Vec<_>>().join(","))
    }
}

impl Store {
    /// The same with no event in doubt: looks at every event of their time, where there are any.
    ///
    /// A status of which more may follow is another one only where what is stored is of the
    /// same space: a number of FlexNet is the last that is said.
    ///
    /// It waits for other scans, as one of `requester`.
    pub async fn without_doubt(
        &self,
        requester: u64,
        changed: &Changed,
    ) -> Result<Changed, StoreError> {
        let mut certain = Changed {
            doubtful: VecDeque::new(),
            ..changed.clone()
        };
        let seconds = || changed.doubtful.iter().map(|doubtful| doubtful.event.at);
        let (Some(first), Some(last)) = (seconds().min(), seconds().max()) else {
            return Ok(certain);
        };
        let in_doubt = changed.in_doubt();
        let rows: Vec<(i64, i64, i64, i64)> = self
            .scan(requester, move |store| async move {
                sqlx::query_as(IN_DOUBT)
                    .bind(in_doubt)
                    .bind(first)
                    .bind(last)
                    .fetch_all(store.readers())
                    .await
            })
            .await?;
        for (server, at, hash, ordinal) in rows {
            certain.add_event(ChangedEvent {
                server: server as u32,
                at,
                hash: hash.cast_unsigned(),
                ordinal: ordinal as u32,
            });
        }
        Ok(certain)
    }

    /// The imports that hold such events, the earliest first. Scans all events of their time
    /// range, after other scans, as one of `requester`.
    pub async fn changed_imports(
        &self,
        requester: u64,
        changed: &Changed,
    ) -> Result<Vec<ChangedImport>, StoreError> {
        let seconds = || changed.events.iter().map(|event| event.at);
        let (Some(first), Some(last)) = (seconds().min(), seconds().max()) else {
            return Ok(Vec::new());
        };
        let sought = changed.sought();
        let rows: Vec<StoredBeforeRow> = self
            .scan(requester, move |store| async move {
                sqlx::query_as(IMPORTS)
                    .bind(sought)
                    .bind(first)
                    .bind(last)
                    .fetch_all(store.readers())
                    .await
            })
            .await?;
        let stored = rows.into_iter().map(|row| ChangedImport {
            import: ImportId::from_number(row.id),
            path: row.path,
            started_at: row.started_at,
            events: row.events.unsigned_abs(),
        });
        Ok(stored.collect())
    }
}
