//! Who may sign in.

pub(crate) mod provider;
pub(crate) mod rows;
pub(crate) mod user;

use crate::accounts::password::Password;
use crate::accounts::rights::{Rights, Role};
use crate::accounts::secret::{Secret, SecretHash};
use crate::accounts::sessions::Authenticated;
use crate::audit::{Actor, note};
use crate::change::Change;
use crate::error::StoreError;
use crate::open::Store;
pub use user::{NAME_CHARS_MAX, NewUser, SignInName, User, UserError, UserId};

use rows::{
    administrators, delete_accounts, hashed, insert_accounts, name_and_role, other_administrators,
};
use user::UserRow;

impl Store {
    /// Every user, by name.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let select = "select * from report_users_with_accounts order by name";
        let rows: Vec<UserRow> = sqlx::query_as(select)
            .fetch_all(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        rows.into_iter().map(|row| row.user(self)).collect()
    }

    /// The user of a name.
    pub async fn user_named(&self, name: &str) -> Result<Option<User>, StoreError> {
        let select = "select * from report_users_with_accounts where name = ?";
        let row: Option<UserRow> = sqlx::query_as(select)
            .bind(name)
            .fetch_optional(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| row.user(self)).transpose()
    }

    /// The administrator who has been one of the users for longest.
    pub async fn first_administrator(&self) -> Result<Option<User>, StoreError> {
        let select = "select * from report_users_with_accounts \
             where role = 'administrator' order by id limit 1";
        let row: Option<UserRow> = sqlx::query_as(select)
            .fetch_optional(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| row.user(self)).transpose()
    }

    /// Adds a user.
    pub async fn add_user(&self, new: NewUser, by: &Actor<'_>) -> Result<UserId, UserError> {
        let password = hashed(new.password.clone()).await?;
        let mut change = self.change(by.requester_id()).await?;
        let id = self.insert_user(&mut change, &new, password, by).await?;
        change.commit().await?;
        Ok(id)
    }

    /// Adds the first administrator and begins their session, whose secret belongs into a
    /// cookie: both or neither. Refused where there is an administrator.
    pub async fn add_first_administrator(
        &self,
        name: SignInName,
        password: Option<Password>,
        by: &Actor<'_>,
    ) -> Result<(UserId, Secret), UserError> {
        let hash = hashed(password).await?;
        let new = NewUser {
            name,
            rights: Rights::all(Role::Administrator),
            password: None,
        };
        let secret = Secret::random()?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let administrators = administrators(change.connection()).await;
        if administrators.map_err(fail)? > 0 {
            return Err(UserError::NotTheFirst);
        }
        let id = self.insert_user(&mut change, &new, hash, by).await?;
        let connection = change.connection();
        let begun = crate::accounts::sessions::insert(connection, id, None, &secret, by.at).await;
        begun.map_err(fail)?;
        let who = Actor {
            who: new.name.as_str(),
            ..*by
        };
        let noted = note(connection, &who, "signed-in", "").await;
        noted.map_err(fail)?;
        change.commit().await?;
        Ok((id, secret))
    }

    async fn insert_user(
        &self,
        change: &mut Change<'_>,
        new: &NewUser,
        password: Option<String>,
        by: &Actor<'_>,
    ) -> Result<UserId, UserError> {
        let fail = |error| self.error(error);
        let connection = change.connection();
        let id: Option<i64> = sqlx::query_scalar(
            "insert into report_users (name, role, all_accounts, password, created_at) \
             values (?, ?, ?, ?, ?) on conflict do nothing returning id",
        )
        .bind(new.name.as_str())
        .bind(new.rights.role().word())
        .bind(new.rights.accounts().is_none())
        .bind(password)
        .bind(by.at)
        .fetch_optional(&mut *connection)
        .await
        .map_err(fail)?;
        let id = UserId(id.ok_or(UserError::NameTaken)?);
        let stored = insert_accounts(connection, id, &new.rights).await;
        stored.map_err(fail)?;
        let detail = format!("{}: {}", new.name.as_str(), new.rights.in_words());
        let noted = note(connection, by, "user-added", &detail).await;
        noted.map_err(fail)?;
        Ok(id)
    }

    /// Changes what a user may do and see; it holds from the user's next request on.
    pub async fn set_rights(
        &self,
        id: UserId,
        rights: &Rights,
        by: &Actor<'_>,
    ) -> Result<(), UserError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let (name, role) = name_and_role(connection, id)
            .await
            .map_err(fail)?
            .ok_or(UserError::Unknown)?;
        if rights.role() != Role::Administrator {
            let others = other_administrators(connection, id, &role).await;
            others.map_err(fail)?.ok_or(UserError::LastAdministrator)?;
        }
        let updated =
            sqlx::query("update report_users set role = ?, all_accounts = ? where id = ?")
                .bind(rights.role().word())
                .bind(rights.accounts().is_none())
                .bind(id.0)
                .execute(&mut *connection)
                .await;
        updated.map_err(fail)?;
        delete_accounts(connection, id).await.map_err(fail)?;
        let stored = insert_accounts(connection, id, rights).await;
        stored.map_err(fail)?;
        let detail = format!("{name}: {}", rights.in_words());
        let noted = note(connection, by, "role-changed", &detail).await;
        noted.map_err(fail)?;
        Ok(change.commit().await?)
    }

    /// Sets or removes a password, and ends every session of the user but `kept`.
    pub async fn set_password(
        &self,
        id: UserId,
        password: Option<Password>,
        kept: Option<&SecretHash>,
        by: &Actor<'_>,
    ) -> Result<(), UserError> {
        let what = match password {
            Some(_) => "password-set",
            None => "password-removed",
        };
        let password = hashed(password).await?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let (name, _) = name_and_role(connection, id)
            .await
            .map_err(fail)?
            .ok_or(UserError::Unknown)?;
        let updated = sqlx::query("update report_users set password = ? where id = ?")
            .bind(password)
            .bind(id.0)
            .execute(&mut *connection)
            .await;
        updated.map_err(fail)?;
        let ended = crate::accounts::sessions::delete_of_user(connection, id, kept).await;
        ended.map_err(fail)?;
        note(connection, by, what, &name).await.map_err(fail)?;
        Ok(change.commit().await?)
    }

    /// Removes a user, and ends every session of theirs.
    pub async fn remove_user(&self, id: UserId, by: &Actor<'_>) -> Result<(), UserError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let (name, role) = name_and_role(connection, id)
            .await
            .map_err(fail)?
            .ok_or(UserError::Unknown)?;
        let others = other_administrators(connection, id, &role).await;
        others.map_err(fail)?.ok_or(UserError::LastAdministrator)?;
        let ended = crate::accounts::sessions::delete_of_user(connection, id, None).await;
        ended.map_err(fail)?;
        delete_accounts(connection, id).await.map_err(fail)?;
        let deleted = sqlx::query("delete from report_users where id = ?")
            .bind(id.0)
            .execute(&mut *connection)
            .await;
        deleted.map_err(fail)?;
        let noted = note(connection, by, "user-removed", &name).await;
        noted.map_err(fail)?;
        Ok(change.commit().await?)
    }

    /// The user of a name and a password. It takes the same time whether the name, the
    /// password or both are wrong.
    pub async fn user_with_password(
        &self,
        name: &str,
        password: Password,
    ) -> Result<Option<Authenticated>, StoreError> {
        let stored: Option<Option<String>> =
            sqlx::query_scalar("select password from report_users where name = ?")
                .bind(name)
                .fetch_optional(self.readers())
                .await
                .map_err(|error| self.error(error))?;
        let stored = stored.flatten();
        if !password.matches(stored.clone()).await? {
            return Ok(None);
        }
        let user = self.user_named(name).await?;
        Ok(user
            .zip(stored)
            .map(|(user, hash)| Authenticated::with_password(user, hash)))
    }
}
