//! Playwright, with everything that it needs: the site, the server, a browser.

use std::process::Command;

use crate::chromium;
use crate::failure::Failure;
use crate::npm::Packages;
use crate::project::Project;
use crate::serve::build_server;
use crate::site;

/// A command of Playwright's, on the site and the server as they are shipped.
pub(crate) fn command<const N: usize>(
    project: &Project,
    arguments: [&str; N],
) -> Result<Command, Failure> {
    let site = site::build(project)?;
    build_server(project)?;
    let chromium = chromium::require()?;
    let packages = Packages::install(project, "end2end")?;
    let mut command = packages.command("playwright", arguments);
    command
        .env("TURNAWAY_BIN", project.server())
        .env("TURNAWAY_SITE", site)
        .env("CHROMIUM", chromium);
    Ok(command)
}
