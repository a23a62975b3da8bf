//! The result of importing files.

use domain::log_format::LogFormat;
use serde::Serialize;
use service::importing::FileSummary;

/// Rejected lines in the text; `--json` lists more.
const TEXT_REJECTED_MAX: usize = 10;

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
