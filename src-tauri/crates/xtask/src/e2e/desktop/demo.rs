//! The demo by keyboard alone: from the welcome page to what the simulated network holds.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::desk::{Card, Desk, key};
use super::network::{demo_posts, demo_received};
use crate::e2e::Facts;

/// Words a person adds to a draft.
const ADDED: &str = " Edited by hand: ä, 漢字.";

/// Establishes the facts of the demo.
pub fn facts(facts: &mut Facts, desk: &Desk, data: &Path) -> Result<()> {
    facts.check("the welcome page offers the demo to the keyboard", || {
        desk.shows("Welcome to Herald")?;
        desk.watch_for_trouble()?;
        desk.picture("welcome-light")?;
        desk.command("Theme: Dark")?;
        desk.picture("welcome-dark")?;
        desk.command("Theme: Light")?;
        desk.tab_to("Try the demo")?;
        desk.press(key::ENTER)
    })?;
    facts.check("the first review is there to be decided", || {
        let card = desk.card()?;
        ensure!(!card.headline.is_empty(), "{card:?}");
        Ok(())
    })?;
    let approved = facts.check("`a` approves, and the undo line counts down", || {
        approve(desk)
    })?;
    facts.check(
        "the approved reply is on the network, to the letter",
        || demo_received(data, &approved.text),
    )?;
    facts.check("History says it is done", || {
        desk.go_to("gh", "History")?;
        desk.shows("Done")?;
        desk.shows(first_words(&approved.text))?;
        desk.go_to("gr", "Review")
    })?;
    facts.check("an edited draft is published as edited", || {
        let edited = edit(desk)?;
        demo_received(data, &edited)
    })?;
    facts.check(
        "a rejected draft is taken back with `u` and waits again",
        || rejected_and_back(desk),
    )?;
    facts.check("a snoozed review leaves the queue", || snooze(desk))?;
    facts.check("nothing a person did not approve is on the network", || {
        let card = desk.card_with_text()?;
        ensure!(
            !demo_posts(data)?.contains(&card.text),
            "It has gone out: {card:?}"
        );
        Ok(())
    })?;
    facts.check("the palette goes anywhere, and `?` shows the keys", || {
        palette_and_help(desk)
    })?;
    facts.check("the page broke no policy and lost no error", || {
        desk.had_no_trouble()
    })
}

fn approve(desk: &Desk) -> Result<Card> {
    let card = desk.card_with_text()?;
    desk.press("a")?;
    desk.undo_line_says("goes out in")?;
    desk.moved_on_from(&card)?;
    Ok(card)
}

fn edit(desk: &Desk) -> Result<String> {
    let card = desk.card_with_text()?;
    desk.press("e")?;
    desk.window().find("textarea")?;
    let end_of_text = "const area = document.querySelector('textarea');
        return document.activeElement === area && area.selectionEnd === area.value.length";
    desk.window()
        .wait_for("the cursor at the end of the draft", end_of_text)?;
    desk.press(ADDED)?;
    let edited = desk
        .window()
        .run("return document.querySelector('textarea').value")?;
    let edited = edited.as_str().context("Read the draft")?.to_owned();
    ensure!(
        edited == format!("{}{ADDED}", card.text),
        "It became {edited:?}"
    );
    desk.press_with_control(key::ENTER)?;
    desk.undo_line_says("goes out in")?;
    Ok(edited)
}

fn rejected_and_back(desk: &Desk) -> Result<()> {
    let card = desk.card_with_text()?;
    desk.press("d")?;
    desk.undo_line_says("rejected")?;
    desk.moved_on_from(&card)?;
    desk.press("u")?;
    desk.shows(first_words(&card.text))
}

fn snooze(desk: &Desk) -> Result<()> {
    let card = desk.card_with_text()?;
    desk.press("s")?;
    desk.window().find("[role=menu] [role=menuitem]")?;
    desk.picture("snooze-light")?;
    desk.press("1")?;
    desk.moved_on_from(&card)?;
    desk.undo_line_says("snoozed")?;
    Ok(())
}

fn palette_and_help(desk: &Desk) -> Result<()> {
    desk.press_with_control("k")?;
    desk.window().find("dialog[open] input")?;
    desk.press("activ")?;
    desk.picture("palette-light")?;
    desk.press(key::ENTER)?;
    desk.is_at("Activity")?;
    desk.go_to("gr", "Review")?;
    desk.press("?")?;
    desk.shows("Keys in Review")?;
    desk.picture("help-light")?;
    desk.press(key::ESCAPE)?;
    let closed = "return !document.querySelector('dialog[open]')";
    desk.window()
        .wait_for("the help to close", closed)
        .map(drop)
}

/// Returns the beginning of a text, as a list shows it.
fn first_words(text: &str) -> &str {
    let line = text.lines().next().unwrap_or(text);
    line.char_indices()
        .nth(24)
        .and_then(|(at, _)| line.get(..at))
        .unwrap_or(line)
}
