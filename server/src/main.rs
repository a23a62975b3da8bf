//! The `turnaway` program: import, undo, report, serve, forward, keys, users and demo.

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
mod user;

use std::process::ExitCode;

use command_line::{Command, CommandLine};
use failure::Failure;

#[tokio::main]
async fn main() -> ExitCode {
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
