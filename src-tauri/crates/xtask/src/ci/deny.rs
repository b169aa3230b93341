//! Licences, banned crates and sources of the dependency tree, by cargo-deny.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::process::on_path;
use crate::step::{cargo, quiet};

/// The version that is installed when there is none.
const VERSION: &str = "0.20.2";

/// Checks the dependency tree against `deny.toml`; `HERALD_SKIP_DENY=1` leaves it out.
///
/// Advisories are not checked here: their database must be fetched, and a check of the same commit
/// must not change its answer from one day to the next.
pub fn check() -> Result<()> {
    if env::var_os("HERALD_SKIP_DENY").is_some_and(|value| value == "1") {
        println!("cargo deny ... left out (HERALD_SKIP_DENY=1)");
        return Ok(());
    }
    let args = [
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ];
    let mut command = Command::new(installed()?);
    quiet("cargo deny", command.args(args).current_dir(paths::root()))
}

fn installed() -> Result<PathBuf> {
    if on_path("cargo-deny") {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let tools = paths::cache().join("tools");
    let binary = tools.join("bin/cargo-deny");
    if !binary.is_file() {
        println!(
            "cargo-deny is not here; installing it once into {}",
            tools.display()
        );
        let mut command = cargo(&["install", "--locked", "--version", VERSION, "cargo-deny"]);
        // Its build is of no use to Herald's own, so it is left to cargo's temporary folder.
        quiet(
            "cargo install cargo-deny",
            command
                .arg("--root")
                .arg(&tools)
                .env_remove("CARGO_TARGET_DIR"),
        )?;
    }
    Ok(binary)
}
