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

/// Takes a picture of every place in both looks.
pub fn pictures(facts: &mut Facts, desk: &Desk) -> Result<()> {
    for look in ["Light", "Dark"] {
        facts.check(
            &format!("every place has its {} look", look.to_lowercase()),
            || {
                desk.command(&format!("Theme: {look}"))?;
                let html = format!(
                    "return document.documentElement.dataset.theme === '{}'",
                    look.to_lowercase()
                );
                desk.window().wait_for("the look", &html)?;
                places(desk, &look.to_lowercase())
            },
        )?;
    }
    Ok(())
}

fn places(desk: &Desk, look: &str) -> Result<()> {
    for (place, name) in PLACES {
        // The palette works where a field holds the keyboard, too.
        desk.command(&format!("Go to {place}"))?;
        desk.is_at(place)?;
        if place == "Review" {
            desk.card()?;
        }
        let settled = "return !document.querySelector('main [aria-busy=true], main .skeleton')";
        desk.window().wait_for("the place to be read", settled)?;
        desk.picture(&format!("{name}-{look}"))?;
    }
    Ok(())
}
