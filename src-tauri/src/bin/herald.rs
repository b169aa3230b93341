//! Herald without a window: the command line for people and scripts.

use std::process::ExitCode;

fn main() -> ExitCode {
    herald::headless::main()
}
