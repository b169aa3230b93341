//! The one HTTP client: limits, redaction, and a guard over every address it connects to.
//!
//! Owns how requests leave the computer. Knows no network, no secret and no retry: a request is
//! sent once, and whoever asked decides what a missing answer means.

#![warn(missing_docs, unreachable_pub)]

mod address;
mod clients;
mod fault;
mod gate;
mod hop;
mod resolve;
mod send;
#[cfg(test)]
mod tests;

pub use address::is_public;
pub use send::{HttpTransport, TransportBuildError};
