//! A planned post that lies with the demo's Mastodon server, taken back by keyboard.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use herald_simnet::{SimClock as _, SystemClock};

use super::desk::{Desk, key};
use super::network::{demo_posts, lies_in_the_town};
use crate::e2e::Facts;
use crate::process::wait_for;
use crate::{paths, step};

const PLANNED: &str = "Doors open at ten tomorrow.";

/// How long it may take until a post lies with the server, or does not any more.
const LIMIT: Duration = Duration::from_secs(30);

const DAY_MS: i64 = 24 * 3_600_000;

/// Establishes what becomes of a planned post where the person leaves it with the server.
pub fn facts(facts: &mut Facts, desk: &Desk, data: &Path) -> Result<()> {
    facts.check("a planned post is left with the server", || {
        herald(data, &["settings", "set", "publish.park", "true"])?;
        let accounts = herald(data, &["account", "list", "--json"])?;
        let town = town_account(&accounts)?;
        let tomorrow = SystemClock.now().plus_ms(DAY_MS).to_string();
        let at: String = tomorrow.chars().take(16).collect();
        let at = at.replace('T', " ");
        let plan = ["post", PLANNED, "--account", &town, "--at", &at];
        herald(
            data,
            &[&plan[..], &["--zone", "UTC", "--yes", "--now"]].concat(),
        )?;
        lies_there(data, true)?;
        desk.go_to("gh", "History")?;
        desk.press(key::HOME)?;
        desk.shows("Back to review")?;
        desk.picture("history-parked-light")
    })?;
    facts.check("`b` takes it back, and it lies there no more", || {
        desk.shows("Planned, at the server")?;
        desk.press("b")?;
        lies_there(data, false)?;
        desk.shows("Taken back")?;
        let public = demo_posts(data)?.iter().any(|post| post == PLANNED);
        ensure!(!public, "It was published");
        desk.go_to("gr", "Review")
    })
}

fn lies_there(data: &Path, wished: bool) -> Result<()> {
    wait_for("the server to have it, or not", LIMIT, || {
        let lies = lies_in_the_town(data)?.iter().any(|post| post == PLANNED);
        Ok((lies == wished).then_some(()))
    })
}

/// Finds the account on the demo's Mastodon server.
fn town_account(accounts: &str) -> Result<String> {
    let accounts: serde_json::Value = serde_json::from_str(accounts)?;
    let all = accounts
        .pointer("/accounts")
        .and_then(serde_json::Value::as_array);
    let all = all.into_iter().flatten();
    let town = all.filter(|one| one.pointer("/network") == Some(&"mastodon".into()));
    let ids: Vec<&str> = town
        .filter_map(|one| one.pointer("/id")?.as_str())
        .collect();
    ensure!(ids.len() == 1, "{accounts}");
    Ok(ids.concat())
}

/// Runs a command of Herald on a data folder.
pub fn herald(data: &Path, args: &[&str]) -> Result<String> {
    let mut command = Command::new(paths::debug_binary("herald"));
    step::output_of(command.arg("--data-dir").arg(data).args(args))
}
