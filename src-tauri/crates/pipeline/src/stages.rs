//! The stages: each a pure `decide` and one unit of work.

pub mod account;
pub mod execute;
pub mod notify;
pub mod observe;
pub mod read_models;
pub mod request_review;
pub mod suggest;
