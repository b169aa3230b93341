//! How the drafter is doing, for the person who waits for a draft.

use herald_domain::HealthState;

use crate::Context;
use crate::ports::{DraftError, DraftedText, StoreError};

/// The part of the engine this tells about.
const PART: &str = "drafts";

impl Context {
    /// Says at the first failure, not only at the last, that the drafter cannot be reached.
    pub(super) async fn note_drafter(
        &self,
        answer: &Result<DraftedText, DraftError>,
        attempt: u32,
    ) -> Result<(), StoreError> {
        if let Err(DraftError::Unavailable(reason)) = answer {
            self.report(PART, None, attempt, reason).await;
            return Ok(());
        }
        self.forget_drafter_trouble().await
    }

    /// Takes back that the drafter could not be reached: it answered, or another one was chosen.
    ///
    /// # Errors
    /// [`StoreError`] when the health rows cannot be read.
    pub async fn forget_drafter_trouble(&self) -> Result<(), StoreError> {
        let parts = self.store().health().await?;
        let troubled = |part: &str, state| part == PART && state != HealthState::Ok;
        if parts.iter().any(|one| troubled(&one.part, one.state)) {
            self.report(PART, None, 0, "").await;
        }
        Ok(())
    }
}
