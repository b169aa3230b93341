//! A stand-in for the person's browser: it notes which pages it is asked to open.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};

/// What programs call to open a page in the browser a person chose.
const OPENER: &str = "xdg-open";

/// Puts the stand-in before the system's own and returns where programs are looked for.
pub(super) fn install(home: &Path) -> Result<String> {
    let folder = home.join("bin");
    fs::create_dir_all(&folder).context("Make a folder for the browser")?;
    let opener = folder.join(OPENER);
    let note = list(home);
    let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", note.display());
    fs::write(&opener, script).context("Write the browser")?;
    fs::set_permissions(&opener, Permissions::from_mode(0o755)).context("Make it run")?;
    let usual = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    Ok(format!("{}:{usual}", folder.display()))
}

/// Returns the pages opened so far.
pub(super) fn opened(home: &Path) -> Result<Vec<String>> {
    let note = list(home);
    if !note.is_file() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(note).context("Read which pages were opened")?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn list(home: &Path) -> std::path::PathBuf {
    home.join("opened-pages")
}
