//! Rows of users, within a transaction.

use sqlx::sqlite::SqliteConnection;

use super::user::UserId;
use crate::accounts::password::Password;
use crate::accounts::rights::{Rights, Role};
use crate::error::StoreError;

pub(super) async fn hashed(password: Option<Password>) -> Result<Option<String>, StoreError> {
    match password {
        Some(password) => password.hash().await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn administrators(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from report_users where role = 'administrator'")
        .fetch_one(connection)
        .await
}

/// `None` where a user of this role is the only administrator.
pub(super) async fn other_administrators(
    connection: &mut SqliteConnection,
    id: UserId,
    role: &str,
) -> Result<Option<()>, sqlx::Error> {
    if role != Role::Administrator.word() {
        return Ok(Some(()));
    }
    let others: i64 = sqlx::query_scalar(
        "select count(*) from report_users where role = 'administrator' and id <> ?",
    )
    .bind(id.0)
    .fetch_one(connection)
    .await?;
    Ok((others > 0).then_some(()))
}

pub(crate) async fn name_and_role(
    connection: &mut SqliteConnection,
    id: UserId,
) -> Result<Option<(String, String)>, sqlx::Error> {
    sqlx::query_as("select name, role from report_users where id = ?")
        .bind(id.0)
        .fetch_optional(connection)
        .await
}

pub(super) async fn delete_accounts(
    connection: &mut SqliteConnection,
    id: UserId,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from report_user_accounts where user_id = ?")
        .bind(id.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn insert_accounts(
    connection: &mut SqliteConnection,
    id: UserId,
    rights: &Rights,
) -> Result<(), sqlx::Error> {
    for account in rights.accounts().into_iter().flatten() {
        sqlx::query("insert into report_user_accounts (user_id, account) values (?, ?)")
            .bind(id.0)
            .bind(account)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
