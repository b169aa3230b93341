//! The changes a world can go through, as the ledger keeps them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::clock::Timestamp;
use crate::ids::{AtUri, Did};

/// Somebody with an account on the simulated network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Permanent id.
    pub did: Did,
    /// Current handle, lower case.
    pub handle: String,
    /// Name shown to people.
    pub display_name: String,
    /// What the profile says.
    pub description: String,
    /// Hash of the password, see [`password_hash`].
    pub password_hash: String,
    /// When the account was made.
    pub joined_at: Timestamp,
}

/// A report somebody sent to the moderators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Number of the report, from 1.
    pub id: u64,
    /// Why, an NSID with a fragment.
    pub reason_type: String,
    /// Why, in the reporter's words.
    pub reason: Option<String>,
    /// The subject as sent.
    pub subject: Value,
    /// Who reported.
    pub reported_by: Did,
    /// The labeler the call was proxied to.
    pub labeler: String,
    /// When it arrived.
    pub created_at: Timestamp,
}

/// One thing that happened to the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// The world began with this seed.
    Founded {
        /// Seed of DIDs, session key and population.
        seed: u64,
    },
    /// An account was made.
    PersonJoined(Person),
    /// A record was created or replaced.
    RecordWritten {
        /// Where.
        uri: AtUri,
        /// Content id of the new content.
        cid: String,
        /// The new content.
        record: Value,
        /// When the network took it in.
        indexed_at: Timestamp,
    },
    /// A record was deleted.
    RecordDeleted {
        /// Where it was.
        uri: AtUri,
    },
    /// Bytes were uploaded.
    BlobStored {
        /// Who uploaded them.
        did: Did,
        /// Content id.
        cid: String,
        /// MIME type as sent.
        mime_type: String,
        /// The content, base64 in the ledger.
        #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
        bytes: Vec<u8>,
    },
    /// A refresh token became usable.
    SessionOpened {
        /// Whose.
        did: Did,
        /// Its id.
        jti: String,
        /// When it ends.
        ends_at: Timestamp,
    },
    /// A refresh token was spent or given back.
    SessionClosed {
        /// Its id.
        jti: String,
    },
    /// Somebody muted somebody.
    Muted {
        /// Who mutes.
        by: Did,
        /// Who is muted.
        subject: Did,
    },
    /// Somebody took a mute back.
    Unmuted {
        /// Who muted.
        by: Did,
        /// Who was muted.
        subject: Did,
    },
    /// Somebody looked at the notifications.
    NotificationsSeen {
        /// Who.
        did: Did,
        /// Everything up to here is read.
        seen_at: Timestamp,
    },
    /// A report was filed.
    Reported(Report),
    /// The population took the step with this number.
    Stepped {
        /// Number of the step, from 0.
        step: u64,
    },
    /// The population answered the owner's writes up to this ledger position.
    Reacted {
        /// Sequence number of the last entry looked at.
        through: u64,
    },
}

/// Hashes a simulated password, so that no ledger holds one in clear.
pub fn password_hash(did: &Did, password: &str) -> String {
    crate::ids::blob_cid(format!("{did}/{password}").as_bytes())
}

fn to_base64<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}
