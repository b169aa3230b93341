//! A picture of every place, light and dark.

use anyhow::Result;

use super::desk::Desk;
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

/// Takes a picture of every place in both looks; `before` goes before the names of the pictures.
pub fn pictures(facts: &mut Facts, desk: &Desk, before: &str) -> Result<()> {
    for look in ["light", "dark"] {
        facts.check(&format!("every {before}place has its {look} look"), || {
            wear(desk, look)?;
            places(desk, before, look)
        })?;
    }
    // What follows starts where a person does.
    wear(desk, "light")?;
    go_to(desk, "Review")
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

fn go_to(desk: &Desk, place: &str) -> Result<()> {
    // The palette works where a field holds the keyboard, too.
    desk.command(&format!("Go to {place}"))?;
    desk.is_at(place)
}

fn places(desk: &Desk, before: &str, look: &str) -> Result<()> {
    for (place, name) in PLACES {
        go_to(desk, place)?;
        if place == "Review" && before.is_empty() {
            desk.card()?;
        }
        let settled = "return !document.querySelector('main [aria-busy=true], main .skeleton')";
        desk.window().wait_for("the place to be read", settled)?;
        desk.picture(&format!("{}{name}-{look}", before.replace(' ', "-")))?;
    }
    Ok(())
}
