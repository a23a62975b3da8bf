//! Detects the format of a file from its first bytes.
//!
//! Text formats are detected by votes. A line has the *shape* of a format (a clock and a
//! daemon, say), which chat logs share, or it is *distinctive*: only this format has such
//! lines. A file has a format if at least one line is distinctive and, from the first
//! distinctive line on, a fair share of the lines has the shape. Anything before that, such as
//! a long banner, does not count. A file that starts with the first line of a format's own
//! banner has that format, whatever follows.

use crate::log_format::LogFormat;

use super::csv_header::HeaderBytes;
use super::{encoding, events_csv};
use crate::parse::line_parser::LINE_BYTES_MAX;

mod json;
mod shapes;

/// From the first distinctive line on, one line in this number must have the shape. Logs have
/// banners of several lines; prose that quotes a log has fewer lines with the shape.
const SHAPED_ONE_IN: u64 = 4;

/// The most bytes that are read: in UTF-16, a letter takes two.
const HEAD_BYTES_MAX: usize = 2 * LINE_BYTES_MAX;

/// Detects the format of a log from its first bytes (up to 1 MiB is useful), which may end
/// anywhere. `None` if no format matches.
pub fn detect(head: &[u8]) -> Option<LogFormat> {
    let head = encoding::head(head.get(..HEAD_BYTES_MAX).unwrap_or(head));
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let head = head.get(..LINE_BYTES_MAX).unwrap_or(head);
    let start = head.trim_ascii_start();
    match start.first()? {
        b'{' | b'[' => json::detect(start),
        // A web page that quotes a log is not a log.
        b'<' => None,
        _ if starts_with_events_header(head) => Some(LogFormat::EventsCsv),
        _ => by_votes(head),
    }
}

/// Whether the first line that is not blank is the header of Turnaway's own events. It may
/// contain quoted line breaks, so it is split as the parser does it.
fn starts_with_events_header(head: &[u8]) -> bool {
    let mut row = HeaderBytes::default();
    row.feed(head, LINE_BYTES_MAX);
    events_csv::is_header(row.row())
}

/// The vote of a line on one format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Vote {
    /// Another format, or a banner.
    None,
    /// It has the shape.
    Shaped,
    /// It has the shape, and words that only this format has there.
    Distinctive,
    /// It starts the banner of a program that writes this format.
    Banner,
}

/// The votes of the lines on one format.
struct Votes {
    format: LogFormat,
    vote: fn(&[u8]) -> Vote,
    /// A line was distinctive.
    has_evidence: bool,
    shaped: u64,
    lines: u64,
    /// The file starts with a banner of the format.
    is_introduced: bool,
}

impl Votes {
    fn new(format: LogFormat, vote: fn(&[u8]) -> Vote) -> Self {
        Self {
            format,
            vote,
            has_evidence: false,
            shaped: 0,
            lines: 0,
            is_introduced: false,
        }
    }

    fn count(&mut self, line: &[u8], is_first: bool) {
        let vote = (self.vote)(line);
        self.is_introduced |= is_first && vote == Vote::Banner;
        self.has_evidence |= vote >= Vote::Distinctive;
        if self.has_evidence {
            self.lines += 1;
            self.shaped += u64::from(vote != Vote::None);
        }
    }

    fn is_elected(&self) -> bool {
        self.shaped > 0 && self.shaped * SHAPED_ONE_IN >= self.lines
    }
}

fn by_votes(head: &[u8]) -> Option<LogFormat> {
    let mut ballots = [
        Votes::new(LogFormat::FlexnetDebug, shapes::flexnet_debug),
        Votes::new(LogFormat::RlmReport, shapes::rlm_report),
        Votes::new(LogFormat::RlmDebug, shapes::rlm_debug),
        Votes::new(LogFormat::Dsls, shapes::dsls),
        Votes::new(LogFormat::AnsysLicensing, shapes::ansys_licensing),
        Votes::new(LogFormat::SentinelRms, shapes::sentinel_rms),
    ];
    let mut is_first = true;
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            continue;
        }
        for votes in &mut ballots {
            votes.count(line, is_first);
        }
        is_first = false;
    }
    let elected = ballots.iter().filter(|votes| votes.is_elected());
    elected
        .max_by_key(|votes| votes.shaped)
        .or_else(|| ballots.iter().find(|votes| votes.is_introduced))
        .map(|votes| votes.format)
}

#[cfg(test)]
#[path = "detect_tests.rs"]
mod tests;
