//! The one-time link that is printed at start.

use store::{Secret, SecretHash, StoreError};
use tokio::sync::{Mutex, MutexGuard};

/// What the link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// It creates the first administrator.
    FirstAdministrator,
    /// It signs in as the first administrator.
    SignIn,
}

/// The link, until it is used. It lives in memory and ends with the process.
#[derive(Debug, Default)]
pub struct OneTimeLink(Mutex<Option<(SecretHash, Opens)>>);

/// The link while a request uses it; other requests wait.
pub(crate) struct InUse<'a> {
    link: MutexGuard<'a, Option<(SecretHash, Opens)>>,
    /// What it does.
    pub opens: Opens,
}

impl OneTimeLink {
    /// Creates a link and its secret.
    pub fn new(opens: Opens) -> Result<(Self, Secret), StoreError> {
        let secret = Secret::random()?;
        let link = Mutex::new(Some((secret.hash(), opens)));
        Ok((Self(link), secret))
    }

    /// The link for a secret; `None` if it was used or the secret is wrong.
    pub(crate) async fn use_by(&self, secret: &str) -> Option<InUse<'_>> {
        let hash = Secret::parse(secret)?.hash();
        let link = self.0.lock().await;
        let opens = link.filter(|(known, _)| *known == hash)?.1;
        Some(InUse { link, opens })
    }
}

impl InUse<'_> {
    /// Ends the link: it has done its work.
    pub(crate) fn spend(mut self) {
        *self.link = None;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use store::Secret;

    use super::{OneTimeLink, Opens};

    #[tokio::test]
    async fn it_opens_until_it_is_spent() {
        let (link, secret) = OneTimeLink::new(Opens::SignIn).unwrap();
        let secret = secret.reveal();
        for _ in 0..2 {
            let in_use = link.use_by(&secret).await.unwrap();
            assert_eq!(in_use.opens, Opens::SignIn);
        }
        link.use_by(&secret).await.unwrap().spend();
        assert!(link.use_by(&secret).await.is_none());
    }

    #[tokio::test]
    async fn another_secret_opens_nothing() {
        let (link, secret) = OneTimeLink::new(Opens::FirstAdministrator).unwrap();
        let other = Secret::random().unwrap().reveal();
        for wrong in ["", "abc", &other, &secret.reveal()[1..]] {
            assert!(link.use_by(wrong).await.is_none(), "{wrong}");
        }
        let none = OneTimeLink::default();
        assert!(none.use_by(&secret.reveal()).await.is_none());
    }
}
