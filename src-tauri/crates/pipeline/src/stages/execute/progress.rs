//! Keeps what the network surely has of an action with several steps, between the steps.

use async_trait::async_trait;
use herald_domain::Action;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::ports::{
    Change, NetworkError, NetworkErrorKind, Progress, SendError, Store, StoreError, UnitOfWork,
};

/// The progress of one action in the hands of one attempt or look-up.
pub(super) struct KeptProgress<'a> {
    store: &'a dyn Store,
    first: Option<Value>,
    action: Mutex<Action>,
}

impl<'a> KeptProgress<'a> {
    /// Takes the action in hand.
    pub(super) fn new(store: &'a dyn Store, action: Action) -> Self {
        Self {
            store,
            first: action.progress.clone(),
            action: Mutex::new(action),
        }
    }

    /// Gives the action back, with what was kept.
    pub(super) fn into_action(self) -> Action {
        self.action.into_inner()
    }
}

#[async_trait]
impl Progress for KeptProgress<'_> {
    fn kept(&self) -> Option<Value> {
        // While a step is being kept nobody else asks: one attempt has one action.
        match self.action.try_lock() {
            Ok(action) => action.progress.clone(),
            Err(_) => self.first.clone(),
        }
    }

    async fn keep(&self, state: Value) -> Result<(), SendError> {
        let mut action = self.action.lock().await;
        let mut next = action.clone();
        next.progress = Some(state);
        let unit = UnitOfWork::new().with(Change::UpdateAction {
            action: next.clone(),
            expected_epoch: action.epoch,
            expected_state: action.state,
        });
        let kept = self.store.commit(unit).await;
        kept.map_err(|error| SendError::Unknown(not_kept(&error)))?;
        *action = next;
        Ok(())
    }
}

fn not_kept(error: &StoreError) -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Unavailable,
        "not_kept",
        format!("How far it has come could not be written down: {error}."),
    )
}
