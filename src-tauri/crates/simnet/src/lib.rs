//! Simulated social networks on loopback, for the demo and for tests.
//!
//! The first resident speaks the AT Protocol as Bluesky does: one server is the personal data
//! server, the AppView, the moderation service and the DID directory. It keeps state, writes a
//! ledger of every accepted and refused write, is lived in by a small population, and fails on
//! request. Clients reach it through the same wire as the real network.
//!
//! The second speaks Mastodon's interface, with a profile for how real servers of it differ
//! ([`mastodon`]). Residents share clock, faults and the wire; each has its own world and routes.
#![warn(missing_docs, unreachable_pub)]

mod acts;
pub mod clock;
mod compose;
mod control;
mod core;
pub mod faults;
pub mod ids;
mod json;
pub mod ledger;
pub mod limits;
pub mod mastodon;
pub mod pages;
pub mod population;
pub mod refusal;
mod routes;
mod serve;
pub mod session;
mod sim;
#[cfg(test)]
mod tests;
mod verbs;
pub mod world;
mod xrpc;

pub use clock::{ManualClock, SimClock, SystemClock, Timestamp};
pub use faults::{Fault, FaultKind};
pub use ids::{AtUri, Did};
pub use ledger::{Ledger, LedgerEntry, LedgerError, Outcome};
pub use limits::RateLimits;
pub use mastodon::{MastodonNet, Parked, Profile, TOWN_OWNER, TOWN_TOKEN, Town};
pub use population::{OWNER, OWNER_PASSWORD};
pub use refusal::Refusal;
pub use sim::{Pace, SimConfig, SimError};
pub use verbs::SimNet;
pub use world::{Person, World};
