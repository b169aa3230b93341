//! Other people on the network, acting through a client that is not Herald.

use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use super::install::Installed;
use crate::step::output_of;

/// A person with an account on the network.
#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    /// The short name a test calls them by.
    pub name: String,
    /// The handle, ending in `.test`.
    pub handle: String,
    /// The password of the account.
    pub password: String,
    /// The account's permanent id.
    pub did: String,
}

pub(super) fn run(
    installed: &Installed,
    service: &str,
    person: &Person,
    args: &[&str],
) -> Result<Value> {
    let answer = output_of(
        Command::new(installed.node())
            .arg("bluesky-client.mjs")
            .args(args)
            .current_dir(installed.dir())
            .env("BLUESKY_SERVICE", service)
            .env("BLUESKY_HANDLE", &person.handle)
            .env("BLUESKY_PASSWORD", &person.password),
    )
    .with_context(|| format!("Let {} do: {}", person.name, args.join(" ")))?;
    serde_json::from_str(&answer).context("Read the client's answer")
}
