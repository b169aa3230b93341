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
    /// The review it is about, with the digest of what was shown.
    pub review: Option<(ReviewId, Digest)>,
}

/// Tells a person something; failing to is not an error of the pipeline.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Shows a notice.
    async fn notify(&self, notice: Notice);
}
