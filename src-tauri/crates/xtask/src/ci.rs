//! `cargo xtask ci`: every check that is not a test, the cheap ones first.

mod deny;
mod sizes;

use std::time::Instant;

use anyhow::{Result, bail};

use crate::bindings::{self, BindingsArgs};
use crate::setup;
use crate::step::{cargo, npm, quiet};

type Check = (&'static str, fn() -> Result<()>);

/// The checks, in the order they run.
const CHECKS: &[Check] = &[
    ("format", format),
    ("file sizes", sizes::check),
    ("UI lint", || {
        quiet("npm run lint", &mut npm(&["run", "lint"]))
    }),
    ("UI types", || {
        quiet("npm run check", &mut npm(&["run", "check"]))
    }),
    ("bindings", || bindings::bindings(&BindingsArgs::check())),
    ("lints", clippy),
    ("lints of the desktop shell", clippy_desktop),
    ("documentation", documentation),
    ("licences and bans", deny::check),
];

/// Runs every check and fails when one of them does; all are run, so that one run shows all there is.
pub fn ci() -> Result<()> {
    let started = Instant::now();
    setup::for_build()?;
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        if let Err(error) = check() {
            eprintln!("{error:#}");
            failed.push(*name);
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    if !failed.is_empty() {
        bail!(
            "{} of {} checks failed: {}",
            failed.len(),
            CHECKS.len(),
            failed.join(", ")
        );
    }
    println!("{} checks passed ({seconds:.0} s)", CHECKS.len());
    Ok(())
}

fn format() -> Result<()> {
    quiet(
        "cargo fmt --check",
        &mut cargo(&["fmt", "--all", "--check"]),
    )
}

fn clippy() -> Result<()> {
    let args = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    quiet("cargo clippy", &mut cargo(&args))
}

fn clippy_desktop() -> Result<()> {
    let args = [
        "clippy",
        "--package",
        "herald",
        "--all-targets",
        "--features",
        "desktop-test",
    ];
    quiet(
        "cargo clippy, desktop shell",
        cargo(&args).args(["--", "-D", "warnings"]),
    )
}

fn documentation() -> Result<()> {
    let mut command = cargo(&[
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]);
    quiet("cargo doc", command.env("RUSTDOCFLAGS", "-D warnings"))
}
