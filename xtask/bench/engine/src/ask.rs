//! Every question asked of the engine, with its time and its answer.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use domain::denial_rows::denial_rows;
use domain::frame::Frame;
use domain::period::Period;
use domain::report::report_of;
use domain::report::trend::{TrendStep, trend};
use domain::report::weight::weights;
use domain::view::View;
use domain::zone::ZoneOffsets;
use serde_json::{Value, json};
use service::answer::{Answer, AnswerRequest, LIST_ROWS, Moment, TABLE_ROWS, WEIGHT_ROWS};
use service::audience::Audience;
use service::presentation::Presentation;
use service::route::Route;

use crate::answers::{Counted, lines};
use crate::columns;
use crate::questions::{described, moment, questions};

/// Asks everything, writes the answers and what others need into the folder, and prints
/// the medians as JSON. `load_s` is how long the dataset took to load.
pub(crate) fn ask(
    frame: &Frame,
    load_s: f64,
    folder: &Path,
    runs: usize,
) -> Result<(), Box<dyn Error>> {
    let zone = ZoneOffsets::utc();
    let moment = moment(frame, &zone);
    let questions = questions(frame, &moment)?;
    let answers = folder.join("turnaway");
    fs::create_dir_all(&answers)?;
    if !folder.join("attempts.csv").exists() {
        columns::write(frame, folder)?;
    }
    let described: Vec<Value> = questions
        .iter()
        .map(|question| described(question, &moment))
        .collect();
    fs::write(folder.join("questions.json"), json!(described).to_string())?;

    let mut times = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        let answer = || answer(frame, &question.view, &question.presentation, &moment);
        let first = answer();
        for (name, counted) in [("attempts", Counted::Attempts), ("all", Counted::All)] {
            let file = answers.join(format!("{place}-{name}.tsv"));
            fs::write(file, lines(&first, counted))?;
        }
        let lists = || {
            let period = Period::whole(moment.days(&question.view));
            report_of(frame, &question.view, &zone, period, LIST_ROWS)
        };
        times.push(json!({
            "name": question.name,
            "attempts": first.report.totals.attempts,
            "lists_ms": median_ms(runs, || black_box(lists())),
            "answer_ms": median_ms(runs, || black_box(answer())),
        }));
    }
    let document = json!({
        "attempts": frame.len(),
        "grants": frame.grants.at.len(),
        "load_s": load_s,
        "questions": times,
        "parts": parts(frame, &moment, runs)?,
    });
    writeln!(std::io::stdout(), "{document}")?;
    Ok(())
}

/// What `/denials` computes of a view, but for the rows of its table.
fn answer(frame: &Frame, view: &View, presentation: &Presentation, moment: &Moment<'_>) -> Answer {
    let asked = AnswerRequest {
        view,
        presentation,
        route: Route::Denials,
        audience: Audience::Producer,
    };
    Answer::of(frame, &asked, moment, 0, 0)
}

/// The parts of an answer with nothing filtered, each alone, and the first rows of the
/// table.
fn parts(frame: &Frame, moment: &Moment<'_>, runs: usize) -> Result<Value, Box<dyn Error>> {
    let view = View::parse_strict("range=all")?;
    let days = moment.days(&view);
    let (_, buckets) = TrendStep::fitting(days).buckets(days);
    let period = Period::whole(days);
    let newest = Presentation::default().sort;
    let (zone, context) = (moment.zone, moment.context());
    let lists_ms = median_ms(runs, || {
        black_box(report_of(frame, &view, zone, period, LIST_ROWS))
    });
    let trend_ms = median_ms(runs, || {
        black_box(trend(frame, &view, zone, &buckets, period.until_local_s))
    });
    let weights_ms = median_ms(runs, || {
        black_box(weights(frame, &view, zone, period, WEIGHT_ROWS))
    });
    let rows_ms = median_ms(runs, || {
        black_box(denial_rows(frame, &view, &context, &newest, 0, TABLE_ROWS))
    });
    Ok(json!({
        "lists_ms": lists_ms,
        "trend_ms": trend_ms,
        "weights_ms": weights_ms,
        "rows_ms": rows_ms,
    }))
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
