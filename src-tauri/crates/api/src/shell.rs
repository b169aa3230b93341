//! What the use cases need to know of the shell around them.

use async_trait::async_trait;
use herald_domain::Network;

use crate::views::{AddressView, FoundModel};

/// Where the engine of this data folder runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seat {
    /// In this process.
    Here,
    /// In another process; the sentence says which.
    Elsewhere(String),
    /// Nowhere.
    Stopped,
}

/// Knows where the engine runs.
pub trait EngineSeat: Send + Sync {
    /// Tells where it runs now.
    fn seat(&self) -> Seat;

    /// Returns the path of the data folder, for people.
    fn folder(&self) -> String;
}

/// An account of a simulated network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// The network that is simulated.
    pub network: Network,
    /// The way to connect; empty for the usual one.
    pub way: String,
    /// Its handle.
    pub handle: String,
    /// Its password or token; it opens nothing but the simulation.
    pub password: String,
    /// Where the simulation listens, by role.
    pub addresses: Vec<AddressView>,
}

/// Starts the simulated networks.
#[async_trait]
pub trait DemoWorld: Send + Sync {
    /// Starts them, or finds them running, and returns the accounts to connect.
    ///
    /// # Errors
    /// A sentence for people.
    async fn start(&self) -> Result<Vec<DemoAccount>, String>;
}

/// Looks for language models on this computer.
#[async_trait]
pub trait ModelFinder: Send + Sync {
    /// Asks the usual loopback addresses.
    async fn find(&self) -> Vec<FoundModel>;
}
