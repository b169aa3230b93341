//! The log on standard error, only where it is asked for.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

use super::environment;
use super::exit::Failure;

/// Starts the log when `-v` or `HERALD_LOG` asks for one.
///
/// `-v` shows what Herald does, `-vv` its details, `-vvv` everything of every library.
///
/// # Errors
/// [`Failure`] with `BadInput` when `HERALD_LOG` is no filter.
pub fn start(verbose: u8) -> Result<(), Failure> {
    let asked = environment::variable("HERALD_LOG");
    let filter = match (verbose, asked) {
        (0, None) => return Ok(()),
        (0, Some(asked)) => EnvFilter::try_new(&asked).map_err(|error| {
            Failure::usage(format!("HERALD_LOG is no log filter: {error}. Try `info`."))
        })?,
        (1, _) => EnvFilter::new("warn,herald=info"),
        (2, _) => EnvFilter::new("info,herald=debug"),
        _ => EnvFilter::new("trace"),
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal() && environment::variable("NO_COLOR").is_none());
    subscriber
        .try_init()
        .map_err(|error| Failure::internal(format!("The log could not be started: {error}.")))
}
