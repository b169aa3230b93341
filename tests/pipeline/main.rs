//! The whole flow on the simulated network: real store, real connector, real drafter, clocks by hand.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test: whatever is missing is a failure of the test"
)]

mod audience;
mod by_hand;
mod changed;
mod disk;
mod engine;
mod identity;
mod idle;
mod lanes;
mod link_cards;
mod network;
mod observed;
mod parked;
mod pictures;
mod planned;
mod reply;
mod sign_in;
mod sim;
mod storm;
mod support;
mod taken;
mod targets;
mod texts;
mod trouble;
mod verbs;
mod versions;
mod wire;
