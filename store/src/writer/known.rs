//! What a writer knows of the file, and how it learns more.

use futures_util::TryStreamExt as _;
use hashbrown::HashSet;
use sqlx::sqlite::Sqlite;
use sqlx::{Row as _, Transaction};

use super::{Maps, Part, mapped};
use crate::batch::Batch;
use crate::identities::{Identities, by_id, by_line};
use crate::import::{self, ImportId};
use crate::words::{ByNames, Names, Words, pair};

/// What a writer knows of the file.
#[derive(Default)]
pub(super) struct Known {
    pub(super) names: ByNames<Words>,
    pub(super) servers: Words,
    pub(super) statuses: Words,
    pub(super) identities: Identities,
    /// The last id that no new event may have.
    pub(super) last_event_id: i64,
    /// The imports that were taken back.
    pub(super) taken_back: HashSet<ImportId>,
    /// The last row of the identities beside the database, as far as is known.
    pub(super) saved: u64,
    /// SQLite's `data_version` at the last look; it changes when another connection
    /// has committed.
    pub(super) data_version: Option<i64>,
}

impl Known {
    /// Learns what was appended since. Where an import was taken back, the identities of
    /// what is left are read anew.
    pub(super) async fn catch_up(
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
        let taken_back: Vec<i64> =
            sqlx::query_scalar("select id from imports where taken_back_at is not null")
                .fetch_all(&mut **transaction)
                .await?;
        self.taken_back = taken_back.into_iter().map(ImportId).collect();
        let undone: i64 = sqlx::query_scalar("select version from undone")
            .fetch_one(&mut **transaction)
            .await?;
        if undone > self.last_event_id {
            self.identities = Identities::default();
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
            self.last_event_id = row.try_get(0)?;
        }
        Ok(())
    }

    /// The import that a part's events belong to: its own, or the one that goes on where
    /// that was taken back. `None` where nothing goes on.
    pub(super) async fn standing(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        part: &Part<'_>,
    ) -> Result<Option<ImportId>, sqlx::Error> {
        if !self.taken_back.contains(&part.import) {
            return Ok(Some(part.import));
        }
        match part.pushed {
            Some(pushed) => import::successor(transaction, part.import, pushed.at).await,
            None => Ok(None),
        }
    }

    /// Adds the batch's new words to the record, and notes the record's ids of them all.
    pub(super) async fn map(
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
