//! What became of the imported files.

use std::fmt::Write as _;

use domain::display::number;
use domain::log_format::LogFormat;
use serde::Serialize;

use crate::output::printable;

/// Rejected lines that the text lists; `--json` lists more.
const TEXT_REJECTED_MAX: usize = 10;

/// The longest text from a file that the summary shows.
const TEXT_CHARS_MAX: usize = 400;

/// What became of one file.
#[derive(Debug, Default)]
pub(crate) struct FileSummary {
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

/// One JSON document. A file that could not be read says why among its warnings.
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
    // Numbers and texts always serialize.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// The summary in words.
pub(crate) fn text(summaries: &[FileSummary]) -> String {
    let mut text = String::new();
    for file in summaries {
        // Writing to a string does not fail.
        let _ = write_file(&mut text, file);
    }
    text.trim_end().to_owned()
}

fn write_file(text: &mut String, file: &FileSummary) -> std::fmt::Result {
    let format = file.format.map_or("unknown format", LogFormat::word);
    writeln!(
        text,
        "{} ({format}): {} lines",
        printable(&file.path, TEXT_CHARS_MAX),
        number(file.lines)
    )?;
    if file.unreadable.is_some() && file.stored + file.duplicates == 0 {
        return writeln!(text, "  not imported, see above");
    }
    writeln!(
        text,
        "  {} denied · {} granted · {} returned",
        number(file.denied),
        number(file.granted),
        number(file.returned),
    )?;
    writeln!(
        text,
        "  {} stored · {} stored already · {} rejected",
        number(file.stored),
        number(file.duplicates),
        number(file.rejected_total),
    )?;
    for (line, reason) in file.rejected.iter().take(TEXT_REJECTED_MAX) {
        writeln!(text, "  line {line}: {}", printable(reason, TEXT_CHARS_MAX))?;
    }
    if file.rejected_total > TEXT_REJECTED_MAX as u64 {
        writeln!(text, "  … and more: --json lists the first 1,000")?;
    }
    for warning in &file.warnings {
        writeln!(text, "  warning: {}", printable(warning, TEXT_CHARS_MAX))?;
    }
    Ok(())
}
