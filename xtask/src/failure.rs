//! Why a task ended early. Every message says what to do, or which program said it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// The reason a step failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A program could not be started.
    Start {
        /// The command line.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ran and failed. Its own output, above, says why.
    Exit {
        /// The command line.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A file or folder could not be used.
    File {
        /// What was tried, as a verb: "read", "write", "create", "remove".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// `cargo metadata` answered something that cannot be used.
    Metadata {
        /// What is wrong with it.
        reason: String,
    },
    /// Something imports what it must not.
    Imports {
        /// What, and from where.
        problems: Vec<String>,
    },
    /// The system lacks something that the task needs.
    Missing {
        /// What, in words.
        what: String,
        /// What to do, as the end of a sentence.
        advice: String,
    },
    /// A part of the Rust toolchain is missing and there is no rustup to add it.
    Toolchain {
        /// The part: a component or a target.
        part: &'static str,
    },
    /// wasm-bindgen rejected the module.
    WasmBindgen {
        /// What it said.
        reason: String,
    },
    /// The module cannot be cut.
    WasmSplit {
        /// What was said of it.
        reason: String,
    },
    /// There is no Chromium.
    Chromium,
    /// A server ended before it printed its URL. Its own output, above, says why.
    NoServer,
    /// A measuring program answered something else than was expected of it.
    Bench {
        /// What, and what was expected.
        reason: String,
    },
    /// A folder to distribute lacks a file.
    DistributedFile {
        /// What is missing from the root of the project.
        name: &'static str,
    },
}

impl Failure {
    /// A [`Failure::File`] from what the system said of `path`.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { command, source } => {
                write!(out, "cannot start `{command}`: {source}")
            }
            Self::Exit { command, status } => {
                write!(out, "`{command}` failed ({status}); its output is above")
            }
            Self::File {
                action,
                path,
                source,
            } => write!(out, "cannot {action} {}: {source}", path.display()),
            Self::Metadata { reason } => write!(out, "cannot use `cargo metadata`: {reason}"),
            Self::Imports { problems } => write!(
                out,
                "imports that are not allowed:\n  {}\nThe order of crates and folders is in \
                 ARCHITECTURE.md, in the blocks `floors`",
                problems.join("\n  ")
            ),
            Self::Missing { what, advice } => write!(out, "missing: {what}; {advice}"),
            Self::Toolchain { part } => write!(
                out,
                "Rust's {part} is missing, and there is no rustup to add it; install Rust with \
                 rustup, or add {part} as your system does it"
            ),
            Self::WasmBindgen { reason } => write!(out, "wasm-bindgen: {reason}"),
            Self::WasmSplit { reason } => write!(out, "cutting the WebAssembly: {reason}"),
            Self::Chromium => write!(
                out,
                "no Chromium was found; install one, or name it in the variable CHROMIUM"
            ),
            Self::NoServer => write!(
                out,
                "`turnaway serve` ended before it printed its URL; its output is above"
            ),
            Self::Bench { reason } => write!(out, "the benchmark stops: {reason}"),
            Self::DistributedFile { name } => write!(
                out,
                "{name} is missing at the root of the project, and a distribution needs it"
            ),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start { source, .. } | Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
