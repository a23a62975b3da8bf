//! The configuration of `turnaway forward`, in TOML.

use std::path::{Path, PathBuf};

use domain::log_format::LogFormat;
use domain::time_zone::Zone;
use domain::view_query::parse_date;
use jiff::civil::Date;
use serde::Deserialize;

use crate::key::ForwarderKey;

/// The configuration, checked.
pub(crate) struct Config {
    /// `usageService.sync.enabled`.
    pub is_enabled: bool,
    /// `usageService.sync.url`.
    pub url: String,
    /// `licensing.trackDeniedRequests`.
    pub tracks_denials: bool,
    pub key: ForwarderKey,
    /// Detected from the log where it is left out.
    pub format: Option<LogFormat>,
    pub zone: Zone,
    /// The date of the first line, for logs that carry no date.
    pub date: Option<Date>,
}

/// Why a configuration cannot be used. Its message says what to change.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Its file cannot be read.
    #[error("{0}: {1}; name a file that can be read")]
    Unreadable(PathBuf, std::io::Error),
    /// A setting is missing or wrong.
    #[error("{0}: {1}")]
    Wrong(PathBuf, String),
}

/// The settings under their own names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(rename = "usageService")]
    usage_service: UsageService,
    licensing: Licensing,
    key: Option<String>,
    key_file: Option<PathBuf>,
    format: Option<String>,
    time_zone: Option<String>,
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UsageService {
    sync: Sync,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sync {
    enabled: bool,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Licensing {
    #[serde(rename = "trackDeniedRequests")]
    track_denied_requests: bool,
}

impl Config {
    /// Reads a configuration.
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
        let settings: Settings = toml::from_str(&text).map_err(|error| {
            // Not the whole error: it quotes the line, which may be the key's.
            ConfigError::Wrong(path.to_owned(), error.message().to_owned())
        })?;
        settings
            .config(path)
            .map_err(|what| ConfigError::Wrong(path.to_owned(), what))
    }
}

impl Settings {
    fn config(self, path: &Path) -> Result<Config, String> {
        let known = || LogFormat::ALL.map(LogFormat::word).join(", ");
        let format = match self.format.as_deref() {
            None | Some("auto") => None,
            Some(word) => Some(
                LogFormat::from_word(word)
                    .ok_or_else(|| format!("`format` must be one of auto, {}", known()))?,
            ),
        };
        let date = match self.date.as_deref() {
            None => None,
            Some(text) => {
                Some(parse_date(text).ok_or("`date` is not a date: write it like \"2025-08-29\"")?)
            }
        };
        let url = self.usage_service.sync.url;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err("`usageService.sync.url` must begin with http:// or https://".to_owned());
        }
        let zone = Zone::named(self.time_zone.as_deref().unwrap_or("UTC"));
        Ok(Config {
            is_enabled: self.usage_service.sync.enabled,
            tracks_denials: self.licensing.track_denied_requests,
            url,
            key: key(self.key, self.key_file, path)?,
            format,
            zone: zone.map_err(|error| error.to_string())?,
            date,
        })
    }
}

/// The key, given directly or in a file. The path of the file is relative to the folder of the
/// configuration.
fn key(
    key: Option<String>,
    key_file: Option<PathBuf>,
    config: &Path,
) -> Result<ForwarderKey, String> {
    let text = match (key, key_file) {
        (Some(key), None) => key,
        (None, Some(file)) => {
            let folder = config.parent().unwrap_or(Path::new(""));
            std::fs::read_to_string(folder.join(&file))
                .map_err(|error| format!("`key_file` cannot be read: {error}"))?
        }
        _ => return Err("needs `key` or `key_file`, and only one of them".to_owned()),
    };
    ForwarderKey::parse(text.trim())
        .ok_or_else(|| "this is not a key that `turnaway key add` printed".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test may stop where it fails"
    )]

    use super::*;

    const SETTINGS: &str = "\
usageService.sync.enabled = true
usageService.sync.url = \"http://127.0.0.1:3000/usage/api/1.0/sync\"
licensing.trackDeniedRequests = false
";

    fn read(more: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("forward.toml");
        std::fs::write(folder.path().join("key"), format!("{}\n", "A".repeat(43))).unwrap();
        std::fs::write(&path, format!("{SETTINGS}{more}")).unwrap();
        Config::read(&path)
    }

    fn refusal(more: &str) -> String {
        let Err(error) = read(more) else {
            panic!("{more} is accepted");
        };
        error.to_string()
    }

    #[test]
    fn settings_are_read_by_name() {
        let config = read("key_file = \"key\"\ntime_zone = \"Europe/Berlin\"\n").unwrap();
        assert!(config.is_enabled && !config.tracks_denials);
        assert!(config.url.ends_with("/usage/api/1.0/sync"));
        assert_eq!(config.zone.name(), "Europe/Berlin");
        assert_eq!(config.format, None);
        assert_eq!(config.key.reveal(), "A".repeat(43));
    }

    #[test]
    fn errors_name_the_setting_and_never_the_key() {
        let key = "A".repeat(43);
        for (more, words) in [
            (String::new(), "`key` or `key_file`"),
            (
                format!("key = \"{key}\"\nkey_file = \"key\"\n"),
                "only one of them",
            ),
            (
                format!("key = \"{key}\"\nformat = \"word\"\n"),
                "flexnet-debug",
            ),
            (format!("key = \"{key}\"\ndate = \"today\"\n"), "2025-08-29"),
            (format!("key = \"{key}\"\nother = 1\n"), "other"),
            (format!("key = {key}\n"), ""),
            ("key = \"short\"\n".to_owned(), "turnaway key add"),
            ("key_file = \"none\"\n".to_owned(), "cannot be read"),
        ] {
            let refusal = refusal(&more);
            assert!(refusal.contains(words), "no `{words}` in {refusal}");
            assert!(!refusal.contains(&key), "{refusal}");
        }
    }
}
