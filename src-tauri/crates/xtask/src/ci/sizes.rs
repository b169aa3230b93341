//! The rule on file sizes: 500 lines at most, and half of all files at 150 or less.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{paths, step};

/// The most lines a source file may have.
const HARD_STOP: usize = 500;

/// Nine files in ten stay at or under this many lines.
const SOFT_STOP: usize = 350;

/// Endings of the files the rule is about.
const ENDINGS: &[&str] = &[".rs", ".ts", ".svelte", ".css", ".mjs"];

/// Generated files: nobody reads or writes them.
const GENERATED: &[&str] = &["ui/src/bindings/"];

/// Files allowed to be longer, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// A source file and its number of lines.
#[derive(Debug, PartialEq, Eq)]
struct Measured {
    path: String,
    lines: usize,
}

/// Measures every source file of the working tree and fails when one is too long.
pub fn check() -> Result<()> {
    let files = measure()?;
    println!("file sizes: {}", report(&files));
    let long = too_long(&files, EXCEPTIONS);
    if long.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = long
        .iter()
        .map(|file| format!("  {} has {} lines", file.path, file.lines))
        .collect();
    bail!(
        "Over {HARD_STOP} lines; split these files:\n{}",
        lines.join("\n")
    )
}

fn measure() -> Result<Vec<Measured>> {
    let listed = step::output_of(
        Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(paths::root()),
    )?;
    let mut files = Vec::new();
    for path in listed.lines().filter(|path| is_source(path)) {
        let full = paths::root().join(path);
        // A file deleted but not yet committed is still listed.
        if full.is_file() {
            let text = fs::read_to_string(&full).with_context(|| format!("Read {path}"))?;
            files.push(Measured {
                path: path.to_owned(),
                lines: text.lines().count(),
            });
        }
    }
    Ok(files)
}

fn is_source(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        && !GENERATED.iter().any(|folder| path.starts_with(folder))
}

fn too_long<'a>(files: &'a [Measured], exceptions: &[(&str, &str)]) -> Vec<&'a Measured> {
    let excused = |path: &str| {
        exceptions
            .iter()
            .any(|(known, reason)| *known == path && !reason.is_empty())
    };
    files
        .iter()
        .filter(|file| file.lines > HARD_STOP && !excused(&file.path))
        .collect()
}

fn report(files: &[Measured]) -> String {
    let mut lines: Vec<usize> = files.iter().map(|file| file.lines).collect();
    lines.sort_unstable();
    let median = lines.get(lines.len() / 2).copied().unwrap_or(0);
    let short = lines.iter().filter(|count| **count <= SOFT_STOP).count();
    let share = 100.0 * short as f64 / lines.len().max(1) as f64;
    format!(
        "{} files, median {median} lines, {share:.0} % at or under {SOFT_STOP}, {} exceptions",
        lines.len(),
        EXCEPTIONS.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: usize) -> Measured {
        Measured {
            path: path.to_owned(),
            lines,
        }
    }

    #[test]
    fn a_file_over_the_hard_stop_fails_and_one_at_it_passes() {
        let files = [file("a.rs", 501), file("b.rs", 500)];
        assert_eq!(too_long(&files, &[]), [&files[0]]);
    }

    #[test]
    fn an_exception_counts_only_with_a_reason() {
        let files = [file("a.rs", 900)];
        assert!(too_long(&files, &[("a.rs", "a table of facts")]).is_empty());
        assert_eq!(too_long(&files, &[("a.rs", "")]).len(), 1);
        assert_eq!(too_long(&files, &[("b.rs", "another file")]).len(), 1);
    }

    #[test]
    fn generated_and_foreign_files_are_not_measured() {
        assert!(is_source("ui/src/app/App.svelte"));
        assert!(!is_source("ui/src/bindings/Review.ts"));
        assert!(!is_source("Cargo.lock"));
    }

    #[test]
    fn the_report_names_median_and_share() {
        let files = [file("a.rs", 100), file("b.rs", 120), file("c.rs", 400)];
        let said = report(&files);
        assert!(
            said.contains("median 120") && said.contains("67 %"),
            "{said}"
        );
    }
}
