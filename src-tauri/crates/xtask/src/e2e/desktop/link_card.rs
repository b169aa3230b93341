//! A post with a link, and the card that goes out with it.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use herald_simnet::pages::PRINT_DROP;
use serde_json::Value;

use super::desk::Desk;
use super::planned::herald;
use crate::e2e::Facts;

const TITLE: &str = "The autumn print drop";

/// Establishes what a person sees of the card of a link.
pub fn facts(facts: &mut Facts, desk: &Desk, data: &Path) -> Result<()> {
    facts.check(
        "a link shows the card of its page before it goes out",
        || {
            let (account, town) = bluesky(data)?;
            let text = format!("The drop has a page: {town}{PRINT_DROP}");
            herald(data, &["post", &text, "--account", &account])?;
            desk.shows("The drop has a page")?;
            let row = "const rows = [...document.querySelectorAll('[role=option]')];
            const row = rows.find((one) => one.textContent.includes('The drop has a page'));
            row?.click(); return row !== undefined";
            desk.window().wait_for("the post in the queue", row)?;
            desk.shows(TITLE)?;
            desk.picture("review-link-card-light")?;
            desk.command("Theme: Dark")?;
            desk.picture("review-link-card-dark")?;
            desk.command("Theme: Light")
        },
    )?;
    facts.check("`l` takes the card off, and puts it back", || {
        desk.press("l")?;
        desk.shows("Give the link a card")?;
        desk.press("l")?;
        desk.shows("Take the card off")?;
        desk.shows(TITLE)?;
        desk.press("d")?;
        desk.undo_line_says("rejected")
    })
}

/// Finds the demo's account on Bluesky and the address of its network.
fn bluesky(data: &Path) -> Result<(String, String)> {
    let accounts: Value = serde_json::from_str(&herald(data, &["account", "list", "--json"])?)?;
    let all = accounts.pointer("/accounts").and_then(Value::as_array);
    let mut all = all.into_iter().flatten();
    let account = all.find(|one| one.pointer("/network") == Some(&"bluesky".into()));
    let account = account.context("The demo has an account on Bluesky")?;
    let id = account.pointer("/id").and_then(Value::as_str);
    let addresses = account.pointer("/addresses").and_then(Value::as_array);
    let addresses = addresses.into_iter().flatten();
    let mut addresses = addresses.filter_map(|one| one.pointer("/address")?.as_str());
    let town = addresses.find(|address| address.starts_with("http://"));
    let (Some(id), Some(town)) = (id, town) else {
        anyhow::bail!("{account}");
    };
    ensure!(!town.ends_with('/'), "{town}");
    Ok((id.to_owned(), town.to_owned()))
}
