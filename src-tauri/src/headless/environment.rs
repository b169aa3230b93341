//! The one place where the command line reads its surroundings: variables, terminal, present.

use std::io::{self, IsTerminal as _};

use herald_domain::Timestamp;
use herald_pipeline::ports::Clock as _;

use super::render::Form;
use crate::wiring::SystemClock;

/// Reads a variable; an empty one counts as not set.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line reads its environment here and nowhere else"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns the present by the computer's clock, for times in words.
pub fn present() -> Timestamp {
    SystemClock::default().now()
}

/// Tells whether a person can be asked: both ends are a terminal.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Tells how pages are to look on standard output.
pub fn form() -> Form {
    let terminal = io::stdout().is_terminal();
    let dumb = variable("TERM").is_some_and(|t| t == "dumb");
    let columns = terminal
        .then(crossterm::terminal::size)
        .and_then(Result::ok);
    Form {
        columns: columns
            .map(|(columns, _)| usize::from(columns))
            .filter(|c| *c > 0),
        colour: terminal && !dumb && variable("NO_COLOR").is_none(),
        now: present(),
    }
}
