//! Users as an OpenID provider knows them.

use sqlx::sqlite::SqliteConnection;

use crate::accounts::sessions::Proven;
use crate::audit::{By, note};
use crate::error::StoreError;
use crate::open::Store;

/// Who somebody is, in the words of an OpenID provider that is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderUser {
    /// The provider's address, as it signs with it.
    pub provider: String,
    /// The id that it gives to this person. It means nobody else, ever.
    pub subject: String,
    /// The e-mail address, where the provider has verified that it is theirs.
    pub email: Option<String>,
}

impl Store {
    /// The user whom a provider means: who signed in by it before under this id, else the
    /// one whose name is the verified e-mail address, who then has this id for good. `None`
    /// where there is none; nobody is added. An address that was given to somebody else
    /// later opens nothing of who had it before.
    pub async fn user_of_provider(
        &self,
        named: &ProviderUser,
        by: &By<'_>,
    ) -> Result<Option<Proven>, StoreError> {
        let fail = |error| self.error(error);
        let mut change = self.change(by.asker()).await?;
        let connection = change.connection();
        let name = match known(connection, named).await.map_err(fail)? {
            Some(name) => name,
            None => match met(connection, named).await.map_err(fail)? {
                Some(name) => {
                    let by = By { who: &name, ..*by };
                    let detail = format!("{}: {}", named.provider, named.subject);
                    let noted = note(connection, &by, "provider-met", &detail).await;
                    noted.map_err(fail)?;
                    name
                }
                None => return Ok(None),
            },
        };
        change.commit().await?;
        Ok(self.user_named(&name).await?.map(Proven::otherwise))
    }
}

/// The name of who signed in by the provider before.
async fn known(
    connection: &mut SqliteConnection,
    named: &ProviderUser,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select name from sign_in_users where provider = ? and provider_subject = ?")
        .bind(&named.provider)
        .bind(&named.subject)
        .fetch_optional(connection)
        .await
}

/// The name of the user whose name is the verified address and who never signed in by this
/// provider; from now on they have its id.
async fn met(
    connection: &mut SqliteConnection,
    named: &ProviderUser,
) -> Result<Option<String>, sqlx::Error> {
    let Some(email) = &named.email else {
        return Ok(None);
    };
    sqlx::query_scalar(
        "update sign_in_users set provider = ?, provider_subject = ? \
         where name = ? and (provider is null or provider <> ?) returning name",
    )
    .bind(&named.provider)
    .bind(&named.subject)
    .bind(email)
    .bind(&named.provider)
    .fetch_optional(connection)
    .await
}
