//! The command line. Other people's scripts rest on it word for word.

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

/// A self-hosted report of denied license requests: who was refused what, why, and what
/// to do about it.
#[derive(Debug, Parser)]
#[command(name = "turnaway", version, max_term_width = 100)]
pub(crate) struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl CommandLine {
    /// Reads the arguments and the environment; a mistake ends the process with status 2.
    /// An empty variable is as if it were not set: service files set them so.
    pub(crate) fn read() -> Self {
        let command = Self::command().mut_subcommands(without_empty_variables);
        let read = Self::from_arg_matches(&command.get_matches());
        read.unwrap_or_else(|error| error.exit())
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import license server logs and event files.
    Import(ImportOptions),
    /// List what was imported: files, and what keys brought.
    Imports(ImportsOptions),
    /// Take an import back whole: all that it brought is gone from the record.
    Undo(UndoOptions),
    /// Print the report of a view.
    Report(ReportOptions),
    /// Serve the report to a browser.
    Serve(Box<ServeOptions>),
    /// Fill an empty database with believable demo data.
    Demo(DemoOptions),
    /// Say who may sign in.
    User(user::UserOptions),
    /// Forward a license server's log to a Turnaway elsewhere, as it is written.
    Forward(ForwardOptions),
    /// Make, list and revoke the keys with which license servers bring their events.
    #[command(subcommand)]
    Key(KeyCommand),
}

/// The record, and what describes its statuses.
#[derive(Args, Clone, Debug)]
pub(crate) struct RecordOptions {
    /// The record's file.
    #[command(flatten)]
    pub file: DatabaseOption,

    /// Status codes of your own: a CSV file with the columns space, code, category and
    /// description. They add to the built-in catalogue or override it.
    #[arg(long, env = "TURNAWAY_CATALOGUE", value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
}

/// Options of `turnaway import`.
#[derive(Args, Debug)]
pub(crate) struct ImportOptions {
    /// The record.
    #[command(flatten)]
    pub record: RecordOptions,

    /// The customer whose log it is. May be left out when every row names one.
    #[arg(long, env = "TURNAWAY_ACCOUNT", value_name = "NAME")]
    pub account: Option<String>,

    /// The license server that wrote it, where rows name none.
    #[arg(long, env = "TURNAWAY_SERVER", value_name = "NAME", default_value = "default",
          value_parser = NonEmptyStringValueParser::new())]
    pub server: String,

    /// The kind of server, where rows name none [default: dynamic-monetization for
    /// elastic-access, else local].
    #[arg(long, env = "TURNAWAY_SOURCE", value_parser = source_parser())]
    pub source: Option<Source>,

    /// The format of the files; `auto` tells it from each file's beginning.
    #[arg(long, env = "TURNAWAY_FORMAT", default_value = "auto", value_parser = format_parser())]
    pub format: FormatOption,

    /// The zone in which the logs' clocks ran.
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

    /// The time of access responses that stand without an envelope.
    #[arg(long, env = "TURNAWAY_TIME", value_name = "RFC3339", value_parser = parse_time)]
    pub time: Option<Second>,

    /// Print one JSON document instead of a summary.
    #[arg(long, env = "TURNAWAY_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,

    /// Files to read, plain, gzip or zstd; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Options of `turnaway report`.
#[derive(Args, Debug)]
pub(crate) struct ReportOptions {
    /// The record.
    #[command(flatten)]
    pub record: RecordOptions,

    /// The view, as the query string of a page's address.
    #[arg(
        long,
        env = "TURNAWAY_VIEW",
        value_name = "QUERY",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub view: String,

    /// The moment that ranges end with [default: the present].
    #[arg(long, env = "TURNAWAY_NOW", value_name = "RFC3339", value_parser = parse_time)]
    pub now: Option<Second>,

    /// Print only the first rows of each list (but every day).
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
    /// The record.
    #[command(flatten)]
    pub record: RecordOptions,

    /// The address to listen on: a loopback address, unless there is a certificate or a
    /// proxy is named.
    #[arg(
        long,
        env = "TURNAWAY_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:3000"
    )]
    pub listen: SocketAddr,

    /// The most attempts that a browser is sent to answer from by itself; a view of more
    /// is answered by the server.
    #[arg(
        long,
        env = "TURNAWAY_SLICE_ATTEMPTS",
        value_name = "N",
        default_value_t = 500_000
    )]
    pub slice_attempts: usize,

    /// The address of a proxy that speaks https for the server; may be repeated. Nobody
    /// else is answered, and its X-Forwarded-For is believed.
    #[arg(
        long,
        env = "TURNAWAY_PROXY",
        value_name = "IP",
        value_delimiter = ',',
        requires = "public_url"
    )]
    pub proxy: Vec<IpAddr>,

    /// The address at which readers reach the server or its proxy, such as
    /// `https://licenses.example`.
    #[arg(
        long,
        env = "TURNAWAY_PUBLIC_URL",
        value_name = "URL",
        value_parser = PublicUrl::https,
        requires = "https"
    )]
    pub public_url: Option<PublicUrl>,

    /// The server's certificate, with which it speaks https itself: a PEM file, with the
    /// certificates that lead to a known authority after it. Read again at SIGHUP.
    #[arg(
        long,
        env = "TURNAWAY_TLS_CERTIFICATE",
        value_name = "FILE",
        requires_all = ["tls_key", "public_url"]
    )]
    pub tls_certificate: Option<PathBuf>,

    /// The certificate's private key: a PEM file, not encrypted.
    #[arg(
        long,
        env = "TURNAWAY_TLS_KEY",
        value_name = "FILE",
        requires = "tls_certificate"
    )]
    pub tls_key: Option<PathBuf>,

    /// A site whose pages may show the report of a link in a frame, such as
    /// `https://portal.example`; may be repeated.
    #[arg(
        long,
        env = "TURNAWAY_EMBED_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    pub embed_origin: Vec<EmbedOrigin>,

    /// An OpenID provider.
    #[command(flatten)]
    pub openid: OpenIdOptions,

    /// Print a link that signs in once as the first administrator, without a password.
    #[arg(long, env = "TURNAWAY_SIGN_IN_LINK", value_parser = FalseyValueParser::new())]
    pub sign_in_link: bool,
    /// The most bytes of one request that brings events, unpacked.
    #[arg(
        long,
        env = "TURNAWAY_REQUEST_BYTES",
        value_name = "N",
        default_value_t = 64 << 20,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub request_bytes: u32,

    /// The folder of the site that the browser loads [default: `site` beside this
    /// program].
    #[arg(long, env = "TURNAWAY_SITE", value_name = "FOLDER")]
    pub site: Option<PathBuf>,
}

/// Options of `turnaway demo`.
#[derive(Args, Debug)]
pub(crate) struct DemoOptions {
    /// The record.
    #[command(flatten)]
    pub record: RecordOptions,

    /// How many denied requests to make; grants and returns come beside them.
    #[arg(long, env = "TURNAWAY_EVENTS", value_name = "N", default_value_t = 150_000,
          value_parser = clap::value_parser!(u64).range(..=50_000_000))]
    pub events: u64,

    /// The seed: the same seed makes the same data.
    #[arg(long, env = "TURNAWAY_SEED", value_name = "S", default_value_t = 1)]
    pub seed: u64,

    /// The last day of the data [default: yesterday, in UTC].
    #[arg(long, env = "TURNAWAY_UNTIL", value_name = "DATE", value_parser = parse_until)]
    pub until: Option<Date>,
}

/// A format by its word; `auto` names none.
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

/// The first and the last day that a year of demo data can end with, since the record
/// takes seconds from 1970 to 2106-02-07T06:28:15Z.
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
        // What a user may do is said each time: a variable that was set for an import must
        // not decide it.
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
