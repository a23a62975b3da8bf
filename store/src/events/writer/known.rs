//! What a writer knows of the file, and how it learns more.

use domain::dimension::Names;
use domain::event::FormerIdentity;
use domain::identity::of_forwarded_id;
use enum_map::EnumMap;
use futures_util::TryStreamExt as _;
use hashbrown::{HashMap, HashSet};
use sqlx::sqlite::Sqlite;
use sqlx::{Row as _, Transaction};

use super::{Maps, Part, mapped};
use crate::events::batch::{Batch, BatchRow, Former};
use crate::events::dictionary::{NameIds, insert, pair, select_after};
use crate::events::identities::{Stored, by_id, by_line};
use crate::events::import::{self, ImportId};

/// The most events of cut logs that are kept. A log has one at its end.
const COMPLETED_MAX: usize = 10_000;

/// What a writer knows of the file.
#[derive(Default)]
pub(super) struct Known {
    pub(super) names: EnumMap<Names, NameIds>,
    pub(super) servers: NameIds,
    pub(super) statuses: NameIds,
    pub(super) identities: Stored,
    /// The last event that an earlier version stored.
    last_earlier_id: i64,
    /// The last id that no new event may have.
    pub(super) last_event_id: i64,
    /// The imports that were undone.
    pub(super) undone_imports: HashSet<ImportId>,
    /// The last row of the cached identities, as far as is known.
    pub(super) saved: u64,
    /// What an event was stored as where its log was cut, which import read it since, and the
    /// identity that it has now: an equal event of that import is another one.
    completed: HashMap<u64, (ImportId, u64)>,
    /// SQLite's `data_version` at the last look; it changes when another connection
    /// has committed.
    pub(super) data_version: Option<i64>,
}

/// How an event compares with those that are stored.
pub(super) enum Verdict {
    New,
    Duplicate,
    /// It is stored as an earlier version read it, with another time, status or feature.
    Changed(FormerIdentity),
}

impl Known {
    /// Reads the identities of `events` events that are not known yet.
    pub(super) async fn begin(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
        events: usize,
    ) -> Result<(), sqlx::Error> {
        self.last_earlier_id = sqlx::query_scalar("select last_id from earlier_events")
            .fetch_one(&mut **transaction)
            .await?;
        let earlier = events.min(self.last_earlier_id.unsigned_abs() as usize);
        if earlier > 0 {
            self.identities.earlier.reserve(earlier);
        }
        self.identities.present.reserve(events - earlier);
        self.catch_up(transaction).await
    }

    /// Marks an event as stored, unless it is.
    pub(super) fn take(&mut self, import: ImportId, server: u32, row: &BatchRow) -> Verdict {
        let at = i64::from(row.at);
        let identity = match &row.id {
            Some(id) => by_id(server, id),
            None => by_line(server, at, row.hash, row.ordinal),
        };
        if let Some(former) = &row.former
            && let Some(verdict) = self.known_by_former(import, server, row, former, identity)
        {
            return verdict;
        }
        let is_new = match &row.former {
            // An event of an earlier version with the same identity is another one.
            Some(_) => self.identities.present.insert(identity),
            None => self.identities.insert(identity),
        };
        if !is_new {
            return Verdict::Duplicate;
        }
        if let Some(id) = &row.id {
            self.add_line_of(server, at, id);
        }
        Verdict::New
    }

    /// What an event is by what else its line was read as; `None` where it is new.
    fn known_by_former(
        &mut self,
        import: ImportId,
        server: u32,
        row: &BatchRow,
        former: &Former,
        identity: u64,
    ) -> Option<Verdict> {
        if self.identities.present.contains(identity) {
            return Some(Verdict::Duplicate);
        }
        let of = |line: &FormerIdentity| by_line(server, line.at.0, line.hash, line.ordinal);
        let as_before = former
            .line
            .filter(|line| self.identities.earlier.contains(of(line)));
        let as_last = former.unfinished.filter(|line| {
            let stored_as = of(line);
            as_before.is_none()
                && self.identities.present.contains(stored_as)
                && self.completes(stored_as, import, identity)
        });
        let id = former.id.as_deref().map(|id| by_id(server, id));
        let by_id = id.filter(|id| self.identities.contains(*id));
        let by_id = by_id.and(former.line);
        if let Some(line) = as_before.or(as_last).or(by_id) {
            return Some(if line.is_changed {
                Verdict::Changed(line)
            } else {
                Verdict::Duplicate
            });
        }
        // Where only another line that was equal to it is read otherwise, an event of an earlier
        // version with this identity is that one.
        let is_equal =
            |line: FormerIdentity| (line.at.0, line.hash) == (i64::from(row.at), row.hash);
        let may_be_earlier = !former.line.is_some_and(is_equal);
        let is_known = may_be_earlier && self.identities.earlier.contains(identity)
            || id.is_some_and(|id| self.identities.contains(id));
        is_known.then_some(Verdict::Duplicate)
    }

    /// Whether the event of an identity completes one that was stored where its log was cut, and
    /// no other event of this import does.
    fn completes(&mut self, stored_as: u64, import: ImportId, identity: u64) -> bool {
        if self.completed.len() >= COMPLETED_MAX {
            self.completed.clear();
        }
        let by = self
            .completed
            .entry(stored_as)
            .or_insert((import, identity));
        if by.0 != import {
            *by = (import, identity);
        }
        by.1 == identity
    }

    /// Marks the line of an event that is stored under the id which an earlier version's
    /// forwarder gave it, so that its log may be imported too. Equal lines of a second are
    /// taken in the order of their rows.
    fn add_line_of(&mut self, server: u32, at: i64, id: &str) {
        if let Some((of_line, hash)) = of_forwarded_id(id)
            && of_line.0 == at
        {
            self.identities.earlier.insert_line(server, at, hash);
        }
    }

    /// Reads what was appended since. After an undo, the identities of what is left are read
    /// again.
    pub(super) async fn catch_up(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
    ) -> Result<(), sqlx::Error> {
        // The last event does not show it: a duplicate can add names.
        let version: i64 = sqlx::query_scalar("pragma data_version")
            .fetch_one(&mut **transaction)
            .await?;
        if self.data_version.replace(version) == Some(version) {
            return Ok(());
        }
        for names in Names::ALL {
            let words = &mut self.names[names];
            let mut query = select_after(names, i64::from(words.len()));
            let rows: Vec<(i64, String)> =
                query.build_query_as().fetch_all(&mut **transaction).await?;
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
        let undone_imports: Vec<i64> =
            sqlx::query_scalar("select id from imports where undone_at is not null")
                .fetch_all(&mut **transaction)
                .await?;
        self.undone_imports = undone_imports.into_iter().map(ImportId).collect();
        let undone: i64 = sqlx::query_scalar("select version from undone")
            .fetch_one(&mut **transaction)
            .await?;
        if undone > self.last_event_id {
            self.identities = Stored::default();
            self.last_event_id = 0;
            self.saved = 0;
        }
        self.read_identities(transaction).await?;
        self.last_event_id = undone.max(self.last_event_id);
        Ok(())
    }

    /// Reads the identities of the events after the last known one.
    async fn read_identities(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
    ) -> Result<(), sqlx::Error> {
        let mut rows = sqlx::query(
            "select id, server_id, at, hash, ordinal, external_id from events where id > ? \
             order by id",
        )
        .bind(self.last_event_id)
        .fetch(&mut **transaction);
        while let Some(row) = rows.try_next().await? {
            let server: i64 = row.try_get(1)?;
            let server = server as u32;
            let at: i64 = row.try_get(2)?;
            let external_id: Option<&str> = row.try_get(5)?;
            let identity = if let Some(id) = external_id {
                self.add_line_of(server, at, id);
                by_id(server, id)
            } else {
                let hash: i64 = row.try_get(3)?;
                let ordinal: i64 = row.try_get(4)?;
                by_line(server, at, hash.cast_unsigned(), ordinal as u32)
            };
            self.last_event_id = row.try_get(0)?;
            let Stored { earlier, present } = &mut self.identities;
            if self.last_event_id > self.last_earlier_id {
                present.insert(identity);
            } else {
                earlier.insert(identity);
            }
        }
        Ok(())
    }

    /// The import that a part's events belong to: its own, or the one that goes on where
    /// that was undone. `None` where nothing goes on.
    pub(super) async fn standing(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        part: &Part<'_>,
    ) -> Result<Option<ImportId>, sqlx::Error> {
        if !self.undone_imports.contains(&part.import) {
            return Ok(Some(part.import));
        }
        match part.pushed {
            Some(pushed) => import::successor(transaction, part.import, pushed.at).await,
            None => Ok(None),
        }
    }

    /// Adds the new names of a batch to the database, and maps all its ids to the database's.
    pub(super) async fn map(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
        batch: &Batch,
        maps: &mut Maps,
    ) -> Result<(), sqlx::Error> {
        for names in Names::ALL {
            let map = &mut maps.names[names];
            let words = &mut self.names[names];
            for word in batch.names[names].after(map.len()) {
                let id = match words.get(word) {
                    Some(id) => id,
                    None => {
                        let id = words.add(word);
                        let mut query = insert(names, id, word);
                        query.build().execute(&mut **transaction).await?;
                        id
                    }
                };
                map.push(id);
            }
        }
        for server in batch.servers.iter().skip(maps.servers.len()) {
            let account = mapped(&maps.names[Names::Accounts], server.account);
            let word = batch.names[Names::Accounts].after(server.account as usize - 1);
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
