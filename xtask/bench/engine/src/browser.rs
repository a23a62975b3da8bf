//! What the browser filters and sorts: the same attempts as a slice and as JSON.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use domain::dimension::{Dimension, Names};
use domain::event::Second;
use domain::frame::Frame;
use domain::scope::Scope;
use domain::slice::{Slice, encode};
use serde_json::json;

/// Attempts that the browser gets.
const ATTEMPTS: usize = 100_000;

/// Writes `attempts.slice` and `attempts.json` into a folder: the last 100,000 attempts,
/// and those of the same second as the first of them.
pub(crate) fn write(frame: &Frame, folder: &Path) -> io::Result<()> {
    let first = frame.len().saturating_sub(ATTEMPTS);
    let earliest = frame.attempts.at.get(first).copied().unwrap_or_default();
    let scope = Scope {
        earliest: Some(Second(i64::from(earliest))),
        ..Scope::all()
    };
    let frame = Arc::new(frame.cut(&scope).without_grants());
    let slice = Slice {
        mark: 1,
        frame: Arc::clone(&frame),
    };
    let bytes = encode(&slice, &Slice::default());
    std::fs::write(folder.join("attempts.slice"), bytes)?;
    let words = &frame.dictionaries;
    let word = |words: &[Box<str>], id: u32| domain::frame::word(words, id).to_owned();
    let rows = (0..frame.len()).filter_map(|row| frame.attempt(row));
    let objects = rows.map(|attempt| {
        let status = words.statuses.get(attempt.ids[Dimension::Status] as usize);
        json!({
            "at": attempt.at.0,
            "account": word(&words.names[Names::Accounts], attempt.account.0),
            "user": word(&words.names[Names::Users], attempt.ids[Dimension::User]),
            "device": word(&words.names[Names::Devices], attempt.ids[Dimension::Device]),
            "product": word(&words.names[Names::Products], attempt.ids[Dimension::Product]),
            "feature": word(&words.names[Names::Features], attempt.ids[Dimension::Feature]),
            "version": word(&words.names[Names::Versions], attempt.ids[Dimension::Version]),
            "count": attempt.count,
            "status": status.map(domain::frame::Status::value),
            "category": status.map(|status| status.category.slug()),
        })
    });
    let mut out = BufWriter::new(File::create(folder.join("attempts.json"))?);
    serde_json::to_writer(&mut out, &objects.collect::<Vec<_>>())?;
    out.flush()
}
