//! Passwords, as argon2id hashes.

use std::fmt;
use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};

use crate::error::StoreError;
use crate::work::WorkPool;

/// Characters that a password has at least, and bytes that it has at most.
pub const PASSWORD_CHARS_MIN: usize = 12;
const PASSWORD_BYTES_MAX: usize = 1024;

/// Hashes that are computed at a time: each takes 19 MiB and a core for some hundredths of a
/// second, which is its purpose, and the report must go on meanwhile.
const HASHING_MAX: usize = 2;

/// Random bytes of a salt.
const SALT_BYTES: usize = 16;

/// Hashes that wait at most, each with the request that wants it: some seconds of work.
const WAITING_MAX: usize = 100;

static HASHING: LazyLock<WorkPool> = LazyLock::new(|| WorkPool::new(HASHING_MAX, WAITING_MAX));

/// The hash that an unknown name is compared with, so that it takes as long as a wrong password.
/// The password of this hash opens nothing.
static DUMMY: LazyLock<Result<String, StoreError>> = LazyLock::new(|| hash("nobody's password"));

/// A password as it was typed. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a password cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// It is too short.
    #[error("a password has at least {PASSWORD_CHARS_MIN} characters: take a few words")]
    TooShort,
    /// It is too long.
    #[error("a password has at most {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
}

impl Password {
    /// A password to be set.
    pub fn new(text: &str) -> Result<Self, PasswordRefusal> {
        if text.chars().count() < PASSWORD_CHARS_MIN {
            return Err(PasswordRefusal::TooShort);
        }
        if text.len() > PASSWORD_BYTES_MAX {
            return Err(PasswordRefusal::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// A password to be compared. One that is too long matches nothing, and neither does an empty one.
    pub fn typed(text: &str) -> Self {
        if text.len() > PASSWORD_BYTES_MAX {
            return Self(String::new());
        }
        Self(text.to_owned())
    }

    /// The hash to store, in PHC form. Computed off the threads that answer requests.
    pub(crate) async fn hash(self) -> Result<String, StoreError> {
        off_the_runtime(move || hash(&self.0)).await?
    }

    /// Whether a stored hash is of this password. It takes the same time where there is
    /// none.
    pub(crate) async fn matches(self, stored: Option<String>) -> Result<bool, StoreError> {
        off_the_runtime(move || {
            let dummy = DUMMY.as_ref().map_or("", String::as_str);
            let is_known = stored.is_some();
            let stored = stored.unwrap_or_else(|| dummy.to_owned());
            let Ok(parsed) = PasswordHash::new(&stored) else {
                return false;
            };
            let verified = Argon2::default().verify_password(self.0.as_bytes(), &parsed);
            verified.is_ok() && is_known
        })
        .await
    }
}

/// Shows nothing, so that no log can.
impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// Runs what takes long on a thread of its own, a few at a time.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    Ok(HASHING.run(work).await?)
}

fn hash(password: &str) -> Result<String, StoreError> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(StoreError::of_randomness)?;
    let salt = SaltString::encode_b64(&salt).map_err(|_| StoreError::Hashing)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|_| StoreError::Hashing)?.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::{Password, PasswordRefusal};

    #[tokio::test]
    async fn a_password_matches_its_own_hash_and_no_other() {
        let password = Password::new("correct horse battery").unwrap();
        let hash = password.clone().hash().await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(password.clone().matches(Some(hash.clone())).await.unwrap());
        for wrong in ["correct horse batter", "correct horse battery ", ""] {
            let typed = Password::typed(wrong);
            assert!(!typed.matches(Some(hash.clone())).await.unwrap(), "{wrong}");
        }
        let again = password.hash().await.unwrap();
        assert_ne!(hash, again, "each has a salt of its own");
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        for typed in ["nobody's password", ""] {
            assert!(!Password::typed(typed).matches(None).await.unwrap());
        }
        let typed = Password::typed("anything at all");
        assert!(!typed.matches(Some("no hash".to_owned())).await.unwrap());
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert_eq!(Password::new("elevenchars"), Err(PasswordRefusal::TooShort));
        assert!(Password::new("twelve chars").is_ok());
        assert!(
            Password::new("äöüäöüäöüäöü").is_ok(),
            "characters count, not bytes"
        );
        let endless = "a".repeat(1025);
        assert_eq!(Password::new(&endless), Err(PasswordRefusal::TooLong));
    }

    #[test]
    fn debug_does_not_show_it() {
        assert_eq!(format!("{:?}", Password::typed("hidden")), "Password(…)");
    }
}
