//! The `turnaway` program as a library: its command line and its web server. [`run`] is the
//! only public item, and `main` calls it.

// The view of a page is one type, as deep as its elements nest.
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

/// Runs the command line and returns the exit status.
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
