//! Tests the ingest endpoints with schemathesis: it sends requests that their description
//! allows or forbids, and checks that the answers are as described.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;
use crate::files::empty_folder;
use crate::project::Project;
use crate::serve::build_server;
use crate::site;
use crate::step::{line, output, run};
use crate::venv::Venv;

/// The server under test, and what tests it.
#[derive(Debug)]
pub(crate) struct EndpointTests {
    turnaway: PathBuf,
    site: PathBuf,
    venv: Venv,
    /// The configuration of schemathesis and its hooks.
    scripts: PathBuf,
    /// Where the database and the files of schemathesis are.
    folder: PathBuf,
}

impl EndpointTests {
    /// Builds the server and installs schemathesis.
    pub(crate) fn build(project: &Project) -> Result<Self, Failure> {
        let site = site::build(project)?;
        build_server(project)?;
        let scripts = project.root.join("xtask").join("api");
        let folder = project.scratch().join("api");
        Ok(Self {
            turnaway: project.server(),
            site,
            venv: Venv::install(&folder, &scripts, "schemathesis")?,
            scripts,
            folder: folder.join("run"),
        })
    }

    /// Tests a server with an empty database, and stops it.
    pub(crate) fn run(&self) -> Result<(), Failure> {
        empty_folder(&self.folder)?;
        // Every endpoint accepts events of this source.
        let key = output(self.turnaway("key").args(["add", "--account=Brenn"]).args([
            "--server=eu-1",
            "--source=dynamic-monetization",
            "schemathesis",
        ]))?;
        let mut serving = self.serve()?;
        let origin = serving.origin()?;
        run(Command::new(self.venv.program("schemathesis"))
            .current_dir(&self.folder)
            .env("PYTHONPATH", &self.scripts)
            // No compiled copies beside the sources.
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("TURNAWAY_KEY", key.trim())
            .arg("--config-file")
            .arg(self.scripts.join("schemathesis.toml"))
            .args(["run", "--checks=all"])
            .arg(format!("{origin}/api/openapi.json")))
    }

    /// Serves the database at a free port.
    fn serve(&self) -> Result<Serving, Failure> {
        let mut command = self.turnaway("serve");
        command
            .args(["--listen=127.0.0.1:0", "--sign-in-link", "--site"])
            .arg(&self.site)
            .stdout(Stdio::piped());
        let child = command.spawn().map_err(|source| Failure::Start {
            command: line(&command),
            source,
        })?;
        Ok(Serving(child))
    }

    /// A command of the program's, on the database. No setting of the person who runs it
    /// may change what is tested.
    fn turnaway(&self, name: &str) -> Command {
        let mut command = Command::new(&self.turnaway);
        for (name, _) in env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"TURNAWAY_") {
                command.env_remove(name);
            }
        }
        command
            .env("TURNAWAY_DATABASE", self.folder.join("turnaway.db"))
            .arg(name);
        command
    }
}

/// A server that runs until this is dropped. Its output stays open, since it may go on writing.
struct Serving(Child);

impl Serving {
    /// Waits until the server has printed its URL, and returns its origin.
    fn origin(&mut self) -> Result<String, Failure> {
        let output = self.0.stdout.as_mut().ok_or(Failure::NoServer)?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let origin = lines.find_map(|line| origin(&line).map(str::to_owned));
        origin.ok_or(Failure::NoServer)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended already, or it ends now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The origin of a server, from the line with the URL of its sign-in.
fn origin(line: &str) -> Option<&str> {
    let url = line.strip_prefix("sign-in: ")?;
    url.split_once("/first/").map(|(origin, _)| origin)
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn the_origin_is_that_of_the_sign_in() {
        let line = "sign-in: http://127.0.0.1:4000/first/abc";
        assert_eq!(origin(line), Some("http://127.0.0.1:4000"));
        assert_eq!(origin("press Ctrl-C to stop"), None);
        assert_eq!(origin("sign-in: soon"), None);
    }
}
