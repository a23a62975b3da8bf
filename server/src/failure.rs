//! Why a command could do nothing.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use domain::catalogue::CatalogueError;
use domain::time_zone::UnknownZone;
use domain::view_query::ViewError;
use forwarder::ForwardError;
use service::importing::{FileError, ImportError};
use store::{
    CommitError, KeyError, PasswordRefusal, RightsRefusal, StoreError, UndoError, UserError,
};

use crate::settings::openid::OpenIdError;
use crate::settings::site::NoSite;
use crate::settings::tls::TlsError;

/// The exit status of a command that could do nothing; clap's own for a wrong call too.
pub(crate) const NOTHING_DONE: u8 = 2;

/// Why a command could do nothing. Each message says what to change.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The record cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A server could store nothing.
    #[error(
        "{0}. No one could sign in and no events could be stored, so nothing is served: `turnaway \
         report` reads a database that cannot be written"
    )]
    Unwritable(StoreError),
    /// The server's own writer cannot take an import.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// A file cannot be imported.
    #[error(transparent)]
    File(FileError),
    /// An import cannot be taken back.
    #[error(transparent)]
    Undo(#[from] UndoError),
    /// A key cannot be made or revoked.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The configuration of a forwarder is wrong.
    #[error("--config {0}")]
    ForwardConfig(forwarder::ConfigError),
    /// Nothing can be forwarded.
    #[error(transparent)]
    Forward(ForwardError),
    /// The zone does not exist.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// The view is wrong.
    #[error("--view: {0}")]
    View(#[from] ViewError),
    /// The file of status codes cannot be read.
    #[error("--catalogue {path}: {reason}")]
    CatalogueFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A status code of the built-in catalogue or of the given file is wrong.
    #[error("--catalogue: {0}")]
    Catalogue(#[from] CatalogueError),
    /// A user was not changed.
    #[error(transparent)]
    User(#[from] UserError),
    /// There are no such rights.
    #[error("--account: {0}")]
    Rights(#[from] RightsRefusal),
    /// The password cannot be taken.
    #[error(transparent)]
    Password(#[from] PasswordRefusal),
    /// No password could be read.
    #[error("no password could be read: {0}")]
    PasswordInput(std::io::Error),
    /// Somebody mistyped.
    #[error("the two passwords differ: nothing was changed")]
    PasswordsDiffer,
    /// Without https other machines must not reach the server.
    #[error(
        "{0} can be reached from other machines, and passwords would go over the network as they \
         are: listen on a loopback address such as 127.0.0.1:3000 and reach it through an SSH \
         tunnel, give it a certificate with --tls-certificate, --tls-key and --public-url, or put a \
         proxy with https before it and name it with --proxy and --public-url"
    )]
    NotLoopback(SocketAddr),
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The secret of the OpenID provider cannot be read.
    #[error(transparent)]
    OpenId(#[from] OpenIdError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// The site is not there.
    #[error(
        "{0}: `cargo xtask dist` makes a folder with the program and its site, \
         `cargo xtask serve` builds and serves both; or name the site's folder with --site"
    )]
    NoSite(#[from] NoSite),
    /// Serving ended.
    #[error("serving ended: {0}")]
    Serve(std::io::Error),
    /// Output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(std::io::Error),
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(error) => Self::Store(error),
            ImportError::Commit(error) => Self::Commit(error),
            ImportError::File(error) => Self::File(error),
        }
    }
}

impl From<ForwardError> for Failure {
    fn from(error: ForwardError) -> Self {
        match error {
            ForwardError::Config(error) => Self::ForwardConfig(error),
            error => Self::Forward(error),
        }
    }
}

impl Failure {
    /// Prints the message, and gives the exit status.
    pub(crate) fn print(&self) -> ExitCode {
        // Where the message cannot be written either, the status still tells.
        let _ = writeln!(std::io::stderr(), "turnaway: {self}");
        ExitCode::from(NOTHING_DONE)
    }
}
