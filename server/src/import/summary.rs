//! The result of importing files.

use domain::display::number;
use domain::log_format::LogFormat;
use serde::Serialize;

use domain::display::printable;

/// Rejected lines in the text; `--json` lists more.
const TEXT_REJECTED_MAX: usize = 10;

/// The longest text from a file that the summary shows.
const TEXT_CHARS_MAX: usize = 400;

/// The result for one file.
#[derive(Debug, Default)]
pub(crate) struct FileSummary {
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
    pub(crate) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..Self::default()
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    format: Option<&'static str>,
    lines: u64,
    events: Events,
    duplicates: u64,
    rejected: Vec<Rejected<'a>>,
    rejected_total: u64,
    warnings: Vec<&'a str>,
}

#[derive(Serialize)]
struct Events {
    denied: u64,
    granted: u64,
    returned: u64,
}

#[derive(Serialize)]
struct Rejected<'a> {
    line: u64,
    reason: &'a str,
}

/// One JSON document. For a file that could not be read the reason is among its warnings.
pub(crate) fn json(summaries: &[FileSummary]) -> String {
    let document = Document {
        files: summaries
            .iter()
            .map(|file| File {
                path: &file.path,
                format: file.format.map(LogFormat::word),
                lines: file.lines,
                events: Events {
                    denied: file.denied,
                    granted: file.granted,
                    returned: file.returned,
                },
                duplicates: file.duplicates,
                rejected: file
                    .rejected
                    .iter()
                    .map(|(line, reason)| Rejected {
                        line: *line,
                        reason,
                    })
                    .collect(),
                rejected_total: file.rejected_total,
                warnings: file
                    .warnings
                    .iter()
                    .chain(&file.unreadable)
                    .map(String::as_str)
                    .collect(),
            })
            .collect(),
    };
    // Numbers and strings always serialize.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// The summary as text.
pub(crate) fn text(summaries: &[FileSummary]) -> String {
    let mut text = String::new();
    for file in summaries {
        let rest = "and more: --json lists the first 1,000";
        let mut lines = file.lines(TEXT_REJECTED_MAX, rest);
        if file.is_left_out() {
            lines.push("not imported, see above".to_owned());
        }
        text.push_str(&lines.join("\n  "));
        text.push('\n');
    }
    text.trim_end().to_owned()
}

impl FileSummary {
    /// Whether nothing of the file was stored.
    fn is_left_out(&self) -> bool {
        self.unreadable.is_some() && self.stored + self.duplicates == 0
    }

    /// Whether the whole file was read and accepted.
    pub(crate) fn is_whole(&self) -> bool {
        self.unreadable.is_none() && self.rejected_total == 0
    }

    /// The result, line by line, with at most `rejected_max` rejected lines; `rest` is added if
    /// there are more.
    pub(crate) fn lines(&self, rejected_max: usize, rest: &str) -> Vec<String> {
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
