//! Why a command failed.

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
use crate::settings::tls::{TlsError, TlsFile};

/// The exit status of a failed command; the one that clap uses for a wrong call too.
pub(crate) const EXIT_FAILED: u8 = 2;

/// Why a command failed. Each message says what to change.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The database cannot be used.
    #[error("{0}{advice}", advice = database_advice(.0))]
    Store(#[from] StoreError),
    /// The database holds data, which the demo's would mix with.
    #[error(
        "{0} holds data already: the demo wants a database of its own, name another with --database"
    )]
    HoldsData(PathBuf),
    /// The server could not store anything.
    #[error(
        "{0}. Serving needs a writable database, for sign-ins and events; `turnaway \
         report` also works with a read-only one"
    )]
    Unwritable(StoreError),
    /// The server's shared writer cannot take an import.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// A file cannot be imported.
    #[error(transparent)]
    File(FileError),
    /// An import cannot be undone.
    #[error("{0}{advice}", advice = undo_advice(.0))]
    Undo(#[from] UndoError),
    /// A key cannot be created or revoked.
    #[error("{0}{advice}", advice = key_advice(.0))]
    Key(#[from] KeyError),
    /// The configuration of a forwarder is wrong.
    #[error("--config {0}")]
    ForwardConfig(forwarder::ConfigError),
    /// Forwarding failed.
    #[error(transparent)]
    Forward(ForwardError),
    /// The time zone does not exist.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// The view is invalid.
    #[error("--view: {0}")]
    View(#[from] ViewError),
    /// The file of status codes cannot be read.
    #[error("--catalogue {path}: {reason}")]
    CatalogueFile {
        /// The file.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
    /// A status code of the built-in catalogue or of the given file is wrong.
    #[error("--catalogue: {0}")]
    Catalogue(#[from] CatalogueError),
    /// A user was not changed.
    #[error(transparent)]
    User(#[from] UserError),
    /// The rights are invalid.
    #[error("--account: {0}")]
    Rights(#[from] RightsRefusal),
    /// The password is not acceptable.
    #[error(transparent)]
    Password(#[from] PasswordRefusal),
    /// No password could be read.
    #[error("no password could be read: {0}")]
    PasswordInput(std::io::Error),
    /// The password was mistyped.
    #[error("the two passwords differ: nothing was changed")]
    PasswordsDiffer,
    /// Without https, the server must not be reachable from other machines.
    #[error(
        "{0} can be reached from other machines, and passwords would cross the network \
         unencrypted: listen on a loopback address such as 127.0.0.1:3000 and use an SSH \
         tunnel, set a certificate with --tls-certificate, --tls-key and --public-url, or put an \
         https proxy in front and name it with --proxy and --public-url"
    )]
    NotLoopback(SocketAddr),
    /// The certificate cannot be used.
    #[error("{option}{0}", option = tls_option(.0))]
    Tls(#[from] TlsError),
    /// The secret of the OpenID provider cannot be read.
    #[error("--oidc-client-secret-file {0}")]
    OpenId(#[from] OpenIdError),
    /// The IP address and port cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another with --listen")]
    Listen {
        /// The IP address and port.
        address: SocketAddr,
        /// The reason.
        source: std::io::Error,
    },
    /// The site's files are missing.
    #[error(
        "{0}: `cargo xtask dist` makes a folder with the program and its site, \
         `cargo xtask serve` builds and serves both; or name the site's folder with --site"
    )]
    NoSite(#[from] NoSite),
    /// Serving failed.
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

/// What to do about an error of the database, in terms of the command line.
fn database_advice(error: &StoreError) -> &'static str {
    match error {
        StoreError::NotFound(_) => ": import a log into it first, or name another with --database",
        StoreError::MissingFolder(_) => ": create it, or name another file with --database",
        StoreError::NotADatabase(_) | StoreError::OtherDatabase(_) => {
            ": name another file with --database"
        }
        StoreError::Newer(_) => ": use that version, or name another file with --database",
        _ => "",
    }
}

fn undo_advice(error: &UndoError) -> &'static str {
    match error {
        UndoError::Unknown(_) => ": `turnaway imports` lists them all",
        UndoError::Store(error) => database_advice(error),
        UndoError::AlreadyUndone(_) => "",
    }
}

fn key_advice(error: &KeyError) -> &'static str {
    match error {
        KeyError::NotFound(_) => ": `turnaway key list` shows them all",
        KeyError::Store(error) => database_advice(error),
        _ => "",
    }
}

/// The option that names the wrong file; none where the two files do not work together.
fn tls_option(error: &TlsError) -> &'static str {
    match error {
        TlsError::Unreadable {
            file: TlsFile::Certificate,
            ..
        }
        | TlsError::NoCertificate(_) => "--tls-certificate ",
        TlsError::Unreadable {
            file: TlsFile::Key, ..
        }
        | TlsError::NoKey(_) => "--tls-key ",
        TlsError::Unusable { .. } => "",
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
    /// Prints the message and returns the exit status.
    pub(crate) fn print(&self) -> ExitCode {
        // If stderr is closed, the exit status still reports the failure.
        let _ = writeln!(std::io::stderr(), "turnaway: {self}");
        ExitCode::from(EXIT_FAILED)
    }
}
