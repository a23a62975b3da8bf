//! `cargo xtask bench`: Turnaway beside others on the same events, and a table of medians
//! and ratios. What is measured and how is said in `docs/performance.md`.

mod answers;
mod browser;
mod data;
mod import;
mod machine;
mod measured;
mod pages;
mod programs;
mod table;

use std::io::{self, Write as _};

use crate::failure::Failure;
use crate::project::Project;
use crate::site;
use crate::step::{run, step};
use crate::venv::Venv;

use data::Data;
use machine::Machine;
use programs::Programs;

/// Attempts unless the options name others.
const ATTEMPTS: [u64; 2] = [1_000_000, 10_000_000];

/// Attempts of a smoke test.
const ATTEMPTS_QUICK: u64 = 200_000;

/// What to measure.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// How many denied requests to measure on; may be given more than once [default:
    /// 1000000 and 10000000].
    #[arg(long, value_name = "N")]
    events: Vec<u64>,
    /// 200,000 denied requests: a smoke test, whose numbers say little.
    #[arg(long, conflicts_with = "events")]
    quick: bool,
}

impl Options {
    /// The sizes, the smallest first.
    fn sizes(&self) -> Vec<u64> {
        let mut sizes = if self.quick {
            vec![ATTEMPTS_QUICK]
        } else if self.events.is_empty() {
            ATTEMPTS.to_vec()
        } else {
            self.events.clone()
        };
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }
}

/// Measures everything, one after the other, and prints each table when it is complete.
pub(crate) fn bench(project: &Project, options: &Options) -> Result<(), Failure> {
    let folder = project.target.join("bench");
    let programs = programs(project)?;
    let module = browser::build(project)?;
    let data = options
        .sizes()
        .into_iter()
        .map(|attempts| import::data(&programs, &folder, attempts))
        .collect::<Result<Vec<_>, _>>()?;
    let Some(smallest) = data.first() else {
        return Ok(());
    };
    print(&table::heading(&Machine::look()?));
    step("measuring the import", || {
        import::again(&programs, smallest)
    })?;
    let imported = each(&data, Data::imported)?;
    print(&table::import(&imported)?);
    let single = step("measuring single events of many writers", || {
        import::single_events(&programs, smallest)
    })?;
    print(&table::single_events(&single)?);
    let answers = each(&data, |data| answers::measure(&programs, data))?;
    print(&table::answers(&answers)?);
    let in_browser = browser::measure(project, &programs, &module, smallest)?;
    print(&table::browser(&in_browser)?);
    let pages = each(&data, |data| pages::measure(&programs, data))?;
    print(&table::pages(&pages)?);
    // Last, since it takes longest.
    let sqlite = each(&data, |data| answers::measure_sqlite(&programs, data))?;
    print(&table::sqlite(&answers, &sqlite)?);
    print(&table::ending(&Machine::look()?));
    Ok(())
}

/// Something of the data of each size.
fn each<T>(data: &[Data], of: impl Fn(&Data) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    data.iter().map(of).collect()
}

/// Prints a part of the results. A closed terminal is no reason to fail.
fn print(table: &str) {
    let _ = io::stdout().write_all(table.as_bytes());
}

/// Builds and installs what is measured.
fn programs(project: &Project) -> Result<Programs, Failure> {
    let site = site::build(project)?;
    // Both in one call, so that cargo compiles what they share once.
    step("building the server and the engine alone", || {
        run(&mut project.cargo([
            "build",
            "--release",
            "--package=server",
            "--package=bench-engine",
        ]))
    })?;
    let scripts = project.root.join("xtask").join("bench");
    Ok(Programs {
        turnaway: project.server(),
        engine: project
            .server()
            .with_file_name(format!("bench-engine{}", std::env::consts::EXE_SUFFIX)),
        site,
        venv: Venv::install(
            &project.target.join("bench"),
            &scripts,
            "DuckDB and Datasette",
        )?,
        scripts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_measured_in_order_and_once() {
        let sizes = |events: &[u64], quick| {
            let events = events.to_vec();
            Options { events, quick }.sizes()
        };
        assert_eq!(sizes(&[], false), [1_000_000, 10_000_000]);
        assert_eq!(sizes(&[], true), [200_000]);
        assert_eq!(sizes(&[30, 2, 30], false), [2, 30]);
    }
}
