//! Where time and chance come in.

use std::time::Duration;

use async_trait::async_trait;
use herald_domain::Timestamp;

/// Tells the time and waits.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Returns the present instant by the wall clock.
    fn now(&self) -> Timestamp;

    /// Returns the time since the computer started, sleep included; it never goes back.
    fn since_boot(&self) -> Duration;

    /// Returns the IANA name of the person's zone.
    fn zone(&self) -> String;

    /// Waits for a span; a mock clock returns when it has been stepped that far.
    async fn sleep(&self, span: Duration);
}

/// Gives bytes nobody can foresee.
pub trait Rng: Send + Sync {
    /// Fills the buffer with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Rng {
    /// Returns ten random bytes, the tail of a new id.
    pub fn id_tail(&self) -> [u8; 10] {
        let mut tail = [0; 10];
        self.fill(&mut tail);
        tail
    }

    /// Returns a random number below `bound`; zero when `bound` is zero.
    pub fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes).checked_rem(bound).unwrap_or(0)
    }
}
