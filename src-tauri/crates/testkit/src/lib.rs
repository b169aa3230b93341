//! What tests share: a clock to step, chance to repeat, stand-ins for ports, builders, and the facts
//! every store and every network must keep.
//!
//! To add a stand-in: one file here that implements the port and nothing else. To add a fact about
//! stores or networks: a function in `store_contract/` or `network_contract/` and its name in the macro.

#![warn(missing_docs, unreachable_pub)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "whatever fails in here fails the test that called it, with these words"
)]

pub mod builders;
pub mod network_contract;
pub mod store_contract;

mod chance;
mod clock;
mod locks;
mod meddler;
mod notify;
mod spoil;
mod vault;
mod wake;

pub use chance::SeededRng;
pub use clock::MockClock;
pub use locks::MemoryLocks;
pub use meddler::{Instead, Meddler};
pub use notify::RecordingNotifier;
pub use spoil::Spoiler;
pub use vault::FakeVault;
pub use wake::RingWake;
