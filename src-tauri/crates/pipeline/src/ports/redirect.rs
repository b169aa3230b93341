//! Waiting for the browser to come back to this computer.

use std::time::Duration;

use async_trait::async_trait;

/// Why the browser's answer did not come.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    /// The port is taken.
    #[error(
        "Port {0} of this computer is in use, and the network knows no other. End the program that \
         uses it, or register another port with the network and enter it here."
    )]
    PortTaken(u16),
    /// Nobody came back in time.
    #[error(
        "Nobody came back from the browser within {0} minutes. Begin again; nothing was changed."
    )]
    TimedOut(u64),
    /// The computer does not let us listen.
    #[error("This computer does not let Herald wait for the browser: {0}")]
    Failed(String),
}

/// Listens on the loopback address, for one answer.
#[async_trait]
pub trait RedirectListener: Send + Sync {
    /// Begins to listen on a port, or on any free one; nothing but `path` is answered.
    ///
    /// # Errors
    /// [`RedirectError`].
    async fn listen(
        &self,
        port: Option<u16>,
        path: &str,
    ) -> Result<Box<dyn RedirectWait>, RedirectError>;
}

/// A listener that waits for its one answer; it stops listening when it is dropped.
#[async_trait]
pub trait RedirectWait: Send + Sync {
    /// Returns the whole address the browser is sent back to, an IP literal with its port.
    fn uri(&self) -> String;

    /// Waits for the browser and returns the query it came with.
    ///
    /// Only what carries this sign-in's own `state` counts: anything on this computer, and any page in a
    /// browser, can call the port.
    ///
    /// # Errors
    /// [`RedirectError::TimedOut`].
    async fn callback(
        self: Box<Self>,
        state: &str,
        limit: Duration,
    ) -> Result<String, RedirectError>;
}
