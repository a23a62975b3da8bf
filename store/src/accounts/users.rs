//! Who may sign in.

pub(crate) mod provider;
pub(crate) mod rows;
pub(crate) mod user;

use std::collections::BTreeSet;

use crate::accounts::password::Password;
use crate::accounts::rights::{Rights, Role};
use crate::accounts::secret::{Secret, SecretHash};
use crate::accounts::sessions::Proven;
use crate::audit::{By, note};
use crate::change::Change;
use crate::error::StoreError;
use crate::open::Store;
pub use user::{NAME_CHARS_MAX, NewUser, SignInName, User, UserError, UserId};

use rows::{
    administrators, delete_accounts, hashed, insert_accounts, name_and_role, other_administrators,
};
use user::UserRow;

/// The statement that selects users, with what it says of which and in what order. It is
/// put together when it is compiled.
macro_rules! select_users {
    ($which:literal) => {
        concat!(
            "select id, name, role, all_accounts, password is not null as has_password from sign_in_users ",
            $which
        )
    };
}

impl Store {
    /// Every user, by name.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows: Vec<UserRow> = sqlx::query_as(select_users!("order by name"))
            .fetch_all(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        let mut users = Vec::with_capacity(rows.len());
        for row in rows {
            users.push(self.user_of_row(row).await?);
        }
        Ok(users)
    }

    /// The user of a name.
    pub async fn user_named(&self, name: &str) -> Result<Option<User>, StoreError> {
        let row: Option<UserRow> = sqlx::query_as(select_users!("where name = ?"))
            .bind(name)
            .fetch_optional(self.readers())
            .await
            .map_err(|error| self.error(error))?;
        self.user_of(row).await
    }

    /// The administrator who has been one of the users for longest.
    pub async fn first_administrator(&self) -> Result<Option<User>, StoreError> {
        let row: Option<UserRow> = sqlx::query_as(select_users!(
            "where role = 'administrator' order by id limit 1"
        ))
        .fetch_optional(self.readers())
        .await
        .map_err(|error| self.error(error))?;
        self.user_of(row).await
    }

    /// Adds a user.
    pub async fn add_user(&self, new: NewUser, by: &By<'_>) -> Result<UserId, UserError> {
        let password = hashed(new.password.clone()).await?;
        let mut change = self.change(by.asker()).await?;
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
        by: &By<'_>,
    ) -> Result<(UserId, Secret), UserError> {
        let hash = hashed(password).await?;
        let new = NewUser {
            name,
            rights: Rights::all(Role::Administrator),
            password: None,
        };
        let secret = Secret::random()?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
        let administrators = administrators(change.connection()).await;
        if administrators.map_err(fail)? > 0 {
            return Err(UserError::NotTheFirst);
        }
        let id = self.insert_user(&mut change, &new, hash, by).await?;
        let connection = change.connection();
        let begun = crate::accounts::sessions::insert(connection, id, None, &secret, by.at).await;
        begun.map_err(fail)?;
        let who = By {
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
        by: &By<'_>,
    ) -> Result<UserId, UserError> {
        let fail = |error| self.error(error);
        let connection = change.connection();
        let id: Option<i64> = sqlx::query_scalar(
            "insert into sign_in_users (name, role, all_accounts, password, created_at) \
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
        by: &By<'_>,
    ) -> Result<(), UserError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
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
            sqlx::query("update sign_in_users set role = ?, all_accounts = ? where id = ?")
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
        by: &By<'_>,
    ) -> Result<(), UserError> {
        let what = match password {
            Some(_) => "password-set",
            None => "password-removed",
        };
        let password = hashed(password).await?;
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
        let connection = change.connection();
        let (name, _) = name_and_role(connection, id)
            .await
            .map_err(fail)?
            .ok_or(UserError::Unknown)?;
        let updated = sqlx::query("update sign_in_users set password = ? where id = ?")
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
    pub async fn remove_user(&self, id: UserId, by: &By<'_>) -> Result<(), UserError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
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
        let deleted = sqlx::query("delete from sign_in_users where id = ?")
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
    ) -> Result<Option<Proven>, StoreError> {
        let stored: Option<Option<String>> =
            sqlx::query_scalar("select password from sign_in_users where name = ?")
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
            .map(|(user, hash)| Proven::by_password(user, hash)))
    }

    async fn user_of(&self, row: Option<UserRow>) -> Result<Option<User>, StoreError> {
        match row {
            Some(row) => self.user_of_row(row).await.map(Some),
            None => Ok(None),
        }
    }

    pub(crate) async fn user_of_row(&self, row: UserRow) -> Result<User, StoreError> {
        let role = Role::from_word(&row.role).ok_or_else(|| StoreError::Damaged {
            path: self.path().to_owned(),
            what: format!("there is no role {}", row.role),
        })?;
        let accounts = if row.all_accounts {
            None
        } else {
            let names: Vec<String> =
                sqlx::query_scalar("select account from sign_in_user_accounts where user_id = ?")
                    .bind(row.id)
                    .fetch_all(self.readers())
                    .await
                    .map_err(|error| self.error(error))?;
            Some(BTreeSet::from_iter(names))
        };
        Ok(User {
            id: UserId(row.id),
            name: row.name,
            rights: Rights::stored(role, accounts),
            has_password: row.has_password,
        })
    }
}
