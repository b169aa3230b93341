//! A picture of every place, light and dark.

use anyhow::Result;

use super::desk::{Desk, key};
use crate::e2e::Facts;

/// Each place, and the name of its picture.
const PLACES: [(&str, &str); 6] = [
    ("Review", "review"),
    ("Activity", "activity"),
    ("Compose", "compose"),
    ("Accounts", "accounts"),
    ("History", "history"),
    ("Settings", "settings"),
];

const LOOKS: [&str; 2] = ["light", "dark"];

/// The places there are before the first account.
const WITHOUT_ACCOUNT: [&str; 2] = ["History", "Settings"];

/// Takes a picture of every place in both looks.
pub fn pictures(facts: &mut Facts, desk: &Desk) -> Result<()> {
    for look in LOOKS {
        facts.check(&format!("every place has its {look} look"), || {
            wear(desk, look)?;
            PLACES
                .iter()
                .try_for_each(|(place, name)| picture(desk, place, &format!("{name}-{look}")))
        })?;
    }
    Ok(())
}

/// Takes a picture of every place that is there before the first account, and goes back to the welcome.
pub fn empty_pictures(facts: &mut Facts, desk: &Desk) -> Result<()> {
    facts.check("places have their looks before there is an account", || {
        for look in LOOKS {
            wear(desk, look)?;
            for (place, name) in PLACES {
                if WITHOUT_ACCOUNT.contains(&place) {
                    picture(desk, place, &format!("empty-{name}-{look}"))?;
                }
            }
        }
        wear(desk, "light")?;
        desk.command("Go to Review")?;
        desk.shows("Welcome to Herald")
    })
}

fn wear(desk: &Desk, look: &str) -> Result<()> {
    desk.command(&format!("Theme: {}", capitalized(look)))?;
    let worn = format!("return document.documentElement.dataset.theme === '{look}'");
    desk.window().wait_for("the look", &worn).map(drop)
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn picture(desk: &Desk, place: &str, name: &str) -> Result<()> {
    // The palette works where a field holds the keyboard, too.
    desk.command(&format!("Go to {place}"))?;
    desk.is_at(place)?;
    if place == "Review" {
        desk.card()?;
    }
    let settled = "return !document.querySelector('main [aria-busy=true], main .skeleton')";
    desk.window().wait_for("the place to be read", settled)?;
    // What is folded away is looked at, too.
    let unfold = "document.querySelectorAll('main details').forEach((one) => (one.open = true)); return true";
    if place == "Compose" {
        desk.window().run(unfold)?;
    }
    desk.picture(name)?;
    if place == "Review" {
        desk.press("?")?;
        desk.window().find("dialog[open]")?;
        desk.picture(&format!("{name}-keys"))?;
        desk.press(key::ESCAPE)?;
    }
    Ok(())
}
