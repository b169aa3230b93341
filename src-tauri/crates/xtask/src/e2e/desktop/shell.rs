//! The window among other programs: a second start, another engine, a folder it cannot open.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::desk::{Desk, key};
use super::network::{OwnNetwork, received};
use crate::e2e::Facts;
use crate::paths;
use crate::private_desktop::PrivateDesktop;
use crate::process::{Owned, wait_for};
use crate::step;

/// How long a program may take to start, or to end when it was asked to.
const LIMIT: Duration = Duration::from_secs(30);

/// Establishes what a second start does while the window is open.
pub fn second_starts(facts: &mut Facts, desktop: &PrivateDesktop, data: &Path) -> Result<()> {
    facts.check("a second start hands over to the first and ends", || {
        let mut second = start(desktop, data)?;
        let status = wait_for("the second start to end", LIMIT, || second.ended())?;
        ensure!(status.success(), "It ended with {status}");
        Ok(())
    })?;
    facts.check("another data folder is an instance of its own", || {
        let other = desktop.folder().join("another");
        let mut second = start(desktop, &other)?;
        wait_for("its engine", LIMIT, || {
            second.must_be_running()?;
            let log = fs::read_to_string(other.join("herald.log")).unwrap_or_default();
            Ok(log.contains("the engine runs in this window").then_some(()))
        })
    })
}

fn start(desktop: &PrivateDesktop, data: &Path) -> Result<Owned> {
    let (log, _) = step::log_file("second-start")?;
    let mut command = desktop.command(paths::debug_binary("herald-desktop"));
    command.arg("--data-dir").arg(data);
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    Owned::spawn("a second Herald", &mut command)
}

/// Establishes that the window works beside an engine in another process, and takes over from it.
pub fn beside_another_engine(
    facts: &mut Facts,
    desktop: &PrivateDesktop,
    data: &Path,
    network: &OwnNetwork,
) -> Result<()> {
    let (engine, desk) =
        facts.check("beside a running engine the window attaches to it", || {
            let engine = run_headless(desktop, data)?;
            let desk = Desk::open(desktop, data)?;
            desk.shows("already at work in another process")?;
            desk.card()?;
            Ok((engine, desk))
        })?;
    facts.check("what the other engine does is seen here", || {
        let card = desk.card_with_text()?;
        desk.press("a")?;
        desk.moved_on_from(&card)?;
        received(data, network, &card.text)
    })?;
    facts.check("when the other engine ends, the window takes over", || {
        drop(engine);
        let gone = "return !document.body.innerText.includes('already at work')";
        desk.window()
            .wait_for("the engine to move here", gone)
            .map(drop)
    })?;
    facts.check("it closes then, too", || desk.close())
}

fn run_headless(desktop: &PrivateDesktop, data: &Path) -> Result<Owned> {
    let (log, path) = step::log_file("headless-engine")?;
    let mut command = desktop.command(paths::debug_binary("herald"));
    command.arg("--data-dir").arg(data).arg("run");
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    let mut engine = Owned::spawn("herald run", &mut command)?;
    wait_for("the headless engine", LIMIT, || {
        engine
            .must_be_running()
            .with_context(|| step::log_tail(&path))?;
        let note = fs::read_to_string(data.join("engine.json")).unwrap_or_default();
        Ok(note
            .contains(&format!("\"pid\":{}", engine.id()))
            .then_some(()))
    })?;
    Ok(engine)
}

/// Establishes that a folder that cannot be opened is left alone, is told in words, and heals.
pub fn folder_in_the_way(facts: &mut Facts, desktop: &PrivateDesktop) -> Result<()> {
    let data = desktop.folder().join("strange");
    let file = data.join("herald.db");
    let strange = b"this is the diary of somebody else, not a database";
    let desk = facts.check("a strange file is told in words and left as it is", || {
        fs::create_dir(&data)?;
        fs::write(&file, strange)?;
        let desk = Desk::open(desktop, &data)?;
        desk.window().find("[role=alert]")?;
        desk.picture("strange-folder-light")?;
        ensure!(fs::read(&file)? == strange, "The file was changed");
        Ok(desk)
    })?;
    facts.check(
        "once it is out of the way, `Try again` opens the folder",
        || {
            fs::rename(&file, data.join("diary.txt"))?;
            desk.tab_to("Try again")?;
            desk.press(key::ENTER)?;
            desk.shows("Welcome to Herald")?;
            desk.close()
        },
    )
}
