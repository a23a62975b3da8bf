//! Every question asked of the engine, with its time and its answer.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use domain::denial_order::Sort;
use domain::denial_rows::denial_rows;
use domain::frame::Frame;
use domain::period::Period;
use domain::report::trend::{Step, trend};
use domain::report::weight::weights;
use domain::report::{AttemptsReport, Report, ReportContext, report, report_of_attempts};
use domain::view::View;
use domain::zone::ZoneOffsets;
use serde_json::{Value, json};

use crate::answers::lines;
use crate::columns;
use crate::questions::{described, now, questions};

/// Rows of each list that a page keeps, and of the table on one page.
const ROWS: usize = 100;

/// Accounts and features that a page names for each category.
const WEIGHT_ROWS: usize = 3;

/// Asks everything, writes the answers and what others need into the folder, and prints
/// the medians as JSON. `load_s` is how long the record took to read.
pub(crate) fn ask(
    frame: &Frame,
    load_s: f64,
    folder: &Path,
    runs: usize,
) -> Result<(), Box<dyn Error>> {
    let zone = ZoneOffsets::utc();
    let context = ReportContext {
        now: now(frame),
        zone: &zone,
    };
    let questions = questions(frame, &zone)?;
    let answers = folder.join("turnaway");
    fs::create_dir_all(&answers)?;
    if !folder.join("attempts.csv").exists() {
        columns::write(frame, folder)?;
    }
    let described: Vec<Value> = questions
        .iter()
        .map(|question| described(question, frame, &zone))
        .collect();
    fs::write(folder.join("questions.json"), json!(described).to_string())?;

    let mut times = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        let view = &question.view;
        let whole: Report = report(frame, view, &context, usize::MAX);
        fs::write(
            answers.join(format!("{place}-attempts.tsv")),
            lines(&attempts(frame, view, &context, usize::MAX)),
        )?;
        fs::write(answers.join(format!("{place}-all.tsv")), lines(&whole))?;
        times.push(json!({
            "name": question.name,
            "attempts": whole.totals.attempts,
            "attempts_ms": median_ms(runs, || black_box(attempts(frame, view, &context, ROWS))),
            "all_ms": median_ms(runs, || black_box(report(frame, view, &context, ROWS))),
        }));
    }
    let document = json!({
        "attempts": frame.len(),
        "grants": frame.grants.at.len(),
        "load_s": load_s,
        "questions": times,
        "parts": parts(frame, &context, runs)?,
    });
    writeln!(std::io::stdout(), "{document}")?;
    Ok(())
}

/// The attempts of every list, and nothing else.
fn attempts(frame: &Frame, view: &View, context: &ReportContext<'_>, top: usize) -> AttemptsReport {
    let period = Period::whole(context.days(frame, view));
    report_of_attempts(frame, view, context.zone, period, top)
}

/// The rest of a page: the trend, what weighs most, and the first rows of the table.
fn parts(frame: &Frame, context: &ReportContext<'_>, runs: usize) -> Result<Value, Box<dyn Error>> {
    let view = View::parse_strict("range=all")?;
    let days = context.days(frame, &view);
    let (_, buckets) = Step::fitting(days).buckets(days);
    let period = Period::whole(days);
    let newest = Sort::default();
    let trend_ms = median_ms(runs, || {
        black_box(trend(
            frame,
            &view,
            context.zone,
            &buckets,
            period.until_local_s,
        ))
    });
    let weights_ms = median_ms(runs, || {
        black_box(weights(frame, &view, context.zone, period, WEIGHT_ROWS))
    });
    let rows_ms = median_ms(runs, || {
        black_box(denial_rows(frame, &view, context, &newest, 0, ROWS))
    });
    Ok(json!({ "trend_ms": trend_ms, "weights_ms": weights_ms, "rows_ms": rows_ms }))
}

/// The median of some runs, in milliseconds, after one that is not counted.
fn median_ms<T>(runs: usize, mut work: impl FnMut() -> T) -> f64 {
    work();
    let mut times: Vec<f64> = (0..runs.max(1))
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
