//! The option that names the database.

use std::path::PathBuf;

use clap::Args;

/// The database option.
#[derive(Args, Clone, Debug)]
pub(crate) struct DatabaseOption {
    /// The database: one SQLite file.
    #[arg(
        long,
        global = true,
        env = "TURNAWAY_DATABASE",
        value_name = "FILE",
        default_value = "./turnaway.db"
    )]
    pub database: PathBuf,
}
