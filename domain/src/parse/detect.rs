//! Tells formats apart by their first bytes.
//!
//! Text formats are told by votes. A line has the *shape* of a format (a clock and a
//! daemon, say), which chat logs share, or it is *telling*: nothing else writes it.
//! A file is of a format when at least one line is telling and, from the first
//! telling line on, a fair part of the lines has the shape. What stands before that,
//! such as a long banner, does not count. A file that begins with the first line of a
//! format's own banner is of that format, whatever follows.

use crate::log_format::LogFormat;

use super::csv_header::HeaderBytes;
use super::{encoding, events_csv};
use crate::parse::line_parser::LINE_BYTES_MAX;

mod json;
mod shapes;

/// Of the lines from the first telling one on, one in so many must have the shape.
/// Logs hold banners that span lines; prose that quotes a log has fewer.
const SHAPED_ONE_IN: u64 = 4;

/// The bytes that are looked at: in UTF-16, a letter takes two.
const HEAD_BYTES_MAX: usize = 2 * LINE_BYTES_MAX;

/// The format of a log, told from its first bytes (up to 1 MiB of them help); they
/// may end anywhere. `None` when they look like none of the formats.
pub fn detect(head: &[u8]) -> Option<LogFormat> {
    let head = encoding::head(head.get(..HEAD_BYTES_MAX).unwrap_or(head));
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let head = head.get(..LINE_BYTES_MAX).unwrap_or(head);
    let start = head.trim_ascii_start();
    match start.first()? {
        b'{' | b'[' => json::detect(start),
        // A page that quotes a log is no log.
        b'<' => None,
        _ if starts_with_events_header(head) => Some(LogFormat::EventsCsv),
        _ => by_votes(head),
    }
}

/// Whether the first line that is not blank names the columns of our events. It may
/// hold quoted line breaks, so it is cut as the parser cuts it.
fn starts_with_events_header(head: &[u8]) -> bool {
    let mut row = HeaderBytes::default();
    row.feed(head, LINE_BYTES_MAX);
    events_csv::is_header(row.row())
}

/// What a line says of one format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Vote {
    /// Another format, or a banner.
    None,
    /// It has the shape.
    Shaped,
    /// It has the shape and words that only this format writes there.
    Telling,
    /// It is the line with which a program that writes this format introduces itself.
    Banner,
}

/// How the lines have voted on one format.
struct Votes {
    format: LogFormat,
    vote: fn(&[u8]) -> Vote,
    told: bool,
    shaped: u64,
    lines: u64,
    /// The file begins with a banner of the format.
    is_introduced: bool,
}

impl Votes {
    fn new(format: LogFormat, vote: fn(&[u8]) -> Vote) -> Self {
        Self {
            format,
            vote,
            told: false,
            shaped: 0,
            lines: 0,
            is_introduced: false,
        }
    }

    fn count(&mut self, line: &[u8], is_first: bool) {
        let vote = (self.vote)(line);
        self.is_introduced |= is_first && vote == Vote::Banner;
        self.told |= vote >= Vote::Telling;
        if self.told {
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
