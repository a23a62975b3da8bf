//! `turnaway report`: the report of a view, as tables or JSON.

pub(crate) mod json;
mod text;

use service::clock;
use std::io::Write as _;
use std::process::ExitCode;

use domain::display;
use domain::event::Second;
use domain::frame::Frame;
use domain::report::{ReportContext, report};
use domain::scope::Scope;
use domain::time_zone::Zone;
use domain::view::View;
use store::{Mode, Store};

use crate::catalogue_option;
use crate::command_line::ReportOptions;
use crate::failure::Failure;
use crate::output::print_line;

/// Prints the report of a view.
pub(crate) async fn run(options: &ReportOptions) -> Result<ExitCode, Failure> {
    let mut view = View::parse_strict(&options.view)?;
    let zone = Zone::named(&view.zone)?;
    zone.name().clone_into(&mut view.zone);
    let catalogue = catalogue_option::catalogue(&options.database)?;
    let store = Store::open(&options.database.file.database, Mode::Existing).await?;
    let frame = store.frame(catalogue, &Scope::all()).await?;
    let now = options.now.unwrap_or_else(clock::now);
    let (first, last) = frame.span().unwrap_or((now, now));
    let offsets = zone.offsets(first.min(now), last.max(now));
    let context = ReportContext {
        now,
        zone: &offsets,
    };
    let report = report(&frame, &view, &context, options.top.unwrap_or(usize::MAX));
    let text = if options.json {
        json::json(&view, &report)
    } else {
        text::text(&frame, &view, &context, &report)
    };
    if let Some(hint) = nothing_in_range(&frame, &view, &context) {
        let _ = writeln!(std::io::stderr(), "turnaway: {hint}");
    }
    print_line(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A hint when the range has no attempts.
fn nothing_in_range(frame: &Frame, view: &View, context: &ReportContext<'_>) -> Option<String> {
    if frame.is_empty() {
        return Some("no denied requests yet: import a log with `turnaway import`".to_owned());
    }
    let days = context.days(frame, view);
    let recorded = frame.recorded(context.zone)?;
    let in_days = |at: &u32| days.contains(context.zone.day(Second(i64::from(*at))));
    (!frame.attempts.at.iter().any(in_days)).then(|| {
        format!(
            "no attempts in this range: the database has {} from {} to {}; use range=all",
            display::number(frame.len() as u64),
            display::day(recorded.first),
            display::day(recorded.last),
        )
    })
}
