//! What the desktop application can be told when it is started.

use std::path::PathBuf;

use clap::Parser;

use crate::wiring::default_data_dir;

use super::environment;

/// Looks after your social media accounts; nothing goes out without your approval.
#[derive(Clone, Debug, Parser)]
#[command(name = "herald-desktop", version)]
pub(super) struct Arguments {
    /// Connect the demo: simulated people on this computer, no account and no key
    #[arg(long)]
    pub(super) demo: bool,
    /// Where Herald keeps its database; else HERALD_DATA_DIR, else the system's usual place
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Start in the tray, without showing the window
    #[arg(long)]
    pub(super) hidden: bool,
}

impl Arguments {
    /// Returns the data folder, as an absolute path.
    pub(super) fn data_dir(&self) -> PathBuf {
        let chosen = self.data_dir.clone();
        let chosen = chosen.or_else(|| environment::variable("HERALD_DATA_DIR").map(PathBuf::from));
        let folder = chosen.unwrap_or_else(default_data_dir);
        std::path::absolute(&folder).unwrap_or(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_folder_is_made_absolute() {
        let arguments = Arguments::try_parse_from(["herald-desktop", "--data-dir", "here"]);
        let folder = arguments.expect("parses").data_dir();
        assert!(
            folder.is_absolute() && folder.ends_with("here"),
            "{folder:?}"
        );
    }
}
