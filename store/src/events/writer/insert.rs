//! The INSERT of new events.

use domain::dimension::Dimension;
use sqlx::sqlite::Sqlite;
use sqlx::{QueryBuilder, Transaction};

use super::Maps;
use crate::events::batch::BatchRow;
use crate::events::import::ImportId;

/// Rows of one INSERT: sqlx hands each statement to a thread of its own, so that a
/// statement a row would be bound by the hand-over. SQLite takes 32,766 values at most.
pub(super) const INSERT_ROWS: usize = 400;

/// Inserts rows, with the ids after the last event's.
pub(super) async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    rows: &[(&BatchRow, &Maps, ImportId)],
    last_event_id: &mut i64,
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "insert into events (id, import_id, at, outcome_id, count, is_final, hash, ordinal, \
         external_id",
    );
    for dimension in Dimension::ALL {
        query.push(", ").push(dimension.declaration().column);
    }
    query.push(") ");
    query.push_values(rows, |mut values, (row, maps, import)| {
        *last_event_id = last_event_id.saturating_add(1);
        values
            .push_bind(*last_event_id)
            .push_bind(import.0)
            .push_bind(i64::from(row.at))
            .push_bind(i64::from(row.outcome))
            .push_bind(row.count)
            .push_bind(i64::from(row.is_final))
            .push_bind(row.hash.cast_signed())
            .push_bind(i64::from(row.ordinal))
            .push_bind(row.id.as_deref());
        for dimension in Dimension::ALL {
            let id = i64::from(maps.id(dimension, row));
            // What is no denial has no status.
            let is_there = dimension != Dimension::Status || id > 0;
            values.push_bind(is_there.then_some(id));
        }
    });
    query.build().execute(&mut **transaction).await?;
    Ok(())
}
