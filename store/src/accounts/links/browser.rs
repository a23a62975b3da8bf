//! The links that one browser has open: a bounded number, since each has a cookie that the
//! browser sends with every request.

use std::collections::HashSet;

use sqlx::sqlite::SqliteConnection;

use super::link::LINK_SESSION_S;
use super::link::LinkId;
use crate::accounts::secret::SecretHash;
use crate::accounts::sessions::AHEAD_MAX_S;
use crate::audit::{Actor, note};

/// The most links that one browser has open. Where it opens another, it is signed out of
/// the one that it used least recently.
pub const OPEN_LINKS_MAX: usize = 10;

/// A session of a browser that has not ended.
struct OpenLink {
    session: SecretHash,
    id: i64,
    link: i64,
    last_used_at: i64,
}

/// Makes room for a session of `link` in a browser: ends one of the same link, which the new one
/// replaces, and those that are too many. Returns those that go on.
pub(super) async fn make_room(
    connection: &mut SqliteConnection,
    browser: &[SecretHash],
    link: LinkId,
    by: &Actor<'_>,
) -> Result<Vec<SecretHash>, sqlx::Error> {
    let mut open = Vec::new();
    for session in browser.iter().collect::<HashSet<_>>() {
        open.extend(open_link(connection, session, by.at).await?);
    }
    open.sort_by_key(|open| std::cmp::Reverse((open.last_used_at, open.id)));
    let mut kept = Vec::new();
    for open in open {
        let why = if open.link == link.0 {
            "opened again in the same browser"
        } else if kept.len() + 1 >= OPEN_LINKS_MAX {
            "too many links open in one browser"
        } else {
            kept.push(open.session);
            continue;
        };
        sqlx::query("delete from link_sessions where id = ?")
            .bind(open.id)
            .execute(&mut *connection)
            .await?;
        let detail = format!("link {}: {why}", open.link);
        note(connection, by, "link-closed", &detail).await?;
    }
    Ok(kept)
}

/// A session, unless it or its link has ended.
async fn open_link(
    connection: &mut SqliteConnection,
    session: &SecretHash,
    now: i64,
) -> Result<Option<OpenLink>, sqlx::Error> {
    let row: Option<(i64, i64, i64)> = sqlx::query_as(
        "select link_sessions.id, link_id, last_used_at from link_sessions \
         join links_with_owners on links_with_owners.id = link_id \
         where secret_hash = ? and link_sessions.created_at > ? \
         and link_sessions.created_at <= ? and revoked_at is null and expires_at > ?",
    )
    .bind(session.bytes())
    .bind(now - LINK_SESSION_S)
    .bind(now + AHEAD_MAX_S)
    .bind(now)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(id, link, last_used_at)| OpenLink {
        session: *session,
        id,
        link,
        last_used_at,
    }))
}
