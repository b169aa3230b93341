//! Sign-ins under way, in memory alone: what each needs to go on, and how it is ended early.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use herald_domain::Network;
use herald_pipeline::ports::{Connected, RedirectWait, Secret};
use tokio::sync::Notify;

/// The most sign-ins at a time; the oldest makes room.
const MOST: usize = 8;

/// One sign-in.
pub(crate) struct SignIn {
    /// The network.
    pub(crate) network: Network,
    /// The page the browser opens.
    pub(crate) url: String,
    /// What the browser must bring back unchanged.
    pub(crate) state: String,
    /// When nobody is waited for any more, since this computer started.
    pub(crate) ends: Duration,
    /// What finishing needs.
    pub(crate) pending: Secret,
    /// What waits for the browser; taken by who waits. Nothing where the person pastes.
    pub(crate) wait: Option<Box<dyn RedirectWait>>,
    /// Whether the person pastes the address they land on.
    pub(crate) pasted: bool,
    /// What can be chosen, once the browser came back.
    pub(crate) choices: Vec<Connected>,
    /// Rings when the person gives up.
    pub(crate) cancelled: Arc<Notify>,
}

/// The sign-ins under way, by id.
#[derive(Default)]
pub(crate) struct SignIns(Mutex<Vec<(String, SignIn)>>);

impl SignIns {
    /// Keeps a new one.
    pub(crate) fn begin(&self, id: String, sign_in: SignIn) {
        self.with(|all| {
            if all.len() >= MOST {
                let (_, oldest) = all.remove(0);
                oldest.cancelled.notify_one();
            }
            all.push((id, sign_in));
        });
    }

    /// Does something with one that is there.
    pub(crate) fn of<T>(&self, id: &str, act: impl FnOnce(&mut SignIn) -> T) -> Option<T> {
        self.with(|all| {
            all.iter_mut()
                .find(|(key, _)| key == id)
                .map(|(_, one)| act(one))
        })
    }

    /// Takes one out.
    pub(crate) fn take(&self, id: &str) -> Option<SignIn> {
        self.with(|all| {
            let at = all.iter().position(|(key, _)| key == id)?;
            Some(all.remove(at).1)
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<(String, SignIn)>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
