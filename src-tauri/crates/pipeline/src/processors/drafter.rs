//! How the drafter is doing, for the person who waits for a draft.

use crate::Context;
use crate::ports::{DraftError, DraftedText};

/// The part of the engine this tells about.
const PART: &str = "drafts";

impl Context {
    /// Says at the first failure, not only at the last, that the drafter cannot be reached.
    pub(super) async fn note_drafter(
        &self,
        answer: &Result<DraftedText, DraftError>,
        attempt: u32,
    ) {
        match answer {
            Err(DraftError::Unavailable(reason)) => self.report(PART, None, attempt, reason).await,
            _ => self.forget_drafter_trouble().await,
        }
    }

    /// Takes back that the drafter could not be reached: it answered, or another one was chosen.
    pub async fn forget_drafter_trouble(&self) {
        self.report_well(PART).await;
    }
}
