//! The command line of `turnaway key`.

use clap::builder::{FalseyValueParser, NonEmptyStringValueParser};
use clap::{Args, Subcommand};
use domain::event::Source;

use super::database_option::DatabaseOption;
use super::source_parser::source_parser;

/// The commands of `turnaway key`.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Create a key. It is printed to standard output and cannot be shown again.
    Add(KeyAddOptions),
    /// List the keys, without their secrets.
    List(KeyListOptions),
    /// Revoke a key. Requests with it are refused from now on.
    Revoke(KeyRevokeOptions),
}

/// Options of `turnaway key add`.
#[derive(Args, Debug)]
pub(crate) struct KeyAddOptions {
    /// The database.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// The customer whose events the key pushes.
    #[arg(long, env = "TURNAWAY_ACCOUNT", value_name = "NAME",
          value_parser = NonEmptyStringValueParser::new())]
    pub account: String,

    /// The license server whose events it pushes.
    #[arg(long, env = "TURNAWAY_SERVER", value_name = "NAME", default_value = "default",
          value_parser = NonEmptyStringValueParser::new())]
    pub server: String,

    /// The kind of that server.
    #[arg(long, env = "TURNAWAY_SOURCE", default_value = "local", value_parser = source_parser())]
    pub source: Source,

    /// A unique name for the key.
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub name: String,
}

/// Options of `turnaway key list`.
#[derive(Args, Debug)]
pub(crate) struct KeyListOptions {
    /// The database.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// Print one JSON document instead of a list.
    #[arg(long, env = "TURNAWAY_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// Options of `turnaway key revoke`.
#[derive(Args, Debug)]
pub(crate) struct KeyRevokeOptions {
    /// The database.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// The name of the key.
    pub name: String,
}
