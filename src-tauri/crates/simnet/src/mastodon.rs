//! The second resident: servers that speak Mastodon's interface, with a profile for how each differs.
//!
//! A server keeps its state in memory, logs every write it took or refused, and fails on request.

mod api;
mod keep;
mod markup;
mod net;
mod oauth;
mod parked;
mod profile;
mod routes;
mod statuses;
#[cfg(test)]
mod tests;
mod town;
mod views;
mod world;

pub use net::MastodonNet;
pub use parked::Parked;
pub use profile::{Ids, Lists, Markup, Profile};
pub use town::{TOWN_OWNER, TOWN_TOKEN, Town};
pub use world::{Became, Person, Status, Written};
