//! What of all that is on this machine.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::need::{Need, OLDEST_PYTHON, major};
use crate::chromium;
use crate::files::on_path;

/// What is on this machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Here {
    /// There is a C compiler.
    pub(super) has_c_compiler: bool,
    /// What `node --version` prints.
    pub(super) node: Option<String>,
    /// There is npm.
    pub(super) has_npm: bool,
    /// There is a Python that is new enough and can make a virtual environment.
    pub(super) has_venv: bool,
    /// The Chromium on the path, or the one that is named.
    pub(super) chromium: Option<PathBuf>,
}

impl Here {
    /// Looks for everything.
    pub(crate) fn look() -> Self {
        Self {
            // Elsewhere it has another name, and whatever linked this program can do without.
            has_c_compiler: cfg!(not(target_os = "linux"))
                || is_set("CC")
                || on_path(&["cc"]).is_some(),
            node: node(),
            has_npm: on_path(&["npm"]).is_some(),
            has_venv: has_venv(),
            chromium: chromium::find(),
        }
    }

    /// What of `needs` is not here.
    pub(crate) fn missing(&self, needs: &[Need]) -> Vec<Need> {
        needs
            .iter()
            .copied()
            .filter(|need| !self.has(*need))
            .collect()
    }

    fn has(&self, need: Need) -> bool {
        match need {
            Need::CCompiler => self.has_c_compiler,
            Need::Node { oldest } => self
                .node
                .as_deref()
                .and_then(major)
                .is_some_and(|major| major >= oldest),
            Need::Npm => self.has_npm,
            Need::Venv => self.has_venv,
            Need::Chromium => self.chromium.is_some(),
        }
    }

    /// What is missing, in words.
    pub(super) fn describe(&self, missing: &[Need]) -> String {
        let names = missing.iter().map(|need| match (need, &self.node) {
            (Need::Node { .. }, Some(version)) => {
                format!("{} (this is {version})", need.name())
            }
            _ => need.name(),
        });
        names.collect::<Vec<_>>().join(", ")
    }
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn node() -> Option<String> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !version.is_empty()).then_some(version)
}

fn has_venv() -> bool {
    let (major, minor) = OLDEST_PYTHON;
    let program =
        format!("import ensurepip, sys, venv; sys.exit(sys.version_info < ({major}, {minor}))");
    Command::new("python3")
        .args(["-c", &program])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
