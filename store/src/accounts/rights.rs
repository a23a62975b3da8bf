//! What a user may do and see.

use std::collections::BTreeSet;

use domain::scope::Scope;

/// The most accounts that a user is limited to. Who needs more sees all.
const ACCOUNTS_MAX: usize = 1000;

/// What a user is here for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, users and the audit log included.
    Administrator,
    /// All data.
    Producer,
    /// All accounts or chosen ones.
    CustomerSuccess,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Producer, Self::CustomerSuccess];

    /// The word of the command line, the forms and the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Producer => "producer",
            Self::CustomerSuccess => "customer-success",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether its users may make links for customers.
    pub fn makes_links(self) -> bool {
        matches!(self, Self::Administrator | Self::CustomerSuccess)
    }

    /// Whether its users may import logs and undo imports.
    pub fn imports_logs(self) -> bool {
        matches!(self, Self::Administrator | Self::Producer)
    }

    /// As a page calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::Producer => "Producer",
            Self::CustomerSuccess => "Customer success",
        }
    }
}

/// A role, and the accounts that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    role: Role,
    accounts: Option<BTreeSet<String>>,
}

/// Why there are no such rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RightsRefusal {
    /// The role sees all accounts.
    #[error("only the role customer-success can be limited to some accounts")]
    RoleSeesAll,
    /// No account is left.
    #[error("name at least one account, one per line, or choose all accounts")]
    NoAccount,
    /// There are too many.
    #[error("name at most {ACCOUNTS_MAX} accounts, or choose all accounts")]
    TooMany,
}

impl Rights {
    /// A role for all accounts.
    pub fn all(role: Role) -> Self {
        Self {
            role,
            accounts: None,
        }
    }

    /// A role for some accounts, by name. Spaces around a name and empty names are dropped.
    pub fn of_accounts<'a>(
        role: Role,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, RightsRefusal> {
        if role != Role::CustomerSuccess {
            return Err(RightsRefusal::RoleSeesAll);
        }
        let names = names.into_iter().map(str::trim);
        let accounts: BTreeSet<String> = names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        match accounts.len() {
            0 => Err(RightsRefusal::NoAccount),
            1..=ACCOUNTS_MAX => Ok(Self {
                role,
                accounts: Some(accounts),
            }),
            _ => Err(RightsRefusal::TooMany),
        }
    }

    /// What is stored; rights that name no account show none.
    pub(crate) fn stored(role: Role, accounts: Option<BTreeSet<String>>) -> Self {
        Self { role, accounts }
    }

    /// The role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The accounts by name; `None`: all.
    pub fn accounts(&self) -> Option<&BTreeSet<String>> {
        self.accounts.as_ref()
    }

    /// What a user with these rights may see.
    pub fn scope(&self) -> Scope {
        Scope {
            accounts: self.accounts.clone(),
            ..Scope::all()
        }
    }

    /// In words, for the audit log.
    pub(crate) fn in_words(&self) -> String {
        match &self.accounts {
            None => self.role.word().to_owned(),
            Some(accounts) => {
                let names: Vec<&str> = accounts.iter().map(String::as_str).collect();
                format!("{} of {}", self.role.word(), names.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::{Rights, RightsRefusal, Role};

    #[test]
    fn only_customer_success_is_limited() {
        for role in [Role::Administrator, Role::Producer] {
            let limited = Rights::of_accounts(role, ["Brenn"]);
            assert_eq!(limited, Err(RightsRefusal::RoleSeesAll));
            assert!(Rights::all(role).scope().is_all());
        }
        let limited = Rights::of_accounts(Role::CustomerSuccess, [" Brenn ", "", "Dorn"]).unwrap();
        let accounts = limited.scope().accounts.unwrap();
        assert_eq!(accounts.into_iter().collect::<Vec<_>>(), ["Brenn", "Dorn"]);
    }

    #[test]
    fn no_account_is_not_all_accounts() {
        let none = Rights::of_accounts(Role::CustomerSuccess, ["", " "]);
        assert_eq!(none, Err(RightsRefusal::NoAccount));
        let stored = Rights::stored(Role::CustomerSuccess, Some(std::iter::empty().collect()));
        assert!(!stored.scope().is_all());
    }

    #[test]
    fn each_role_has_a_word_of_its_own() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
        assert_eq!(Role::from_word("root"), None);
    }
}
