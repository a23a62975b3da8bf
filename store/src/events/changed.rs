//! Events that an earlier version stored with another time, status or feature.

use domain::event::FormerIdentity;

use crate::error::StoreError;
use crate::events::import::ImportId;
use crate::open::Store;

/// Events that are remembered one by one, to find the imports that brought them. The rest is
/// counted.
const EVENTS_MAX: usize = 100_000;

/// Events that are stored as an earlier version read them, with another time, status or feature than
/// their lines are read with now. They were not stored a second time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    count: u64,
    events: Vec<ChangedEvent>,
}

/// What such an event is stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ChangedEvent {
    server: u32,
    at: i64,
    hash: u64,
    ordinal: u32,
}

/// An import that holds such events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBefore {
    /// Its number.
    pub import: ImportId,
    /// The file, or `key NAME`.
    pub path: String,
    /// When it began, in seconds since 1970-01-01T00:00:00Z.
    pub started_at: i64,
    /// How many of them it holds.
    pub events: u64,
}

impl Changed {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Adds those of another batch.
    pub fn extend(&mut self, other: Self) {
        self.count += other.count;
        let room = EVENTS_MAX.saturating_sub(self.events.len());
        self.events.extend(other.events.into_iter().take(room));
    }

    pub(crate) fn add(&mut self, server: u32, former: &FormerIdentity) {
        self.count += 1;
        if self.events.len() < EVENTS_MAX {
            self.events.push(ChangedEvent {
                server,
                at: former.at.0,
                hash: former.hash,
                ordinal: former.ordinal,
            });
        }
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
    /// The imports that brought such events, the earliest first. Looks at every event of the
    /// time that they are from.
    pub async fn stored_before(&self, changed: &Changed) -> Result<Vec<StoredBefore>, StoreError> {
        let seconds = || changed.events.iter().map(|event| event.at);
        let (Some(first), Some(last)) = (seconds().min(), seconds().max()) else {
            return Ok(Vec::new());
        };
        let rows: Vec<(i64, String, i64, i64)> = sqlx::query_as(
            "with sought (server_id, at, hash, ordinal, id_end) as materialized ( \
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
             ) join imports on imports.id = import_id order by imports.id",
        )
        .bind(changed.sought())
        .bind(first)
        .bind(last)
        .fetch_all(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        let stored = rows
            .into_iter()
            .map(|(id, path, started_at, events)| StoredBefore {
                import: ImportId::from_number(id),
                path,
                started_at,
                events: events.unsigned_abs(),
            });
        Ok(stored.collect())
    }
}
