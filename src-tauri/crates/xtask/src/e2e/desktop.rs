//! Herald's window on a private desktop: first the desktop itself, then the application in it.

mod audit;
mod demo;
mod desk;
mod heard;
mod link_card;
mod mastodon;
pub mod network;
mod planned;
mod real;
mod screens;
mod shell;
mod tray;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use desk::Desk;
use network::{ANNA, OwnNetwork};

use super::Facts;
use crate::private_desktop::{BusCall, PrivateDesktop, SCREEN, picture};
use crate::process::wait_for;
use crate::setup;
use crate::step::{self, output_of};
use crate::webdriver::WebDriver;

/// How long a notification may take to be shown.
const NOTIFICATION_LIMIT: Duration = Duration::from_secs(10);

/// Runs the scenario: first the private desktop itself, then Herald's window on it.
pub fn scenario(facts: &mut Facts, counterpart_only: bool) -> Result<()> {
    setup::install_missing(&[setup::Group::WindowTests])?;
    if !counterpart_only {
        setup::for_build()?;
        let args = ["build", "--features", "desktop", "--bins"];
        step::quiet("Build the application", &mut step::cargo(&args))?;
    }
    let desktop = step::timed("Start a private desktop", PrivateDesktop::start)?;
    counterpart(facts, &desktop)?;
    if counterpart_only {
        Ok(())
    } else {
        window(facts, &desktop)
    }
}

fn counterpart(facts: &mut Facts, desktop: &PrivateDesktop) -> Result<()> {
    facts.check("the private display has its own size", || {
        let said = output_of(desktop.command("xdotool").arg("getdisplaygeometry"))?;
        ensure!(said == format!("{} {}", SCREEN.0, SCREEN.1), "It is {said}");
        Ok(())
    })?;
    facts.check("the private keyring is there and unlocked", || {
        let said = desktop.ask_bus(&BusCall {
            service: "org.freedesktop.secrets",
            object: "/org/freedesktop/secrets/aliases/default",
            method: "org.freedesktop.DBus.Properties.Get",
            args: &["string:org.freedesktop.Secret.Collection", "string:Locked"],
        })?;
        ensure!(said.contains("false"), "Locked is {said}");
        Ok(())
    })?;
    facts.check("a notification is shown and remembered", || {
        output_of(
            desktop
                .command("dunstify")
                .args(["Three to review", "Alice asked a question"]),
        )?;
        wait_for("the notification", NOTIFICATION_LIMIT, || {
            let shown = desktop.notifications()?;
            Ok(shown
                .iter()
                .any(|one| one.summary == "Three to review")
                .then_some(()))
        })
    })?;
    facts.check("a WebKit window answers to WebDriver", || {
        let browser = WebDriver::open(desktop, &mini_browser()?, &["--automation"])?;
        browser.go_to("data:text/html,<title>desk</title><input id=q><p id=said>paper</p>")?;
        ensure!(browser.text("#said")? == "paper");
        browser.type_into("#q", "ink")?;
        ensure!(browser.run("return document.querySelector('#q').value")? == "ink");
        browser.click("#q")?;
        browser.find_xpath("//p[text()='paper']")?;
        browser.close()
    })
}

fn window(facts: &mut Facts, desktop: &PrivateDesktop) -> Result<()> {
    let data = desktop.folder().join("herald");
    let network = OwnNetwork::start()?;
    let desk = facts.check("the window opens on an empty folder", || {
        Desk::open(desktop, &data)
    })?;
    facts.check("it loads nothing from outside", || {
        loads_nothing_from_outside(&desk)
    })?;
    screens::empty_pictures(facts, &desk)?;
    demo::facts(facts, &desk, &data)?;
    planned::facts(facts, &desk, &data)?;
    link_card::facts(facts, &desk, &data)?;
    real::connecting(facts, desktop, &desk, &network)?;
    let scene = real::Scene {
        desktop,
        desk: &desk,
        network: &network,
        data: &data,
    };
    real::notifying(facts, &scene)?;
    shell::second_starts(facts, desktop, &data)?;
    facts.check("the desktop shows the window", || {
        desktop.screen().picture(&picture("desktop")?)
    })?;
    facts.check("it closes when asked", || desk.close())?;
    network.refuse_sign_ins();
    let desk = facts.check("the window opens again", || Desk::open(desktop, &data))?;
    real::restarted(facts, &desk, &network)?;
    desktop.close_notifications()?;
    screens::pictures(facts, &desk)?;
    facts.check("the log is there and quotes nobody", || {
        real::log_is_discreet(
            &data,
            &["that light", "portraits", "Edited by hand", ANNA.1],
        )
    })?;
    facts.check("it closes again", || desk.close())?;
    shell::beside_another_engine(facts, desktop, &data, &network)?;
    shell::folder_in_the_way(facts, desktop)?;
    mastodon::facts(facts, desktop)?;
    tray::facts(facts, desktop)
}

fn loads_nothing_from_outside(desk: &Desk) -> Result<()> {
    let script = "return performance.getEntriesByType('resource').map(entry => entry.name)";
    let loaded = desk.window().run(script)?;
    let outside = |address: &&Value| {
        let address = address.as_str().unwrap_or_default();
        address.starts_with("http") && !address.contains("localhost")
    };
    let loaded = loaded.as_array().context("Read what was loaded")?;
    let outside: Vec<&Value> = loaded.iter().filter(outside).collect();
    ensure!(outside.is_empty(), "Loaded {outside:?}");
    Ok(())
}

/// Finds the plain browser that comes with WebKitGTK.
fn mini_browser() -> Result<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib").context("Look for WebKit")?;
    let candidates = libraries
        .flatten()
        .map(|dir| dir.path().join("webkit2gtk-4.1/MiniBrowser"));
    candidates
        .into_iter()
        .find(|path| path.is_file())
        .context("Find WebKit's MiniBrowser")
}
