//! `cargo xtask test`: every check, in the order in which they fail soonest.

use std::process::Command;
use std::time::Instant;

use crate::api;
use crate::failure::Failure;
use crate::imports;
use crate::npm::Packages;
use crate::playwright;
use crate::project::Project;
use crate::step::{elapsed, run, say, step};
use crate::toolchain;
use crate::wasm;

/// The crates of the server's side, in one call each time: cargo then settles the
/// features of their dependencies once, and compiles each of them once.
const NATIVE: [&str; 8] = [
    "--package=domain",
    "--package=store",
    "--package=service",
    "--package=app",
    "--package=forwarder",
    "--package=server",
    "--package=bench-engine",
    "--features=app/ssr",
];

/// The crates of the browser's side.
const BROWSER: [&str; 6] = [
    "--package=domain",
    "--package=service",
    "--package=app",
    "--package=frontend",
    "--package=bench-browser",
    "--features=app/hydrate",
];

/// The seed of the property tests: a check depends on the change, not on chance.
const PROPERTY_SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20240229");

/// Runs every check, up to the first that fails.
pub(crate) fn test(project: &Project, served: bool) -> Result<(), Failure> {
    let start = Instant::now();
    let mut checks = Checks { passed: 0 };
    let result = checks.code(project).and_then(|()| {
        if served {
            checks.served(project)
        } else {
            Ok(())
        }
    });
    say(&format!("total: {}", elapsed(start.elapsed())));
    say(&format!(
        "checks: {} passed, {} failed",
        checks.passed,
        u8::from(result.is_err())
    ));
    result
}

/// Counts the checks that passed.
struct Checks {
    passed: u32,
}

impl Checks {
    fn check(&mut self, name: &str, command: &mut Command) -> Result<(), Failure> {
        self.check_by(name, || run(command))
    }

    fn check_by(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        step(name, work)?;
        self.passed += 1;
        Ok(())
    }

    /// Format, lints, tests and documentation: cargo and nothing else.
    fn code(&mut self, project: &Project) -> Result<(), Failure> {
        toolchain::install_component(project, "rustfmt", "fmt")?;
        toolchain::install_component(project, "clippy", "clippy")?;
        toolchain::install_target(project, wasm::TARGET)?;
        self.check("format", &mut project.cargo(["fmt", "--all", "--check"]))?;
        self.check_by("imports", || imports::check(project))?;
        self.check(
            "lints of the server's side",
            project
                .cargo(["clippy", "--all-targets"])
                .args(NATIVE)
                .args(["--", "--deny=warnings"]),
        )?;
        // On its own: it is the one crate that is already built as it is run.
        self.check(
            "lints of xtask",
            &mut project.cargo([
                "clippy",
                "--all-targets",
                "--package=xtask",
                "--",
                "--deny=warnings",
            ]),
        )?;
        self.check(
            "lints of the browser's side",
            project
                .cargo(["clippy", "--target", wasm::TARGET])
                .args(BROWSER)
                .args(["--", "--deny=warnings"]),
        )?;
        self.check(
            "tests of the server's side",
            project
                .cargo(["test"])
                .args(NATIVE)
                .env(PROPERTY_SEED.0, PROPERTY_SEED.1),
        )?;
        self.check(
            "tests of xtask",
            &mut project.cargo(["test", "--package=xtask"]),
        )?;
        self.check(
            "documentation",
            project
                .cargo(["doc", "--no-deps"])
                .args(NATIVE)
                .env("RUSTDOCFLAGS", "--deny=warnings"),
        )
    }

    /// The site and the server as they are shipped: over HTTP, and in a real browser.
    fn served(&mut self, project: &Project) -> Result<(), Failure> {
        let endpoints = api::EndpointTests::build(project)?;
        self.check_by("ingest endpoints", || endpoints.run())?;
        let packages = Packages::install(project, "end2end")?;
        self.check(
            "types of the browser tests",
            &mut packages.command("tsc", []),
        )?;
        let mut tests = playwright::command(project, ["test"])?;
        self.check("browser tests", &mut tests)
    }
}
