//! The `turnaway` program as a library: its command line, and the server of the report.
//! Everything behind it is private; [`run`] is all that `main` calls.

// A page's view is one type, as deep as its elements.
#![recursion_limit = "512"]

mod catalogue_option;
mod command_line;
mod demo;
mod failure;
mod forward;
mod import;
mod imports;
mod key;
mod output;
mod report;
mod serve;
mod settings;
mod user;

use std::process::ExitCode;

use command_line::{Command, CommandLine};
use failure::Failure;

/// Does what the command line says, and gives the exit status.
pub async fn run() -> ExitCode {
    let result = match CommandLine::read().command {
        Command::Import(options) => import::run(&options).await,
        Command::Imports(options) => imports::list(&options).await,
        Command::Undo(options) => imports::undo(&options).await,
        Command::Report(options) => report::run(&options).await,
        Command::Serve(options) => serve::run(&options).await,
        Command::Demo(options) => demo::run(&options).await,
        Command::User(options) => user::run(&options).await,
        Command::Forward(options) => forward::run(&options),
        Command::Key(command) => key::run(&command).await,
    };
    result.unwrap_or_else(|failure: Failure| failure.print())
}
