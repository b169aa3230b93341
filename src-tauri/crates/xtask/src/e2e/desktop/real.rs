//! An account that is not the demo's: its secret in the keychain, its notifications, its restart.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::desk::{Desk, key};
use super::heard::Heard;
use super::network::{ANNA, OwnNetwork};
use crate::e2e::Facts;
use crate::private_desktop::{BusCall, PrivateDesktop};
use crate::process::wait_for;
use crate::step::output_of;

/// How long Herald may take to read a network, draft and tell.
const NEWS_LIMIT: Duration = Duration::from_secs(75);

/// Establishes that an account can be connected by keyboard and that its secret is kept properly.
pub fn connecting(
    facts: &mut Facts,
    desktop: &PrivateDesktop,
    desk: &Desk,
    network: &OwnNetwork,
) -> Result<()> {
    facts.check("the keychain holds nothing of Herald's before", || {
        let entries = keychain_entries(desktop)?;
        ensure!(entries == 0, "It holds {entries}");
        Ok(())
    })?;
    facts.check("an account is connected by keyboard", || {
        connect(desk, network)
    })?;
    facts.check("its secret has a key in the real keychain", || {
        let entries = keychain_entries(desktop)?;
        ensure!(entries == 1, "It holds {entries}");
        Ok(())
    })
}

fn connect(desk: &Desk, network: &OwnNetwork) -> Result<()> {
    desk.go_to("go", "Accounts")?;
    desk.tab_to("Connect")?;
    desk.press(key::ENTER)?;
    desk.shows("Which network?")?;
    desk.tab_to("Bluesky")?;
    desk.press(key::ENTER)?;
    desk.window().find("#way-handle")?;
    desk.picture("connect-light")?;
    desk.press(ANNA.0)?;
    desk.tab_to("App password")?;
    desk.press(ANNA.1)?;
    desk.tab_to("More")?;
    desk.press(key::ENTER)?;
    desk.tab_to("Server")?;
    desk.press(&network.url())?;
    desk.tab_to("Directory of identities")?;
    desk.press(&network.url())?;
    desk.press(key::ENTER)?;
    desk.window().wait_for(
        "the form to close",
        "return !document.querySelector('#way-handle')",
    )?;
    desk.shows(ANNA.0)
}

/// The window, the desktop it stands on, and the network it watches.
pub struct Scene<'a> {
    /// The private desktop.
    pub desktop: &'a PrivateDesktop,
    /// Herald's window.
    pub desk: &'a Desk,
    /// The network of the account that is not the demo's.
    pub network: &'a OwnNetwork,
    /// Herald's data folder.
    pub data: &'a Path,
}

/// Establishes that news of a real account reach a person who looks elsewhere, and what the buttons
/// of a notification do.
pub fn notifying(facts: &mut Facts, scene: &Scene<'_>) -> Result<()> {
    let (desktop, network) = (scene.desktop, scene.network);
    let id = facts.check(
        "a notification tells who wrote while the window is elsewhere",
        || {
            scene.desk.go_to("gh", "History")?;
            scene.notified_of("How long did you wait for that light? What lens was it?")
        },
    )?;
    facts.check("`Open` on it shows that review", || {
        invoke(desktop, id, "open")?;
        scene.desk.is_at("Review")?;
        scene.desk.shows("What lens was it?")
    })?;
    facts.check("`Approve` on it sends exactly that reply, once", || {
        let before = network.written();
        invoke(desktop, id, "approve")?;
        wait_for("the reply", NEWS_LIMIT, || {
            Ok((network.written() > before).then_some(()))
        })?;
        invoke(desktop, id, "approve")?;
        ensure!(network.written() == before + 1, "It was written twice");
        Ok(())
    })?;
    facts.check(
        "`Approve` for a draft that changed since sends nothing",
        || changed_since(scene),
    )?;
    facts.check("the notification daemon has really shown it", || {
        let shown = desktop.notifications()?;
        let there = shown.iter().any(|one| one.id == id && !one.body.is_empty());
        ensure!(there, "It has shown {shown:?}");
        Ok(())
    })
}

impl Scene<'_> {
    /// Looks elsewhere, lets the friend write, and returns the number of the notification.
    fn notified_of(&self, text: &str) -> Result<u32> {
        look_elsewhere(self.desktop)?;
        let heard = Heard::start(self.desktop)?;
        self.network.ask(text)?;
        wait_for("a notification", NEWS_LIMIT, || {
            heard.notification_with("Ben Second")
        })
    }
}

fn changed_since(scene: &Scene<'_>) -> Result<()> {
    let (desk, network) = (scene.desk, scene.network);
    let id = scene.notified_of("Do you print your pictures yourself?")?;
    invoke(scene.desktop, id, "open")?;
    desk.shows("Do you print your pictures yourself?")?;
    desk.card()?;
    desk.press("e")?;
    desk.window().find("textarea")?;
    desk.press(" I do.")?;
    desk.press_with_control("s")?;
    desk.shows("Version 2")?;
    let before = network.written();
    invoke(scene.desktop, id, "approve")?;
    wait_for("the refusal", NEWS_LIMIT, || {
        let log = std::fs::read_to_string(scene.data.join("herald.log"))?;
        let refused = log.contains("approving from a notification was refused");
        Ok((refused && log.contains("code=Changed")).then_some(()))
    })?;
    desk.card()?;
    ensure!(network.written() == before, "It was sent");
    Ok(())
}

/// Establishes that a restart loses nothing and needs no password.
pub fn restarted(facts: &mut Facts, desk: &Desk, network: &OwnNetwork) -> Result<()> {
    facts.check("after a restart everything is there again", || {
        desk.watch_for_trouble()?;
        desk.card()?;
        desk.go_to("go", "Accounts")?;
        desk.shows(ANNA.0)?;
        desk.all_accounts_are_fine()?;
        desk.go_to("gh", "History")?;
        desk.shows("Done")?;
        desk.go_to("gr", "Review")
    })?;
    facts.check(
        "the session comes from the keychain: it reads and sends without signing in",
        || {
            let before = desk.waiting()?;
            network.ask("And which film do you use for portraits?")?;
            wait_for("the question in the queue", NEWS_LIMIT, || {
                Ok((desk.waiting()? > before).then_some(()))
            })?;
            ensure!(!network.saw_sign_in(), "It signed in with a password");
            desk.all_accounts_are_fine()?;
            Ok(())
        },
    )?;
    facts.check("the page broke no policy and lost no error", || {
        desk.had_no_trouble()
    })
}

/// Counts Herald's entries in the private keyring.
fn keychain_entries(desktop: &PrivateDesktop) -> Result<usize> {
    let found = desktop.ask_bus(&BusCall {
        service: "org.freedesktop.secrets",
        object: "/org/freedesktop/secrets",
        method: "org.freedesktop.Secret.Service.SearchItems",
        args: &["dict:string:string:service,herald"],
    })?;
    Ok(found
        .matches("/org/freedesktop/secrets/collection/")
        .count())
}

/// Gives the keyboard to nobody, as if the person worked in another program.
fn look_elsewhere(desktop: &PrivateDesktop) -> Result<()> {
    // Without a window manager the keyboard follows the pointer; the window ends above this.
    output_of(desktop.command("xdotool").args(["mousemove", "640", "890"]))?;
    let root = output_of(
        desktop
            .command("xdotool")
            .args(["search", "--maxdepth", "0", ""]),
    )?;
    let root = root
        .lines()
        .next()
        .context("Find the root window")?
        .to_owned();
    output_of(desktop.command("xdotool").args(["windowfocus", &root])).map(drop)
}

/// Says on the bus what the notification daemon says when somebody presses a button.
fn invoke(desktop: &PrivateDesktop, id: u32, action: &str) -> Result<()> {
    let signal = "org.freedesktop.Notifications.ActionInvoked";
    output_of(desktop.command("dbus-send").args([
        "--session",
        "--type=signal",
        "/org/freedesktop/Notifications",
        signal,
        &format!("uint32:{id}"),
        &format!("string:{action}"),
    ]))
    .map(drop)
}

/// Returns whether a data folder has the log, and nothing of what was written is in it.
pub fn log_is_discreet(data: &Path, never: &[&str]) -> Result<()> {
    let log = std::fs::read_to_string(data.join("herald.log")).context("Read the log")?;
    ensure!(
        log.contains("the engine runs in this window"),
        "The log says: {log}"
    );
    for text in never {
        ensure!(!log.contains(text), "The log quotes {text:?}");
    }
    Ok(())
}
