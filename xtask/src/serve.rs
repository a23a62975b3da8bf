//! `cargo xtask serve`: build everything, then be the server.

use std::ffi::OsString;
use std::process::Command;

use crate::demo;
use crate::failure::Failure;
use crate::project::Project;
use crate::site;
use crate::step::{run, step};

/// Serves the database that `options` name, or the demo data.
///
/// On success it does not return: the server takes the place of this process, so that
/// Ctrl-C, signals and the exit status are the server's own.
pub(crate) fn serve(project: &Project, demo: bool, options: &[OsString]) -> Result<(), Failure> {
    let site = site::build(project)?;
    build_server(project)?;
    let mut server = Command::new(project.server());
    server.arg("serve");
    if demo {
        let database = project.target.join("demo.db");
        demo::fill(&database, || {
            run(Command::new(project.server())
                .args(["demo", "--database"])
                .arg(&database))
        })?;
        server.arg("--database").arg(database);
        // Someone who tries it has no password yet, and needs none.
        server.arg("--sign-in-link");
    }
    if !names_site(options) {
        server.arg("--site").arg(site);
    }
    server.args(options);
    become_process(server)
}

/// Builds the server in release.
pub(crate) fn build_server(project: &Project) -> Result<(), Failure> {
    step("building the server (a few minutes the first time)", || {
        run(&mut project.cargo(["build", "--release", "--package=server"]))
    })
}

/// Builds the forwarder's own program in release. Not together with the server: it would be
/// built with the features of what they share.
pub(crate) fn build_forwarder(project: &Project) -> Result<(), Failure> {
    step("building the forwarder", || {
        run(&mut project.cargo(["build", "--release", "--package=forwarder"]))
    })
}

/// Whether the options choose a site themselves.
fn names_site(options: &[OsString]) -> bool {
    options
        .iter()
        .any(|option| option == "--site" || option.as_encoded_bytes().starts_with(b"--site="))
}

#[cfg(unix)]
fn become_process(mut command: Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt as _;

    let source = command.exec();
    Err(Failure::Start {
        command: crate::step::line(&command),
        source,
    })
}

#[cfg(not(unix))]
fn become_process(mut command: Command) -> Result<(), Failure> {
    run(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_of_ones_own_is_seen() {
        let options = |list: &[&str]| list.iter().map(OsString::from).collect::<Vec<_>>();
        assert!(names_site(&options(&["--listen", "x", "--site", "y"])));
        assert!(names_site(&options(&["--site=y"])));
        assert!(!names_site(&options(&["--database", "site"])));
        assert!(!names_site(&options(&[])));
    }
}
