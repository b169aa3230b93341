//! System packages: what is missing is announced, then installed with apt-get.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::on_path;
use crate::step;

/// A set of packages needed for one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Compiling the parts that have no window.
    Compiler,
    /// Compiling the desktop application.
    Build,
    /// Running the real window on a private desktop.
    WindowTests,
    /// Running the real Bluesky servers.
    RealBluesky,
    /// Drawing the icon set.
    Icons,
}

impl Group {
    /// Returns the Debian names of the packages in this group.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Compiler => &["build-essential", "pkg-config"],
            Self::Build => &[
                "libwebkit2gtk-4.1-dev",
                "libayatana-appindicator3-dev",
                "librsvg2-dev",
            ],
            Self::WindowTests => &[
                "xvfb",
                "dbus",
                "gnome-keyring",
                "webkit2gtk-driver",
                "dunst",
                "openbox",
                "xfce4-panel",
                "libglib2.0-bin",
                "xdotool",
                "wmctrl",
                "imagemagick",
            ],
            Self::RealBluesky => &["postgresql", "redis-server", "python3-venv"],
            Self::Icons => &["librsvg2-bin"],
        }
    }
}

/// Installs the packages of `groups` that the machine lacks.
///
/// # Errors
/// - The system has no apt-get and is not known to be ready: names what is needed.
/// - Not root and no sudo, or apt-get failed: says which packages are missing.
pub fn install_missing(groups: &[Group]) -> Result<()> {
    if !on_path("dpkg-query") || !on_path("apt-get") {
        name_what_is_needed(groups);
        return Ok(());
    }
    let missing = missing_packages(groups)?;
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    println!(
        "Herald needs {} system packages; installing with apt-get: {names}",
        missing.len()
    );
    apt_get(&missing).with_context(|| {
        format!(
            "System packages are missing. Install them and start again: apt-get install {names}"
        )
    })
}

fn name_what_is_needed(groups: &[Group]) {
    if cfg!(target_os = "linux") {
        let names: Vec<_> = groups
            .iter()
            .flat_map(|group| group.packages())
            .copied()
            .collect();
        println!(
            "No apt-get here. Herald needs these, by their Debian names: {}",
            names.join(" ")
        );
    }
}

fn missing_packages(groups: &[Group]) -> Result<Vec<&'static str>> {
    let wanted: Vec<_> = groups
        .iter()
        .flat_map(|group| group.packages())
        .copied()
        .collect();
    // dpkg-query ends with 1 when it does not know a name, so its status says nothing here.
    let output = Command::new("dpkg-query")
        .args(["-W", "-f=${Package} ${db:Status-Status}\n"])
        .args(&wanted)
        .output()
        .context("Ask dpkg-query for installed packages")?;
    let listing = String::from_utf8_lossy(&output.stdout);
    Ok(not_installed(&wanted, &listing))
}

fn not_installed(wanted: &[&'static str], listing: &str) -> Vec<&'static str> {
    let installed: BTreeSet<&str> = listing
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    wanted
        .iter()
        .copied()
        .filter(|name| !installed.contains(name))
        .collect()
}

fn apt_get(packages: &[&str]) -> Result<()> {
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(packages);
    let lists_are_empty = !has_package_lists(Path::new("/var/lib/apt/lists"));
    if !lists_are_empty && step::quiet("apt-get install", &mut as_root(&install)?).is_ok() {
        return Ok(());
    }
    step::quiet("apt-get update", &mut as_root(&["update"])?)?;
    step::quiet("apt-get install", &mut as_root(&install)?)
}

fn has_package_lists(dir: &Path) -> bool {
    dir.read_dir().is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
    })
}

fn as_root(args: &[&str]) -> Result<Command> {
    let mut command = if rustix::process::geteuid().is_root() {
        Command::new("env")
    } else if on_path("sudo") {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!("Installing packages needs root, and there is no sudo here");
    };
    command
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .args(args);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_removed_and_half_installed_packages_are_missing() {
        let listing = "xvfb installed\ndunst config-files\ndbus half-installed\n";
        let wanted = ["xvfb", "dunst", "dbus", "xdotool"];
        assert_eq!(
            not_installed(&wanted, listing),
            ["dunst", "dbus", "xdotool"]
        );
    }

    #[test]
    fn no_package_is_named_by_two_groups() {
        let groups = [
            Group::Compiler,
            Group::Build,
            Group::WindowTests,
            Group::RealBluesky,
            Group::Icons,
        ];
        let names: Vec<_> = groups.iter().flat_map(|group| group.packages()).collect();
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len());
    }
}
