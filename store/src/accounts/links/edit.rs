//! Editing a link: its note, its end and its password. What it shows stays as it is.

use domain::zone::DAY_S;

use super::link::{LINK_DAYS_MAX, LinkId, LinkRefusal, end_sessions};
use super::terms::checked_note;
use crate::accounts::password::Password;
use crate::audit::{Actor, note};
use crate::open::Store;

/// What becomes of a link.
#[derive(Clone, Debug)]
pub struct LinkEdit {
    /// The note to its reader.
    pub note: String,
    /// When it ends, in seconds since 1970-01-01T00:00:00Z; `None`: as before.
    pub expires_at: Option<i64>,
    /// Its password.
    pub password: PasswordEdit,
}

/// What becomes of a link's password.
#[derive(Clone, Debug)]
pub enum PasswordEdit {
    /// It stays.
    Keep,
    /// The link opens without one.
    Remove,
    /// The link opens with this one. Its readers have to type it, also those who opened the
    /// link before.
    Set(Password),
}

impl Store {
    /// Edits a link that was not revoked. One that has expired works again where it gets a
    /// later end.
    pub async fn edit_link(
        &self,
        id: LinkId,
        edit: LinkEdit,
        by: &Actor<'_>,
    ) -> Result<(), LinkRefusal> {
        let text = checked_note(&edit.note)?;
        // The last day has begun and counts.
        let latest = by.at + (i64::from(LINK_DAYS_MAX) + 1) * DAY_S;
        if let Some(expires_at) = edit.expires_at
            && !(by.at + 1..=latest).contains(&expires_at)
        {
            return Err(LinkRefusal::LastDay);
        }
        let (keeps_password, password) = match edit.password {
            PasswordEdit::Keep => (true, None),
            PasswordEdit::Remove => (false, None),
            PasswordEdit::Set(password) => (false, Some(password.hash().await?)),
        };
        let ends_sessions = password.is_some();
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let edited = sqlx::query(
            "update links set note = ?, expires_at = ifnull(?, expires_at), \
             password = case when ? then password else ? end \
             where id = ? and revoked_at is null",
        )
        .bind(text)
        .bind(edit.expires_at)
        .bind(keeps_password)
        .bind(password)
        .bind(id.number())
        .execute(&mut *connection)
        .await
        .map_err(fail)?;
        if edited.rows_affected() == 0 {
            return Err(LinkRefusal::Gone);
        }
        if ends_sessions {
            end_sessions(connection, id).await.map_err(fail)?;
        }
        let detail = format!("link {}", id.number());
        let noted = note(connection, by, "link-edited", &detail).await;
        noted.map_err(fail)?;
        Ok(change.commit().await?)
    }
}
