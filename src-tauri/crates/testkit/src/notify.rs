//! A notifier that remembers what it was told.

use async_trait::async_trait;
use herald_pipeline::ports::{Notice, Notifier};
use tokio::sync::watch;

/// Remembers every notice.
#[derive(Debug)]
pub struct RecordingNotifier(watch::Sender<Vec<Notice>>);

impl Default for RecordingNotifier {
    fn default() -> Self {
        Self(watch::Sender::new(Vec::new()))
    }
}

impl RecordingNotifier {
    /// Returns every notice so far, oldest first.
    pub fn notices(&self) -> Vec<Notice> {
        self.0.borrow().clone()
    }

    /// Waits until there are at least so many notices, and returns them.
    pub async fn until(&self, count: usize) -> Vec<Notice> {
        let mut notices = self.0.subscribe();
        let enough = notices.wait_for(|n| n.len() >= count).await;
        enough.expect("the notifier outlives this call").clone()
    }
}

#[async_trait]
impl Notifier for RecordingNotifier {
    async fn notify(&self, notice: Notice) {
        self.0.send_modify(|notices| notices.push(notice));
    }
}
