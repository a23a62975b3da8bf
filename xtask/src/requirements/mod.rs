//! What the tasks need of the system: found, or installed through apt after asking.
//!
//! Only what asks and installs is here. [`need`] says what there is to need, [`here`] looks
//! for it, and [`plan`] decides from that what happens, and with which command lines.

mod here;
mod need;
mod plan;
#[cfg(test)]
mod tests;

use std::env;
use std::io::{self, IsTerminal as _};
use std::process::Command;

use crate::failure::Failure;
use crate::step::{run, say, step};

pub(crate) use here::Here;
pub(crate) use need::Need;
use plan::{Consent, Plan, Split, System};

/// For the site, which esbuild, wasm-opt and `compress.mjs` make.
pub(crate) const SITE: [Need; 3] = [Need::CCompiler, Need::Node { oldest: 18 }, Need::Npm];

/// For Playwright, which needs a newer Node than the site does.
pub(crate) const SCREENSHOTS: [Need; 4] = [
    Need::CCompiler,
    Need::Node { oldest: 20 },
    Need::Npm,
    Need::Chromium,
];

/// For `cargo xtask test` and `bench`.
pub(crate) const TEST: [Need; 5] = [
    Need::CCompiler,
    Need::Node { oldest: 20 },
    Need::Npm,
    Need::Venv,
    Need::Chromium,
];

/// For `cargo xtask test --no-browser`.
pub(crate) const TEST_NO_BROWSER: [Need; 1] = [Need::CCompiler];

/// Installs what is missing of `needs`, or fails with the command that does. `yes` answers
/// the question before it is asked.
pub(crate) fn ensure(needs: &[Need], yes: bool) -> Result<(), Failure> {
    let here = Here::look();
    let missing = here.missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let system = System::look();
    let split = Split::before_update(&missing, system, candidate);
    let is_agreed = match plan::plan(&split, system, consent(yes)) {
        Plan::Install => {
            say(&format!("missing: {}", here.describe(&missing)));
            true
        }
        Plan::Ask => ask(&here.describe(&missing), &plan::command(&split, system)),
        Plan::ByHand => false,
    };
    if !is_agreed {
        return Err(failure(&here, &missing, &split, system));
    }
    step("installing what is missing", || install(&missing, system))?;

    let here = Here::look();
    let missing = here.missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let split = Split::by_hand(&missing);
    Err(failure(&here, &missing, &split, system))
}

/// Installs what apt has, once its lists are new.
fn install(missing: &[Need], system: System) -> Result<(), Failure> {
    execute(&plan::update(system))?;
    let split = Split::after_update(missing, candidate);
    if split.by_apt.is_empty() {
        return Ok(());
    }
    execute(&plan::install(&split.by_apt, system))
}

/// Whether installing was allowed, is to be asked about, or cannot be asked about.
fn consent(yes: bool) -> Consent {
    let is_ci = env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
    if yes || is_ci {
        Consent::Given
    } else if io::stdin().is_terminal() && io::stderr().is_terminal() {
        Consent::ToAsk
    } else {
        Consent::NoTerminal
    }
}

/// Shows the command and asks whether to run it.
fn ask(missing: &str, command: &str) -> bool {
    say(&format!(
        "missing: {missing}\nThis installs it:\n  {command}\nRun it now? [Y/n] (--yes answers)"
    ));
    let mut answer = String::new();
    // No line at all is the end of the input, and no answer.
    io::stdin()
        .read_line(&mut answer)
        .is_ok_and(|read| read > 0)
        && plan::is_yes(&answer)
}

/// The version of a package that apt would install.
fn candidate(package: &str) -> Option<String> {
    let policy = Command::new("apt-cache")
        .args(["policy", package])
        .env("LC_ALL", "C")
        .output()
        .ok()?;
    plan::candidate(&String::from_utf8_lossy(&policy.stdout))
}

fn execute(words: &[&str]) -> Result<(), Failure> {
    let mut words = words.iter();
    let mut command = Command::new(words.next().copied().unwrap_or_default());
    run(command.args(words))
}

fn failure(here: &Here, missing: &[Need], split: &Split, system: System) -> Failure {
    Failure::Missing {
        what: here.describe(missing),
        advice: plan::advice(split, system),
    }
}
