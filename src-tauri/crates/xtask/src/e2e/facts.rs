//! The facts a scenario establishes, one printed line each.

use std::time::Instant;

use anyhow::Result;

use crate::test::Tally;

/// Facts that were checked so far.
#[derive(Default)]
pub struct Facts {
    tally: Tally,
}

impl Facts {
    /// Checks one fact, named as a sentence, and prints whether it holds.
    pub fn check<T>(&mut self, name: &str, check: impl FnOnce() -> Result<T>) -> Result<T> {
        let started = Instant::now();
        let result = check();
        let word = if result.is_ok() { "ok" } else { "FAILED" };
        println!(
            "  {name} ... {word} ({:.1} s)",
            started.elapsed().as_secs_f64()
        );
        match result {
            Ok(_) => self.tally.passed += 1,
            Err(_) => self.tally.failed += 1,
        }
        result
    }

    /// Returns how many facts hold and how many do not.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Returns the counts of a scenario that did not reach its end: at least one failure.
    pub fn tally_of_broken_scenario(&self) -> Tally {
        Tally {
            failed: self.tally.failed.max(1),
            ..self.tally
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn facts_are_counted_and_failures_passed_on() {
        let mut facts = Facts::default();
        assert_eq!(facts.check("one is one", || Ok(1)).unwrap(), 1);
        assert!(
            facts
                .check("one is two", || -> Result<()> { bail!("it is not") })
                .is_err()
        );
        assert_eq!(
            facts.tally(),
            Tally {
                passed: 1,
                failed: 1
            }
        );
    }

    #[test]
    fn a_scenario_that_breaks_between_facts_counts_as_a_failure() {
        assert_eq!(Facts::default().tally_of_broken_scenario().failed, 1);
    }
}
