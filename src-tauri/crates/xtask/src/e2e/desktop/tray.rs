//! The tray icon in a real panel: what it tells, and the way back from a hidden window.

use std::time::Duration;

use anyhow::Result;

use super::desk::{Desk, key};
use crate::e2e::Facts;
use crate::private_desktop::{Panel, PrivateDesktop, TrayIcon, picture};
use crate::process::wait_for;

/// How long the tray may take to follow the window.
const LIMIT: Duration = Duration::from_secs(20);

/// Establishes what the tray tells and does.
pub fn facts(facts: &mut Facts, desktop: &PrivateDesktop) -> Result<()> {
    let data = desktop.folder().join("tray");
    let _manager = desktop.window_manager()?;
    let panel = Panel::start(desktop)?;
    let (desk, icon) = facts.check("a panel takes Herald's icon", || {
        let desk = Desk::open(desktop, &data)?;
        let icon = panel.icon()?;
        icon.offers("Nothing waits")?;
        Ok((desk, icon))
    })?;
    facts.check("it tells how many wait", || {
        desk.tab_to("Try the demo")?;
        desk.press(key::ENTER)?;
        desk.card()?;
        tells_count(&desk, &icon)?;
        desktop.screen().picture(&picture("tray")?)
    })?;
    facts.check("its count leads to the queue", || {
        desk.go_to("gs", "Settings")?;
        icon.choose("waiting")?;
        desk.is_at("Review")
    })?;
    facts.check("it pauses everything, and says how to go on", || {
        icon.choose("Pause everything")?;
        desk.shows("Everything is paused")?;
        icon.offers("Resume")?;
        icon.choose("Resume")?;
        icon.offers("Pause everything")
    })?;
    facts.check("a closed window goes on behind it and comes back", || {
        desk.ask_to_close()?;
        desk.is_visible(false)?;
        icon.choose("Open Herald")?;
        desk.is_visible(true)
    })?;
    facts.check("`Quit` ends the program", || {
        icon.choose("Quit")?;
        desk.ended()
    })
}

/// Waits until menu and label tell the count of the window, which new mentions raise.
fn tells_count(desk: &Desk, icon: &TrayIcon<'_>) -> Result<()> {
    wait_for("the tray to tell how many wait", LIMIT, || {
        let waiting = desk.waiting()?;
        let line = format!("{waiting} waiting");
        let told = icon.menu()?.iter().any(|one| one.label == line);
        Ok((waiting > 0 && told && icon.label()? == waiting.to_string()).then_some(()))
    })
}
