//! Users as an OpenID provider knows them.

use sqlx::sqlite::SqliteConnection;

use crate::accounts::sessions::Authenticated;
use crate::audit::{Actor, note};
use crate::error::StoreError;
use crate::open::Store;

/// A person as a trusted OpenID provider describes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderUser {
    /// The URL of the provider, as in its signed tokens.
    pub provider: String,
    /// The provider's id of this person, which it never gives to another.
    pub subject: String,
    /// The e-mail address, where the provider has verified that it is theirs.
    pub email: Option<String>,
}

impl Store {
    /// The user of a provider's person: the one who signed in with this id before, else the one
    /// whose name is the verified e-mail address, who is bound to this id from then on. `None`
    /// where there is none; no user is added. An e-mail address that is given to another person
    /// later does not open the account of the previous one.
    pub async fn user_of_provider(
        &self,
        named: &ProviderUser,
        by: &Actor<'_>,
    ) -> Result<Option<Authenticated>, StoreError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.requester_id()).await?;
        let connection = change.connection();
        let name = match known(connection, named).await.map_err(fail)? {
            Some(name) => name,
            None => match met(connection, named).await.map_err(fail)? {
                Some(name) => {
                    let by = Actor { who: &name, ..*by };
                    let detail = format!("{}: {}", named.provider, named.subject);
                    let noted = note(connection, &by, "provider-met", &detail).await;
                    noted.map_err(fail)?;
                    name
                }
                None => return Ok(None),
            },
        };
        change.commit().await?;
        Ok(self
            .user_named(&name)
            .await?
            .map(Authenticated::without_password))
    }
}

/// The name of the user who signed in with this id before.
async fn known(
    connection: &mut SqliteConnection,
    named: &ProviderUser,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select name from report_users where provider = ? and provider_subject = ?")
        .bind(&named.provider)
        .bind(&named.subject)
        .fetch_optional(connection)
        .await
}

/// The name of the user whose name is the verified e-mail address and who never signed in by
/// this provider. Binds the user to the provider's id.
async fn met(
    connection: &mut SqliteConnection,
    named: &ProviderUser,
) -> Result<Option<String>, sqlx::Error> {
    let Some(email) = &named.email else {
        return Ok(None);
    };
    sqlx::query_scalar(
        "update report_users set provider = ?, provider_subject = ? \
         where name = ? and (provider is null or provider <> ?) returning name",
    )
    .bind(&named.provider)
    .bind(&named.subject)
    .bind(email)
    .bind(&named.provider)
    .fetch_optional(connection)
    .await
}
