//! What tests share: a clock to step, chance to repeat, stand-ins for ports, builders, and the facts
//! every store must keep.
//!
//! To add a stand-in: one file here that implements the port and nothing else. To add a fact about
//! stores: a function in `store_contract/` and its name in `store_contract!`.

#![warn(missing_docs, unreachable_pub)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "whatever fails in here fails the test that called it, with these words"
)]

pub mod builders;
pub mod store_contract;

mod chance;
mod clock;
mod locks;
mod notify;
mod vault;
mod wake;

pub use chance::SeededRng;
pub use clock::MockClock;
pub use locks::MemoryLocks;
pub use notify::RecordingNotifier;
pub use vault::FakeVault;
pub use wake::RingWake;
