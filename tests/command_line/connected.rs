//! A connected account: what a script is told when it cannot be read.

use std::path::Path;
use std::process::{Output, Stdio};

use herald_simnet::{OWNER, OWNER_PASSWORD, SimConfig, SimNet};
use tokio::runtime::Runtime;

use crate::{code, error, folder, herald, json, run, says, stderr, stdout};

const PASSPHRASE: &str = "correct horse battery staple";

/// Runs a command with a passphrase for the vault.
fn with(folder: &Path, passphrase: &str, arguments: &[&str]) -> Output {
    let mut command = herald(folder);
    command
        .env("HERALD_VAULT_PASSPHRASE", passphrase)
        .env("HERALD_PASSWORD", OWNER_PASSWORD)
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    let command = command.args(arguments).stdin(Stdio::null());
    command.output().expect("herald starts")
}

/// Starts a network and connects the account of its owner.
fn connected(folder: &Path) -> (Runtime, SimNet) {
    let runtime = Runtime::new().expect("a runtime");
    let sim = runtime.block_on(SimNet::start(SimConfig::default()));
    let sim = sim.expect("the network starts");
    let unlocked = with(folder, PASSPHRASE, &["vault", "unlock"]);
    assert_eq!(code(&unlocked), 0, "{}", stderr(&unlocked));
    let here = sim.url();
    let here = here.trim_start_matches("http://");
    let add = ["account", "add", "bluesky", "--handle", OWNER];
    let servers = ["--service", here, "--plc", here, "--public-api", here];
    let added = with(folder, PASSPHRASE, &[&add[..], &servers[..]].concat());
    assert_eq!(code(&added), 0, "{}", stderr(&added));
    (runtime, sim)
}

#[test]
fn an_account_that_cannot_be_read_ends_with_the_code_the_help_promises() {
    let folder = folder();
    let (runtime, sim) = connected(folder.path());

    let idle = ["run", "--until-idle", "--json"];
    let well = with(folder.path(), PASSPHRASE, &idle);
    assert_eq!(code(&well), 0, "{}", stderr(&well));
    says(&stdout(&well), "\"accounts_read\":1");

    for arguments in [&idle[..], &["run", "--json"]] {
        let locked = with(folder.path(), "another passphrase", arguments);
        assert_eq!(code(&locked), 8, "{}", stdout(&locked));
        assert_eq!(error(&locked)["code"], "vault_locked");
    }

    runtime.block_on(sim.shutdown());
    let dead = with(folder.path(), PASSPHRASE, &idle);
    assert_eq!(code(&dead), 6, "{}", stdout(&dead));
    says(&stdout(&dead), "\"accounts_failed\":1");
    assert_eq!(error(&dead)["code"], "unreachable");
}

#[test]
fn a_text_that_is_too_long_names_the_way_to_split_it() {
    let folder = folder();
    let _network = connected(folder.path());
    let long = "A harbour before sunrise. ".repeat(20);
    let refused = with(folder.path(), PASSPHRASE, &["post", &long]);
    assert_eq!(code(&refused), 2, "{}", stdout(&refused));
    says(&stderr(&refused), "of 300 characters");
    says(
        &stderr(&refused),
        "With --split it goes out as a thread of 2 posts.",
    );
    let listed = run(folder.path(), &["review", "list", "--json"]);
    assert_eq!(json(&listed)["waiting"], 0);
}
