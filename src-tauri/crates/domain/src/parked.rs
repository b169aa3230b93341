//! Parking: a planned post that lies with the network, which publishes it at its time.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// How a planned post came to lie with the network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// The network's identifier of it there; nothing while it is not known to lie there.
    pub id: Option<String>,
    /// When it was last given to the network.
    pub asked_at: Timestamp,
    /// How often it was given to the network; each time under a key of its own.
    pub times: u32,
    /// Whether it was read back and is what was approved, for its time.
    pub confirmed: bool,
}

/// Why a parked post is taken out of the network before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recall {
    /// The person took the approval back.
    Undo,
    /// Everything or the account is paused; it is parked again afterwards.
    Hold,
    /// The network does not keep to it: it goes out from here.
    FromHere,
    /// The person said that it did not arrive: it goes out from here, now where its time has passed.
    Again,
}

impl Recall {
    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undo => "undo",
            Self::Hold => "hold",
            Self::FromHere => "from_here",
            Self::Again => "again",
        }
    }
}
