//! Bluesky against the simulated network, over real HTTP on loopback.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test: whatever is missing here fails the test"
)]

mod acting;
mod desk;
mod lasting;
mod threads;
