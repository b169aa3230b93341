//! The flow from a network to a person and back: ports, stages, processors, use cases, supervision.
//!
//! Knows the domain and nothing else: no database, no HTTP client, no window.
//!
//! ```text
//! observe -> suggest -> processors -> request_review -> (a person) -> execute -> read_models
//! ```

#![warn(missing_docs, unreachable_pub)]

pub mod crash;
pub mod engine;
pub mod mint;
pub mod money;
pub mod mutant;
pub mod ports;
pub mod processors;
pub mod stages;
pub mod supervise;
pub mod use_cases;
pub mod wake;

mod context;
mod target;

pub use context::{Context, ContextParts};
