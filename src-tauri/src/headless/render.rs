//! What people see, apart from how it was asked for: one file per kind of thing.

pub mod accounts;
pub mod activity;
pub mod hand_over;
pub mod happening;
pub mod history;
pub mod overview;
pub mod page;
pub mod review;
pub mod settings;
pub mod text;
pub mod when;

pub use page::{Cell, Form, Page, Tone};

#[cfg(test)]
mod samples;
