//! The options of `turnaway user`.

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use store::Role;

use super::database_option::DatabaseOption;

/// Options of `turnaway user`. A password is never an option: it is prompted for, or read from
/// standard input.
#[derive(Args, Debug)]
pub(crate) struct UserOptions {
    /// The database.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// The command to run.
    #[command(subcommand)]
    pub command: UserCommand,
}

/// The commands of `turnaway user`.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user. The password is prompted for, or is the first line of standard input.
    Add {
        /// The name.
        name: String,
        /// The user's rights.
        #[command(flatten)]
        rights: RightsOptions,
        /// Set no password: the user can sign in only through an OpenID provider until a
        /// password is set.
        #[arg(long)]
        no_password: bool,
    },
    /// List the users: name, role and accounts, separated by tabs.
    List,
    /// Change a user's rights.
    Role {
        /// The name.
        name: String,
        /// The user's rights.
        #[command(flatten)]
        rights: RightsOptions,
    },
    /// Set a password and end the user's sessions. The password is prompted for, or is the
    /// first line of standard input.
    Password {
        /// The name.
        name: String,
    },
    /// End all sessions of a user.
    SignOut {
        /// The name.
        name: String,
    },
    /// Remove a user and end all of their sessions.
    Remove {
        /// The name.
        name: String,
    },
}

/// A user's rights.
#[derive(Args, Debug)]
pub(crate) struct RightsOptions {
    /// The role: administrator (everything), producer (all data) or customer success (all
    /// accounts or selected ones).
    #[arg(long, value_parser = role_parser())]
    pub role: Role,

    /// An account that a customer success user may see; may be repeated [default: all
    /// accounts].
    #[arg(long = "account", value_name = "NAME")]
    pub accounts: Vec<String>,
}

fn role_parser() -> impl clap::builder::TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::word))
        .map(|word| Role::from_word(&word).unwrap_or(Role::Producer))
}
