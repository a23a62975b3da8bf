//! The `turnaway` program as a library: its command line, and the server of the report.
//! [`run`] is all that `main` calls; [`parts`] is for the tests of the router.

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

/// What a router is made from: the tests in `tests/router` ask one without a socket.
pub mod parts {
    pub use crate::report::json::json;
    pub use crate::serve::access::monotonic_clock::{MonotonicClock, MonotonicSecond};
    pub use crate::serve::access::one_time_link::{OneTimeLink, Opens};
    pub use crate::serve::access::{Access, Clock};
    pub use crate::serve::openid::OpenId;
    pub use crate::serve::router::router;
    pub use crate::serve::state::export_pools::{
        FILES_MAX, OF_LINKS_MAX, OF_READER_MAX, WAITING_MAX,
    };
    pub use crate::serve::state::ingest::Ingest;
    pub use crate::serve::state::live_connections::LiveConnections;
    pub use crate::settings::openid::OpenIdSettings;
    pub use crate::settings::public_url::PublicUrl;
    pub use crate::settings::site::Site;
}

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
