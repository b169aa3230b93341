//! The data folder on its way to being open: the window is there before it.

use std::sync::Arc;

use herald_api::ApiError;
use tokio::sync::{Notify, watch};

use crate::wiring::Assembly;

#[derive(Clone)]
enum Phase {
    Opening,
    Open(Arc<Assembly>),
    Failed(ApiError),
    Closed,
}

/// The data folder, from the start of the program to its end.
pub(super) struct Opening {
    phase: watch::Sender<Phase>,
    again: Notify,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            phase: watch::Sender::new(Phase::Opening),
            again: Notify::new(),
        }
    }
}

impl Opening {
    /// Returns the opened folder; waits while it is being opened.
    ///
    /// # Errors
    /// Why it could not be opened, in words for people. Asking makes the shell try once more, so
    /// that a person who put things right need not start the program again.
    pub(super) async fn assembly(&self) -> Result<Arc<Assembly>, ApiError> {
        let mut phase = self.phase.subscribe();
        let settled = phase
            .wait_for(|phase| !matches!(phase, Phase::Opening))
            .await;
        match settled.as_deref() {
            Ok(Phase::Open(assembly)) => Ok(assembly.clone()),
            Ok(Phase::Failed(error)) => {
                self.again.notify_one();
                Err(error.clone())
            }
            Ok(Phase::Opening | Phase::Closed) | Err(_) => Err(closing()),
        }
    }

    /// Returns the folder if it is open now.
    pub(super) fn opened(&self) -> Option<Arc<Assembly>> {
        match &*self.phase.borrow() {
            Phase::Open(assembly) => Some(assembly.clone()),
            Phase::Opening | Phase::Failed(_) | Phase::Closed => None,
        }
    }

    /// Says that the folder is open.
    pub(super) fn succeed(&self, assembly: Arc<Assembly>) {
        self.phase.send_replace(Phase::Open(assembly));
    }

    /// Says why the folder is not open.
    pub(super) fn fail(&self, error: ApiError) {
        self.phase.send_replace(Phase::Failed(error));
    }

    /// Says that the program ends; returns the folder if it was open.
    pub(super) fn close(&self) -> Option<Arc<Assembly>> {
        match self.phase.send_replace(Phase::Closed) {
            Phase::Open(assembly) => Some(assembly),
            Phase::Opening | Phase::Failed(_) | Phase::Closed => None,
        }
    }

    /// Waits until somebody asks for the folder after it failed to open.
    pub(super) async fn asked_again(&self) {
        self.again.notified().await;
    }
}

fn closing() -> ApiError {
    ApiError::passing(herald_api::ErrorCode::Busy, "Herald is closing.")
}

#[cfg(test)]
mod tests {
    use herald_api::ErrorCode;

    use super::*;

    #[tokio::test]
    async fn a_call_waits_for_the_folder_and_learns_why_it_is_not_there() {
        let opening = Arc::new(Opening::default());
        let waiting = opening.clone();
        let asked = async move { waiting.assembly().await.err() };
        let failing = async {
            assert!(opening.opened().is_none());
            opening.fail(ApiError::new(
                ErrorCode::Internal,
                "It is of a newer Herald.",
            ));
        };
        let (told, ()) = tokio::join!(asked, failing);
        assert_eq!(told.expect("failed").message, "It is of a newer Herald.");
        opening.asked_again().await;
    }

    #[tokio::test]
    async fn after_the_end_every_call_is_told_so() {
        let opening = Opening::default();
        assert!(opening.close().is_none());
        let told = opening.assembly().await.err().expect("closed");
        assert_eq!((told.code, told.retryable), (ErrorCode::Busy, true));
    }
}
