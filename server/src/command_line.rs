//! The command line. Scripts depend on it: keep names, output and exit statuses.

mod database_option;
mod imports;
mod key;
mod openid;
mod source_parser;
pub(crate) mod user;

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::builder::{
    FalseyValueParser, NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser as _,
};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use domain::event::{Second, Source};
use domain::log_format::LogFormat;
use forwarder::{ForwardOptions, without_empty_variables};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::settings::embed_origin::EmbedOrigin;
use crate::settings::public_url::PublicUrl;
pub(crate) use database_option::DatabaseOption;
pub(crate) use imports::{ImportsOptions, UndoOptions};
pub(crate) use key::{KeyAddOptions, KeyCommand, KeyListOptions, KeyRevokeOptions};
pub(crate) use openid::OpenIdOptions;
use source_parser::source_parser;

/// A self-hosted report of denied license requests: who was refused what, why, and what to do
/// about it.
#[derive(Debug, Parser)]
#[command(name = "turnaway", version, max_term_width = 100)]
pub(crate) struct CommandLine {
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
}

impl CommandLine {
    /// Reads the arguments and the environment; a mistake ends the process with status 2. An
    /// empty variable counts as unset: service files often set them empty.
    pub(crate) fn read() -> Self {
        let command = Self::command().mut_subcommands(without_empty_variables);
        let read = Self::from_arg_matches(&command.get_matches());
        read.unwrap_or_else(|error| error.exit())
    }
}

/// The command to run.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import license server logs and event files.
    Import(ImportOptions),
    /// List the imports: files, and what keys pushed.
    Imports(ImportsOptions),
    /// Undo an import: remove all of its events from the database.
    Undo(UndoOptions),
    /// Print the report of a view.
    Report(ReportOptions),
    /// Serve the report to a browser.
    Serve(Box<ServeOptions>),
    /// Fill an empty database with realistic demo data.
    Demo(DemoOptions),
    /// Manage the users who may sign in.
    User(user::UserOptions),
    /// Follow a license server's log and send its events to a remote Turnaway.
    Forward(ForwardOptions),
    /// Create, list and revoke the keys that license servers push events with.
    #[command(subcommand)]
    Key(KeyCommand),
}

/// The database, and the status codes to describe it with.
#[derive(Args, Clone, Debug)]
pub(crate) struct DatabaseOptions {
    /// The database file.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// Your own status codes: a CSV file with the columns space, code, category and
    /// description. They extend or override the built-in catalogue.
    #[arg(long, env = "TURNAWAY_CATALOGUE", value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
}

/// Options of `turnaway import`.
#[derive(Args, Debug)]
pub(crate) struct ImportOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,

    /// The customer the log belongs to. Optional when every row names one.
    #[arg(long, env = "TURNAWAY_ACCOUNT", value_name = "NAME")]
    pub account: Option<String>,

    /// The license server that wrote it, for rows that name none.
    #[arg(long, env = "TURNAWAY_SERVER", value_name = "NAME", default_value = "default",
          value_parser = NonEmptyStringValueParser::new())]
    pub server: String,

    /// The kind of server, for rows that name none [default: dynamic-monetization for
    /// elastic-access, otherwise local].
    #[arg(long, env = "TURNAWAY_SOURCE", value_parser = source_parser())]
    pub source: Option<Source>,

    /// The format of the files; `auto` detects it from the beginning of each file.
    #[arg(long, env = "TURNAWAY_FORMAT", default_value = "auto", value_parser = format_parser())]
    pub format: FormatOption,

    /// The time zone of the log's timestamps.
    #[arg(
        long,
        env = "TURNAWAY_TIME_ZONE",
        value_name = "IANA",
        default_value = "UTC"
    )]
    pub time_zone: String,

    /// The date of the first line, for logs that carry no date.
    #[arg(long, env = "TURNAWAY_DATE", value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub date: Option<Date>,

    /// The time of access responses without an envelope.
    #[arg(long, env = "TURNAWAY_TIME", value_name = "RFC3339", value_parser = parse_time)]
    pub time: Option<Second>,

    /// Print one JSON document instead of a summary.
    #[arg(long, env = "TURNAWAY_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,

    /// Files to read: plain, gzip or zstd; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Options of `turnaway report`.
#[derive(Args, Debug)]
pub(crate) struct ReportOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,

    /// The view, as in the query string of a page's URL.
    #[arg(
        long,
        env = "TURNAWAY_VIEW",
        value_name = "QUERY",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub view: String,

    /// The time at which relative ranges end [default: now].
    #[arg(long, env = "TURNAWAY_NOW", value_name = "RFC3339", value_parser = parse_time)]
    pub now: Option<Second>,

    /// Print only the first N rows of each list (days are always complete).
    #[arg(long, env = "TURNAWAY_TOP", value_name = "N")]
    pub top: Option<usize>,

    /// Print one JSON document instead of tables.
    #[arg(long, env = "TURNAWAY_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// Options of `turnaway serve`.
#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("https").args(["proxy", "tls_certificate"]).multiple(true))]
pub(crate) struct ServeOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,

    /// The IP address and port to listen on. It must be a loopback address unless a certificate
    /// or a proxy is configured.
    #[arg(
        long,
        env = "TURNAWAY_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:3000"
    )]
    pub listen: SocketAddr,

    /// The largest view, in attempts, that is sent to the browser for filtering there; larger
    /// views are answered by the server.
    #[arg(
        long,
        env = "TURNAWAY_SLICE_ATTEMPTS",
        value_name = "N",
        default_value_t = 500_000
    )]
    pub slice_attempts: usize,

    /// The IP address of an https reverse proxy; may be repeated. Only proxies are answered
    /// then, and their X-Forwarded-For is trusted.
    #[arg(
        long,
        env = "TURNAWAY_PROXY",
        value_name = "IP",
        value_delimiter = ',',
        requires = "public_url"
    )]
    pub proxy: Vec<IpAddr>,

    /// The URL at which readers reach the server or its proxy, such as
    /// `https://licenses.example`.
    #[arg(
        long,
        env = "TURNAWAY_PUBLIC_URL",
        value_name = "URL",
        value_parser = PublicUrl::https,
        requires = "https"
    )]
    pub public_url: Option<PublicUrl>,

    /// The server's TLS certificate, to serve https without a proxy: a PEM file that includes
    /// the intermediate certificates. SIGHUP reloads it.
    #[arg(
        long,
        env = "TURNAWAY_TLS_CERTIFICATE",
        value_name = "FILE",
        requires_all = ["tls_key", "public_url"]
    )]
    pub tls_certificate: Option<PathBuf>,

    /// The certificate's private key: an unencrypted PEM file.
    #[arg(
        long,
        env = "TURNAWAY_TLS_KEY",
        value_name = "FILE",
        requires = "tls_certificate"
    )]
    pub tls_key: Option<PathBuf>,

    /// A site whose pages may embed the report of a link in a frame, such as
    /// `https://portal.example`; may be repeated.
    #[arg(
        long,
        env = "TURNAWAY_EMBED_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    pub embed_origin: Vec<EmbedOrigin>,

    /// The OpenID provider.
    #[command(flatten)]
    pub openid: OpenIdOptions,

    /// Print a one-time link that signs in as the first administrator, without a password.
    #[arg(long, env = "TURNAWAY_SIGN_IN_LINK", value_parser = FalseyValueParser::new())]
    pub sign_in_link: bool,
    /// The largest request body that pushes events, in bytes after decompression.
    #[arg(
        long,
        env = "TURNAWAY_REQUEST_BYTES",
        value_name = "N",
        default_value_t = 64 << 20,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub request_bytes: u32,

    /// The folder with the site's files [default: `site` next to the program].
    #[arg(long, env = "TURNAWAY_SITE", value_name = "FOLDER")]
    pub site: Option<PathBuf>,
}

/// Options of `turnaway demo`.
#[derive(Args, Debug)]
pub(crate) struct DemoOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,

    /// The number of denied requests; grants and returns are added.
    #[arg(long, env = "TURNAWAY_EVENTS", value_name = "N", default_value_t = 150_000,
          value_parser = clap::value_parser!(u64).range(..=50_000_000))]
    pub events: u64,

    /// The seed; the same seed generates the same data.
    #[arg(long, env = "TURNAWAY_SEED", value_name = "S", default_value_t = 1)]
    pub seed: u64,

    /// The last day of the data [default: yesterday, in UTC].
    #[arg(long, env = "TURNAWAY_UNTIL", value_name = "DATE", value_parser = parse_until)]
    pub until: Option<Date>,
}

/// A format by its name; `auto` is `None`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormatOption(pub(crate) Option<LogFormat>);

fn format_parser() -> impl clap::builder::TypedValueParser<Value = FormatOption> {
    let words = LogFormat::ALL.map(LogFormat::word);
    PossibleValuesParser::new(std::iter::once("auto").chain(words))
        .map(|word| FormatOption(LogFormat::from_word(&word)))
}

fn parse_date(text: &str) -> Result<Date, String> {
    domain::view_query::parse_date(text).ok_or_else(|| "use YYYY-MM-DD, such as 2025-08-29".into())
}

/// The first and last possible last day of a year of demo data: the database stores seconds
/// from 1970 to 2106-02-07T06:28:15Z.
const UNTIL: RangeInclusive<Date> = date(1971, 1, 1)..=date(2106, 2, 6);

fn parse_until(text: &str) -> Result<Date, String> {
    let date = parse_date(text)?;
    if UNTIL.contains(&date) {
        Ok(date)
    } else {
        Err("use a day from 1971-01-01 to 2106-02-06".into())
    }
}

fn parse_time(text: &str) -> Result<Second, String> {
    match text.parse::<Timestamp>() {
        Ok(time) => Ok(Second(time.as_second())),
        Err(_) => Err("use RFC 3339, such as 2025-08-29T14:05:00Z".into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_option_has_an_environment_variable_of_its_name() {
        let line = CommandLine::command();
        // User rights must be given on each call: a variable that was set for an import must
        // not decide them.
        let commands = line.get_subcommands();
        let commands = commands.filter(|command| command.get_name() != "user");
        for command in commands.flat_map(|command| command.get_subcommands().chain([command])) {
            for option in command
                .get_arguments()
                .filter(|option| option.get_long().is_some())
            {
                let long = option.get_long().unwrap();
                if long == "help" || long == "version" {
                    continue;
                }
                let variable = format!("TURNAWAY_{}", long.to_uppercase().replace('-', "_"));
                assert_eq!(option.get_env().unwrap(), variable.as_str(), "--{long}");
            }
        }
    }
}
