//! The stand-in for model services: installed once into the cache, exactly as the lock file names it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::quiet;
use crate::{paths, setup};

/// Files of `tests/models` that say what is installed.
const FILES: &[&str] = &["package.json", "package-lock.json"];

/// The program inside the package.
const PROGRAM: &str = "node_modules/@copilotkit/aimock/dist/aimock-cli.js";

/// Installs what is missing, announces it, and returns the program Node runs.
pub fn ensure() -> Result<PathBuf> {
    setup::require_node()?;
    let dir = paths::cache().join("models");
    fs::create_dir_all(&dir).with_context(|| format!("Create {}", dir.display()))?;
    let alone = File::create(dir.join("install.lock"))?;
    alone
        .lock()
        .context("Wait for another installation of the model services")?;
    let program = dir.join(PROGRAM);
    if !program.is_file() || fs::read_to_string(stamp(&dir)).unwrap_or_default() != wanted()? {
        install(&dir)?;
    }
    Ok(program)
}

fn install(dir: &Path) -> Result<()> {
    println!(
        "The tests need a stand-in for model services (12 MB, a few seconds, once). Installing into {}",
        dir.display()
    );
    for name in FILES {
        let from = super::folder().join(name);
        fs::copy(&from, dir.join(name)).with_context(|| format!("Copy {}", from.display()))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(dir);
    quiet("Install the model services", &mut npm)?;
    fs::write(stamp(dir), wanted()?).context("Note what is installed")
}

fn stamp(dir: &Path) -> PathBuf {
    dir.join("installed")
}

/// Describes exactly what should be installed.
fn wanted() -> Result<String> {
    fs::read_to_string(super::folder().join("package-lock.json"))
        .context("Read tests/models/package-lock.json")
}
