//! A password field.

use std::fmt;

use serde::Deserialize;
use service::accounts::{Password, PasswordRefusal};

/// A new password as it was typed into a form, or nothing. Neither `Debug` nor a page can show
/// it: all that it gives away is a [`Password`], which cannot be shown either.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct TypedPassword(String);

impl TypedPassword {
    /// Whether a password was typed. It is never sent back, so it has to be typed again if its
    /// form is refused.
    pub fn is_typed(&self) -> bool {
        !self.0.is_empty()
    }

    /// The password to be set; `None`: the field is empty.
    pub fn password(&self) -> Result<Option<Password>, PasswordRefusal> {
        self.is_typed().then(|| Password::new(&self.0)).transpose()
    }
}

impl fmt::Debug for TypedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedPassword(…)")
    }
}

impl From<String> for TypedPassword {
    fn from(typed: String) -> Self {
        Self(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_no_password() {
        let typed = TypedPassword::from("correct horse".to_owned());
        assert!(typed.is_typed());
        for shown in [format!("{typed:?}"), format!("{typed:#?}")] {
            assert!(!shown.contains("correct"), "{shown}");
        }
        let empty = TypedPassword::default();
        assert_eq!(format!("{typed:?}"), format!("{empty:?}"));
    }
}
