//! Counts of passed and failed tests, read from what test runners print.

use std::fmt;
use std::ops::AddAssign;
use std::process::ExitCode;

/// How many tests passed and how many failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed, and suites that broke without naming a test.
    pub failed: u32,
}

impl Tally {
    /// Reads the summary line of libtest or of Vitest; any other line counts nothing.
    ///
    /// # Shapes
    /// `test result: ok. 5 passed; 0 failed; 1 ignored; ...` and
    /// `      Tests  1 failed | 12 passed (13)`.
    pub fn from_line(line: &str) -> Self {
        let line = line.trim();
        if let Some((_, counts)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        {
            return Self::from_counts(counts.split(';'));
        }
        match line.strip_prefix("Tests ") {
            Some(counts) => Self::from_counts(counts.split(['|', '('])),
            None => Self::default(),
        }
    }

    /// Returns success when nothing failed and something ran.
    pub fn exit_code(self) -> ExitCode {
        if self.failed == 0 && self.passed > 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn from_counts<'a>(counts: impl Iterator<Item = &'a str>) -> Self {
        let mut tally = Self::default();
        for count in counts {
            let mut words = count.split_whitespace();
            let number = words.next().and_then(|word| word.parse().ok());
            match (number, words.next()) {
                (Some(number), Some("passed")) => tally.passed = number,
                (Some(number), Some("failed")) => tally.failed = number,
                _ => {}
            }
        }
        tally
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(line: &str) -> (u32, u32) {
        let tally = Tally::from_line(line);
        (tally.passed, tally.failed)
    }

    #[test]
    fn libtest_summaries_are_counted() {
        let ok = "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out";
        assert_eq!(counted(ok), (12, 0));
        let bad = "test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured";
        assert_eq!(counted(bad), (5, 2));
    }

    #[test]
    fn vitest_summaries_are_counted_and_files_are_not() {
        assert_eq!(counted("      Tests  1 failed | 12 passed (13)"), (12, 1));
        assert_eq!(counted("      Tests  7 passed | 2 skipped (9)"), (7, 0));
        assert_eq!(counted(" Test Files  3 passed (3)"), (0, 0));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(counted("test result_is_ok ... ok"), (0, 0));
        assert_eq!(counted("5 passed"), (0, 0));
    }

    #[test]
    fn a_run_without_any_test_is_a_failure() {
        let failure = format!("{:?}", ExitCode::FAILURE);
        assert_eq!(format!("{:?}", Tally::default().exit_code()), failure);
    }
}
