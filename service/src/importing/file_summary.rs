//! What became of an imported file.

use domain::display::{number, printable};
use domain::log_format::LogFormat;

/// The longest text from a file that the summary shows.
const TEXT_CHARS_MAX: usize = 400;

/// What became of one file.
#[derive(Debug, Default)]
pub struct FileSummary {
    /// The path as it was given.
    pub path: String,
    /// Its format, once it is known.
    pub format: Option<LogFormat>,
    /// Its lines.
    pub lines: u64,
    /// Denied requests that it holds.
    pub denied: u64,
    /// Granted requests that it holds.
    pub granted: u64,
    /// Returns that it holds.
    pub returned: u64,
    /// Events that were new.
    pub stored: u64,
    /// Events that were stored already.
    pub duplicates: u64,
    /// The first rejected lines, with their reasons.
    pub rejected: Vec<(u64, String)>,
    /// How many lines were rejected.
    pub rejected_total: u64,
    /// What its reader should know.
    pub warnings: Vec<String>,
    /// Why it was not read to its end.
    pub unreadable: Option<String>,
}

impl FileSummary {
    /// Of a file of which nothing was read yet.
    pub fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..Self::default()
        }
    }
}

impl FileSummary {
    /// Whether nothing of the file is in the record.
    pub fn is_left_out(&self) -> bool {
        self.unreadable.is_some() && self.stored + self.duplicates == 0
    }

    /// Whether all of the file was read and taken.
    pub fn is_whole(&self) -> bool {
        self.unreadable.is_none() && self.rejected_total == 0
    }

    /// What became of the file, line by line. So many rejected lines are among them; where
    /// there are more, `rest` says so.
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
            "{} stored · {} stored already · {} rejected",
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
