//! The memory of a process and everything it started, as the system accounts for it.

use std::fs;

use anyhow::{Context, Result};

use crate::process::children;

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
    for child in children(pid)? {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_counted() {
        let alone = proc_memory_pss(std::process::id()).unwrap();
        assert!(alone > 100_000, "{alone} bytes");
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
