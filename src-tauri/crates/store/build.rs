//! Lists the migration files, so that the store embeds every one of them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let migrations = here.join("../../../migrations").canonicalize()?;
    println!("cargo::rerun-if-changed=build.rs");

    let mut files = Vec::new();
    for folder in ["core", "sqlite"] {
        let folder = migrations.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "sql") {
                println!("cargo::rerun-if-changed={}", path.display());
                files.push(named(&path)?);
            }
        }
    }
    files.sort();
    let mut list = String::from("[\n");
    let mut last = 0;
    for (number, name, path) in files {
        if number == last {
            return Err(io::Error::other(format!(
                "two migrations numbered {number}"
            )));
        }
        last = number;
        writeln!(
            list,
            "    ({number}, {name:?}, include_str!({path:?})),",
            path = path.display().to_string()
        )
        .map_err(io::Error::other)?;
    }
    list.push(']');
    fs::write(Path::new(&variable("OUT_DIR")?).join("migrations.rs"), list)
}

fn named(path: &Path) -> io::Result<(i64, String, PathBuf)> {
    let stem = path
        .file_stem()
        .and_then(|s| s.to_str())
        .unwrap_or_default();
    stem.split_once('_')
        .and_then(|(number, name)| Some((number.parse().ok()?, name.replace('_', " "))))
        .map(|(number, name)| (number, name, path.to_owned()))
        .ok_or_else(|| io::Error::other(format!("{} is not named NNNN_what.sql", path.display())))
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo hands a build script its folders this way"
)]
fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|e| io::Error::other(format!("{name}: {e}")))
}
