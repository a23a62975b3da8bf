//! The events that everything is measured on, as `events-csv`.

use std::io::{self, BufWriter, Write};

use domain::demo::{DemoOptions, SEED_DEFAULT, generate};
use domain::event::{Event, Outcome};
use jiff::Timestamp;
use jiff::civil::date;

/// Prints that many denied requests of the demo year, and every second grant: about as many.
pub(crate) fn print(attempts: u64) -> io::Result<()> {
    let options = DemoOptions {
        attempts,
        seed: SEED_DEFAULT,
        // A fixed year, so that every machine measures the same events.
        until: date(2025, 8, 31),
    };
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    writeln!(
        out,
        "time,outcome,account,server,source,user,device,product,feature,version,license_model,\
         count,code_space,code,description,final"
    )?;
    let mut grants = 0_u64;
    let mut result = Ok(());
    generate(&options, &mut |event| {
        grants += u64::from(event.outcome == Outcome::Granted);
        let is_kept = match event.outcome {
            Outcome::Denied => true,
            Outcome::Granted => grants.is_multiple_of(2),
            Outcome::Returned => false,
        };
        if is_kept && result.is_ok() {
            result = print_row(&mut out, event);
        }
    });
    result?;
    out.flush()
}

fn print_row(out: &mut impl Write, event: &Event<'_>) -> io::Result<()> {
    let status = event.status.unwrap_or_default();
    let time = Timestamp::from_second(event.at.0).map_err(io::Error::other)?;
    write!(out, "{time},{}", event.outcome.word())?;
    for text in [
        event.account.0,
        event.server.0,
        event.source.map_or("", domain::event::Source::word),
        event.user.0,
        event.device.0,
        event.product.0,
        event.feature.0,
        event.version.0,
        event.model.0,
    ] {
        cell(out, text)?;
    }
    write!(out, ",{}", event.count)?;
    for text in [status.space, status.code, status.description] {
        cell(out, text)?;
    }
    writeln!(out, ",{}", event.is_final)
}

/// A comma and a text, quoted where it must be.
pub(crate) fn cell(out: &mut impl Write, text: &str) -> io::Result<()> {
    if text.contains([',', '"', '\n', '\r']) {
        write!(out, ",\"{}\"", text.replace('"', "\"\""))
    } else {
        write!(out, ",{text}")
    }
}
