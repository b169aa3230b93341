//! The one place where the desktop shell reads its surroundings and speaks to a terminal.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the shell reads its environment here and nowhere else, and says there why no window opens"
)]

/// Reads a variable; an empty one counts as not set.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Finds out whether a window can be shown at all.
///
/// # Errors
/// The sentence that says why not and what to do.
pub(super) fn display() -> Result<(), String> {
    let found = ["DISPLAY", "WAYLAND_DISPLAY"]
        .into_iter()
        .find_map(variable);
    if cfg!(not(target_os = "linux")) || found.is_some() {
        return Ok(());
    }
    Err(
        "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can \
         open. Herald also runs in the terminal: herald demo"
            .to_owned(),
    )
}

/// Says why no window opens.
pub(super) fn complain(message: &str) {
    eprintln!("{message}");
}
