//! Completion scripts.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell as Kind;

use crate::headless::arguments::Arguments;
use crate::headless::exit::Failure;
use crate::headless::shell::Shell;

/// Print a completion script for your shell.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell.
    shell: Kind,
}

/// Prints a completion script.
///
/// # Errors
/// [`Failure::Output`] when it cannot be written.
pub fn run(args: &CompletionsArgs, shell: &Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "herald", &mut script);
    shell.output.contents(&String::from_utf8_lossy(&script))
}
