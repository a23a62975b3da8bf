//! The link that the console shows: it opens the server once.

use store::{Secret, SecretHash, StoreError};
use tokio::sync::{Mutex, MutexGuard};

/// What the link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// It makes the first administrator.
    FirstAdministrator,
    /// It signs in as the first administrator.
    SignIn,
}

/// The link, as long as nobody used it. It lives in memory and ends with the process.
#[derive(Debug, Default)]
pub struct OneTimeLink(Mutex<Option<(SecretHash, Opens)>>);

/// The link while somebody uses it: nobody else can at the same time.
pub(crate) struct InUse<'a> {
    link: MutexGuard<'a, Option<(SecretHash, Opens)>>,
    /// What it does.
    pub opens: Opens,
}

impl OneTimeLink {
    /// A link and its secret.
    pub fn new(opens: Opens) -> Result<(Self, Secret), StoreError> {
        let secret = Secret::random()?;
        let link = Mutex::new(Some((secret.hash(), opens)));
        Ok((Self(link), secret))
    }

    /// The link of a secret; `None` where it was used or is another.
    pub(crate) async fn use_by(&self, secret: &str) -> Option<InUse<'_>> {
        let hash = Secret::parse(secret)?.hash();
        let link = self.0.lock().await;
        let opens = link.filter(|(known, _)| *known == hash)?.1;
        Some(InUse { link, opens })
    }
}

impl InUse<'_> {
    /// From now on it opens nothing: it did what it is for.
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
    async fn it_opens_until_it_spend() {
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
