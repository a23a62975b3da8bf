//! The result of importing a file.

use domain::display::{number, printable};
use domain::log_format::LogFormat;

/// The longest text from a file that the summary shows.
const TEXT_CHARS_MAX: usize = 400;

/// The result for one file.
#[derive(Debug, Default)]
pub struct FileSummary {
    /// The path as given.
    pub path: String,
    /// Its format, once known.
    pub format: Option<LogFormat>,
    /// The number of lines.
    pub lines: u64,
    /// Denied requests in it.
    pub denied: u64,
    /// Granted requests in it.
    pub granted: u64,
    /// Returns in it.
    pub returned: u64,
    /// Events that were new.
    pub stored: u64,
    /// Events that were already stored.
    pub duplicates: u64,
    /// The first rejected lines, with reasons.
    pub rejected: Vec<(u64, String)>,
    /// The number of rejected lines.
    pub rejected_total: u64,
    /// Warnings for the user.
    pub warnings: Vec<String>,
    /// Why it was not read to its end.
    pub unreadable: Option<String>,
}

impl FileSummary {
    /// For a file that has not been read yet.
    pub fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..Self::default()
        }
    }
}

impl FileSummary {
    /// Whether nothing of the file was stored.
    pub fn is_left_out(&self) -> bool {
        self.unreadable.is_some() && self.stored + self.duplicates == 0
    }

    /// Whether the whole file was read and accepted.
    pub fn is_whole(&self) -> bool {
        self.unreadable.is_none() && self.rejected_total == 0
    }

    /// The result, line by line, with at most `rejected_max` rejected lines; `rest` is added if
    /// there are more.
    pub fn lines(&self, rejected_max: usize, rest: &str) -> Vec<String> {
        let format = self.format.map_or("unknown format", LogFormat::word);
        let mut lines = vec![format!(
            "{} ({format}): {} lines",
            printable(&self.path, TEXT_CHARS_MAX),
            number(self.lines)
        )];
        if self.is_left_out() {
            return lines;
        }
        lines.push(format!(
            "{} denied · {} granted · {} returned",
            number(self.denied),
            number(self.granted),
            number(self.returned),
        ));
        lines.push(format!(
            "{} stored · {} already stored · {} rejected",
            number(self.stored),
            number(self.duplicates),
            number(self.rejected_total),
        ));
        let rejected = self.rejected.iter().take(rejected_max);
        lines.extend(
            rejected.map(|(line, reason)| {
                format!("line {line}: {}", printable(reason, TEXT_CHARS_MAX))
            }),
        );
        if self.rejected_total > rejected_max as u64 {
            lines.push(format!("… {rest}"));
        }
        let warnings = self.warnings.iter();
        lines.extend(
            warnings.map(|warning| format!("warning: {}", printable(warning, TEXT_CHARS_MAX))),
        );
        lines
    }
}
