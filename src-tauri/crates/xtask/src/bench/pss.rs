//! The memory of a process and everything it started, as the system accounts for it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Returns the proportional memory of a process and all its descendants, in bytes.
///
/// Proportional set size counts a page shared by n processes as 1/n, so that the sum over the
/// processes of a web view is what the machine would get back.
///
/// # Errors
/// Fails when the process is gone or is not ours to read.
pub fn proc_memory_pss(pid: u32) -> Result<u64> {
    let own = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))
        .with_context(|| format!("Read the memory of process {pid}"))?;
    let mut total = pss_bytes(&own).with_context(|| format!("Find Pss of process {pid}"))?;
    for child in children(Path::new("/proc"), pid)? {
        // A child may end between being listed and being read.
        total += proc_memory_pss(child).unwrap_or(0);
    }
    Ok(total)
}

fn pss_bytes(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

fn children(proc: &Path, parent: u32) -> Result<Vec<u32>> {
    let listed = fs::read_dir(proc).context("List processes")?;
    let pids = listed
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_child = |pid: &u32| {
        let stat = fs::read_to_string(proc.join(pid.to_string()).join("stat"));
        stat.is_ok_and(|stat| parent_of(&stat) == Some(parent))
    };
    Ok(pids.filter(is_child).collect())
}

/// Reads the parent from `/proc/PID/stat`; the name before it may hold spaces and brackets.
fn parent_of(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn this_process_and_its_child_are_counted() {
        let alone = proc_memory_pss(std::process::id()).unwrap();
        assert!(alone > 100_000, "{alone} bytes");
        let mut child = Command::new("sleep").arg("30").spawn().unwrap();
        let found = children(Path::new("/proc"), std::process::id()).unwrap();
        assert!(found.contains(&child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn names_with_brackets_do_not_confuse_the_parent() {
        assert_eq!(parent_of("42 (a) b) c) S 7 42 42 0"), Some(7));
    }

    #[test]
    fn pss_is_read_in_bytes() {
        assert_eq!(
            pss_bytes("Rss:    9 kB\nPss:    12 kB\nPss_Dirty: 1 kB\n"),
            Some(12 * 1024)
        );
        assert_eq!(pss_bytes("Rss: 9 kB"), None);
    }
}
