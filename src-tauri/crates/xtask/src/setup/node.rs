//! Node: present and new enough, or a clear message.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::output_of;

/// The oldest major version of Node the UI builds with.
const OLDEST_NODE: u32 = 20;

/// Fails with what to do when Node or npm is missing or too old.
pub fn require_node() -> Result<()> {
    let version = output_of(Command::new("node").arg("--version")).with_context(|| {
        format!("Herald's window is built with Node {OLDEST_NODE} or newer, which was not found. Install it from https://nodejs.org and start again")
    })?;
    let major = major_version(&version)
        .with_context(|| format!("Node named its version in an unknown way: {version}"))?;
    if major < OLDEST_NODE {
        bail!(
            "Node {version} is too old: Herald's window is built with Node {OLDEST_NODE} or newer. Install it from https://nodejs.org and start again"
        );
    }
    output_of(Command::new("npm").arg("--version"))
        .context("Node is here but npm is not. Install npm and start again")?;
    Ok(())
}

fn major_version(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_version;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major_version("v20.20.2"), Some(20));
        assert_eq!(major_version("v8.1"), Some(8));
        assert_eq!(major_version("twenty"), None);
    }
}
