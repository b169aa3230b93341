//! Herald on each network, against servers that are not Herald's own.

mod mastodon;

pub use mastodon::agree as agree_on_mastodon;

use anyhow::Result;

use super::Facts;
use super::herald::Herald;

/// How many things happen while Herald is stopped and started, in the short form.
pub const FEW_EVENTS: u32 = 200;

/// Runs the scenario of every network.
pub fn scenario(facts: &mut Facts, events: u32) -> Result<()> {
    let herald = Herald::build()?;
    mastodon::scenario(facts, &herald, events)
}
