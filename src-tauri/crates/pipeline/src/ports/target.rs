//! The codes that tell what became of something an action is about: of errors of connectors, and of
//! warnings on cards.

/// It reads differently than it did when it was approved.
pub const EDITED: &str = "target_edited";
/// The account has answered it.
pub const ANSWERED: &str = "answered_already";
/// It is gone.
pub const GONE: &str = "parent_deleted";
/// Fewer people see it than when it was approved.
pub const NARROWER: &str = "audience_changed";
