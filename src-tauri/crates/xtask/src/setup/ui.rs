//! The UI: its packages and its build, each made again only when something changed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::paths;
use crate::step::{npm, quiet};

/// Files and folders of the UI that never count as its sources.
const NOT_SOURCES: &[&str] = &[
    "node_modules",
    "dist",
    "dist-fake",
    "coverage",
    "pictures",
    "test-results",
];

/// Installs the UI's packages when the lock file is newer than what is installed.
pub fn install_ui() -> Result<()> {
    let lock = modified(&paths::ui().join("package-lock.json"))?
        .context("ui/package-lock.json is missing: this is not a whole working tree")?;
    // npm writes this file last.
    if modified(&paths::ui().join("node_modules/.package-lock.json"))? >= Some(lock) {
        return Ok(());
    }
    quiet("npm ci", &mut npm(&["ci"]))
}

/// Builds the UI when one of its sources is newer than the last build.
pub fn build_ui() -> Result<()> {
    let built = modified(&stamp())?;
    let page_is_there = paths::ui().join("dist/index.html").is_file();
    if page_is_there && built >= newest_source(&paths::ui())? {
        return Ok(());
    }
    let started = SystemTime::now();
    quiet("npm run build", &mut npm(&["run", "build"]))?;
    // A source changed during the build must count as newer than the build.
    File::create(stamp())
        .and_then(|file| file.set_modified(started))
        .context("Note the time of the UI build")
}

fn stamp() -> PathBuf {
    paths::ui().join("node_modules/.herald-built")
}

fn newest_source(dir: &Path) -> Result<Option<SystemTime>> {
    let mut newest = None;
    for entry in fs::read_dir(dir).with_context(|| format!("Read {}", dir.display()))? {
        let entry = entry?;
        if NOT_SOURCES.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let changed = if entry.file_type()?.is_dir() {
            newest_source(&entry.path())?
        } else {
            modified(&entry.path())?
        };
        newest = newest.max(changed);
    }
    Ok(newest)
}

fn modified(path: &Path) -> Result<Option<SystemTime>> {
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found.modified()?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("Look at {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_newest_source_is_found_below_and_builds_do_not_count() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str, seconds: u64| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            File::create(path).unwrap().set_modified(time).unwrap();
            time
        };
        at("index.html", 10);
        let deep = at("src/app/deep.ts", 20);
        at("dist/app.js", 30);
        at("node_modules/x/index.js", 40);
        assert_eq!(newest_source(dir.path()).unwrap(), Some(deep));
    }
}
