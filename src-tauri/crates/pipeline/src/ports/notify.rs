//! How a person away from the window is told.

use async_trait::async_trait;
use herald_domain::{Digest, ReviewId};

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line, for example who wrote.
    pub title: String,
    /// One friendly sentence.
    pub body: String,
    /// The review it is about, which is opened from it.
    pub review: Option<ReviewId>,
    /// The digest of the draft it tells of, where that can be approved from it.
    pub approves: Option<Digest>,
}

/// Tells a person something; failing to is not an error of the pipeline.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Shows a notice.
    async fn notify(&self, notice: Notice);
}
