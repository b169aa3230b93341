//! Processors: one for each kind of thinking, stateless; all they know arrives through ports.

mod drafter;
pub mod reply;
