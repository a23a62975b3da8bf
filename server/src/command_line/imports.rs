//! The command line of `turnaway imports` and `turnaway undo`.

use clap::Args;
use clap::builder::FalseyValueParser;

use super::database_option::DatabaseOption;

/// Options of `turnaway imports`.
#[derive(Args, Debug)]
pub(crate) struct ImportsOptions {
    /// The database.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// Print one JSON document instead of a list.
    #[arg(long, env = "TURNAWAY_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// Options of `turnaway undo`.
#[derive(Args, Debug)]
pub(crate) struct UndoOptions {
    /// The database.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// The number of the import, as listed by `turnaway imports`.
    #[arg(value_name = "ID")]
    pub id: i64,
}
