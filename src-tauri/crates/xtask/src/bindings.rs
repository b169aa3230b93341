//! `cargo xtask bindings`: what is written from the code, written or compared: the TypeScript types of
//! the API, and the table of what each network allows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{paths, step};

/// What `bindings` can be told.
#[derive(Args)]
pub struct BindingsArgs {
    /// Write nothing; fail when the bindings in the tree are not those of the API
    #[arg(long)]
    check: bool,
}

impl BindingsArgs {
    /// Returns the arguments of a comparison.
    pub fn check() -> Self {
        Self { check: true }
    }
}

/// The page with the table of what each network allows, beside its folder.
const TABLE: &str = "networks.md";

/// Writes the bindings, or compares them with what is in the tree.
pub fn bindings(args: &BindingsArgs) -> Result<()> {
    let home = paths::ui().join("src/bindings");
    let table = paths::root().join("docs").join(TABLE);
    if !args.check {
        generate(&home)?;
        return write_table(&table);
    }
    let fresh = tempfile::tempdir().context("Create a folder for fresh bindings")?;
    generate(fresh.path())?;
    let mut drift = differences(&contents(&home)?, &contents(fresh.path())?);
    let fresh_table = fresh.path().join(TABLE);
    write_table(&fresh_table)?;
    if fs::read(&table).unwrap_or_default() != fs::read(&fresh_table)? {
        drift.push(format!("  differs: docs/{TABLE}"));
    }
    if drift.is_empty() {
        return Ok(());
    }
    bail!(
        "What is written from the code is not as the code says. Run `cargo xtask bindings`.\n{}",
        drift.join("\n")
    )
}

fn generate(into: &Path) -> Result<()> {
    fs::create_dir_all(into).with_context(|| format!("Create {}", into.display()))?;
    let args = [
        "run",
        "--quiet",
        "--package",
        "herald-api",
        "--example",
        "bindings",
        "--",
    ];
    step::quiet("Generate bindings", step::cargo(&args).arg(into))
}

fn write_table(file: &Path) -> Result<()> {
    let args = [
        "run",
        "--quiet",
        "--package",
        "herald-networks",
        "--example",
        "table",
        "--",
    ];
    step::quiet(
        "Write the table of the networks",
        step::cargo(&args).arg(file),
    )
}

fn contents(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    if dir.is_dir() {
        collect(dir, dir, &mut found)?;
    }
    Ok(found)
}

fn collect(base: &Path, dir: &Path, found: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("Read {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(base, &path, found)?;
        } else {
            let name = path
                .strip_prefix(base)
                .unwrap_or(&path)
                .display()
                .to_string();
            let bytes = fs::read(&path).with_context(|| format!("Read {}", path.display()))?;
            found.insert(name, bytes);
        }
    }
    Ok(())
}

fn differences(
    committed: &BTreeMap<String, Vec<u8>>,
    fresh: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let changed = fresh
        .iter()
        .filter_map(|(name, bytes)| match committed.get(name) {
            None => Some(format!("  missing: {name}")),
            Some(old) if old != bytes => Some(format!("  differs: {name}")),
            Some(_) => None,
        });
    let left_over = committed.keys().filter(|name| !fresh.contains_key(*name));
    changed
        .chain(left_over.map(|name| format!("  left over: {name}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_missing_and_left_over_files_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("old/Same.ts", "1");
        write("new/Same.ts", "1");
        write("old/Changed.ts", "1");
        write("new/Changed.ts", "2");
        write("new/deep/Added.ts", "1");
        write("old/Gone.ts", "1");
        let old = contents(&dir.path().join("old")).unwrap();
        let new = contents(&dir.path().join("new")).unwrap();
        let expected = [
            "  differs: Changed.ts",
            "  missing: deep/Added.ts",
            "  left over: Gone.ts",
        ];
        assert_eq!(differences(&old, &new), expected);
        assert!(differences(&new, &new).is_empty());
    }
}
