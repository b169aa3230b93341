//! Ctrl-C, and what asks a process to end.

use std::io;

use super::exit::Failure;

/// Hears each interruption once, from the moment it listens.
pub struct Interrupts {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Interrupts {
    /// Listens from here on; until now an interruption ended the process.
    ///
    /// # Errors
    /// [`Failure`] when the system does not allow it.
    pub fn listen() -> Result<Self, Failure> {
        Self::signals()
            .map_err(|e| Failure::internal(format!("Ctrl-C cannot be listened for: {e}.")))
    }

    #[cfg(unix)]
    fn signals() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(not(unix))]
    fn signals() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next interruption.
    #[cfg(unix)]
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Waits for the next interruption.
    #[cfg(not(unix))]
    pub async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without the signal nothing can interrupt; the process is ended from outside.
            std::future::pending::<()>().await;
        }
    }
}
