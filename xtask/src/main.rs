//! `cargo xtask serve · test · bench · screenshots · dist`: everything that one types.
//!
//! Each task is a list of named, timed steps, and the first that fails ends it with a
//! line that says what to do. What the system lacks is looked for first, and installed through
//! apt after asking; the WebAssembly target and the packages of lockfiles are installed on the
//! way.

mod api;
mod bench;
mod chromium;
mod demo;
mod dist;
mod failure;
mod files;
mod fingerprint;
mod imports;
mod npm;
mod playwright;
mod project;
mod requirements;
mod screenshots;
mod serve;
mod site;
mod split;
mod step;
mod test;
mod toolchain;
mod venv;
mod wasm;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::project::Project;
use crate::requirements::Need;

/// Builds, serves, tests and packs Turnaway.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
    /// Install what is missing through apt, without asking.
    #[arg(long, global = true)]
    yes: bool,
}

/// The tasks.
#[derive(Debug, Subcommand)]
enum Task {
    /// Build everything in release and serve it.
    Serve {
        /// Serve a year of invented data, made the first time.
        #[arg(long)]
        demo: bool,
        /// Options of `turnaway serve`, after `--`.
        #[arg(last = true, value_name = "OPTIONS")]
        options: Vec<OsString>,
    },
    /// Run every check: format, lints, tests, documentation, the served program.
    Test {
        /// Leave out the site, the release build and the checks of what it serves.
        #[arg(long)]
        no_browser: bool,
    },
    /// Check what imports what.
    Imports,
    /// Measure Turnaway side by side with others, and print a table.
    Bench(bench::Options),
    /// Make the pictures of the documents again.
    Screenshots,
    /// Make the one folder to copy to a server.
    Dist,
}

impl Task {
    /// What it needs of the system.
    fn needs(&self) -> &'static [Need] {
        match self {
            Self::Serve { .. } | Self::Dist => &requirements::SITE,
            Self::Test { no_browser: true } => &requirements::TEST_NO_BROWSER,
            Self::Test { no_browser: false } | Self::Bench(_) => &requirements::TEST,
            Self::Screenshots => &requirements::SCREENSHOTS,
            Self::Imports => &[],
        }
    }
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            step::say(&format!("error: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let project = Project::find()?;
    requirements::ensure(cli.task.needs(), cli.yes)?;
    match cli.task {
        Task::Serve { demo, options } => serve::serve(&project, demo, &options),
        Task::Test { no_browser } => test::test(&project, !no_browser),
        Task::Imports => imports::check(&project),
        Task::Bench(options) => bench::bench(&project, &options),
        Task::Screenshots => screenshots::screenshots(&project),
        Task::Dist => dist::dist(&project),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test fails by panicking"
    )]

    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_after_two_dashes_go_to_the_server() {
        let line = ["xtask", "serve", "--", "--database", "my.db", "--demo"];
        let Task::Serve { demo, options } = Cli::try_parse_from(line).unwrap().task else {
            panic!("not serve");
        };
        assert!(!demo);
        assert_eq!(options, ["--database", "my.db", "--demo"]);
    }

    #[test]
    fn yes_goes_with_every_task() {
        for line in [["xtask", "--yes", "test"], ["xtask", "test", "--yes"]] {
            assert!(Cli::try_parse_from(line).unwrap().yes);
        }
        let line = ["xtask", "serve", "--", "--yes"];
        assert!(!Cli::try_parse_from(line).unwrap().yes, "the server's");
    }

    #[test]
    fn options_of_the_server_need_the_two_dashes() {
        assert!(Cli::try_parse_from(["xtask", "serve", "--database", "my.db"]).is_err());
    }
}
