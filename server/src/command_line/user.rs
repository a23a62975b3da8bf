//! The options of `turnaway user`.

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use store::Role;

use super::database_option::DatabaseOption;

/// Options of `turnaway user`. A password is never one of them: it is asked for, or read
/// from standard input.
#[derive(Args, Debug)]
pub(crate) struct UserOptions {
    /// The record.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// What to do.
    #[command(subcommand)]
    pub command: UserCommand,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user. The password is asked for, or is the first line of standard input.
    Add {
        /// The name.
        name: String,
        /// What the user may do.
        #[command(flatten)]
        rights: RightsOptions,
        /// Set no password: the user cannot sign in until one is set, but by an OpenID
        /// provider.
        #[arg(long)]
        no_password: bool,
    },
    /// List the users: name, role and accounts, with tabs between.
    List,
    /// Change what a user may do.
    Role {
        /// The name.
        name: String,
        /// What the user may do.
        #[command(flatten)]
        rights: RightsOptions,
    },
    /// Set a password and end the user's sessions. The password is asked for, or is the
    /// first line of standard input.
    Password {
        /// The name.
        name: String,
    },
    /// End every session of a user.
    SignOut {
        /// The name.
        name: String,
    },
    /// Remove a user and end every session of theirs.
    Remove {
        /// The name.
        name: String,
    },
}

/// What a user may do.
#[derive(Args, Debug)]
pub(crate) struct RightsOptions {
    /// The role: everything, all data, or all accounts or chosen ones.
    #[arg(long, value_parser = role_parser())]
    pub role: Role,

    /// An account that customer success is for; may be repeated [default: all accounts].
    #[arg(long = "account", value_name = "NAME")]
    pub accounts: Vec<String>,
}

fn role_parser() -> impl clap::builder::TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::word))
        .map(|word| Role::from_word(&word).unwrap_or(Role::Producer))
}
