//! Turnaway's side of `cargo xtask bench`: it makes the events, and asks the engine.
//!
//! `events N` prints N denied requests, and about as many grants, as CSV. `ask DATABASE
//! FOLDER RUNS` loads the dataset, asks every question and writes the answers, and what
//! the other programs need to give the same ones. `browser DATABASE FOLDER` writes what
//! the browser filters and sorts. `writers DATABASE` stores single events of many writers in a
//! database that is not there yet.

mod answers;
mod ask;
mod browser;
mod columns;
mod events;
mod questions;
mod writers;

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::frame::Frame;
use store::{FrameLoader, Mode, Store};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["events", attempts] => Ok(events::print(attempts.parse()?)?),
        ["ask", database, folder, runs] => {
            let (frame, seconds) = load(Path::new(database))?;
            ask::ask(&frame, seconds, Path::new(folder), runs.parse()?)
        }
        ["browser", database, folder] => {
            let (frame, _) = load(Path::new(database))?;
            Ok(browser::write(&frame, Path::new(folder))?)
        }
        ["writers", database] => writers::measure(Path::new(database)),
        _ => Err(
            "use: events N, ask DATABASE FOLDER RUNS, browser DATABASE FOLDER or writers \
                  DATABASE"
                .into(),
        ),
    }
}

/// The frame of a database, and the seconds that loading it took.
fn load(database: &Path) -> Result<(Arc<Frame>, f64), Box<dyn Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let start = std::time::Instant::now();
    let frame = runtime.block_on(async {
        let store = Store::open(database, Mode::Existing).await?;
        let mut loader = FrameLoader::new(Catalogue::built_in());
        loader.read(&store).await?;
        Ok::<_, store::StoreError>(loader.frame())
    })?;
    Ok((frame, start.elapsed().as_secs_f64()))
}
