//! Chance of a seed: the same seed makes the same choices.

use std::time::Duration;

use herald_pipeline::ports::Rng as _;
use herald_testkit::SeededRng;

pub struct Chance(SeededRng);

impl Chance {
    pub fn of(seed: u64) -> Self {
        Self(SeededRng::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d)))
    }

    /// Returns a number from 0 to `end`, without it.
    pub fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end.max(1)
    }

    /// Is true in so many of a hundred cases.
    pub fn percent(&self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&self, from: &[T]) -> T {
        let at = usize::try_from(self.below(from.len() as u64)).expect("fits");
        from[at]
    }

    /// Returns a span between two lengths in seconds.
    pub fn seconds(&self, least: u64, most: u64) -> Duration {
        Duration::from_secs(least + self.below(most - least + 1))
    }
}
