//! How things stand, and the stop switch.

use herald_api::views::{Nothing, PauseEverything};

use crate::headless::exit::Failure;
use crate::headless::render;
use crate::headless::shell::Shell;

/// Shows counts, accounts, the engine and what is wrong.
///
/// # Errors
/// What the engine says.
pub async fn show(shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let overview = desk.herald.overview(Nothing {}).await?;
    shell.output.show(&overview, render::overview::overview)
}

/// Pauses or resumes everything.
///
/// # Errors
/// What the engine says.
pub async fn pause(paused: bool, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let overview = desk
        .herald
        .pause_everything(PauseEverything { paused })
        .await?;
    if shell.output.is_json() {
        return shell.output.value(&overview);
    }
    shell.output.say(if overview.paused {
        "Paused. Nothing is read and nothing goes out until: herald resume"
    } else {
        "Resumed."
    })
}
