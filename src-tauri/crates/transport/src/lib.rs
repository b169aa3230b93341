//! The one HTTP client: limits, redaction, and a guard over every address it connects to; and the one
//! listener, for the browser's answer to a sign-in.
//!
//! Owns how requests leave the computer. Knows no network, no secret and no retry: a request is
//! sent once, and whoever asked decides what a missing answer means.

#![warn(missing_docs, unreachable_pub)]

mod address;
mod clients;
mod fault;
mod gate;
mod hop;
mod loopback;
mod resolve;
mod send;
#[cfg(test)]
mod tests;

pub use address::is_public;
pub use loopback::Loopback;
pub use send::{HttpTransport, TransportBuildError};
