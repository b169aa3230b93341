//! Activity: something that happened to an account.

use serde::{Deserialize, Serialize};

use crate::RemoteRef;
use crate::{AccountId, ActivityId, Timestamp};

/// What kind of thing happened; networks may send kinds Herald does not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActivityKind {
    /// Somebody named the account.
    Mention,
    /// Somebody answered one of its posts.
    Reply,
    /// Somebody quoted one of its posts.
    Quote,
    /// Somebody commented under its media.
    Comment,
    /// Somebody liked a post.
    Like,
    /// Somebody reposted a post.
    Repost,
    /// Somebody follows the account.
    Follow,
    /// Somebody stopped following.
    Unfollow,
    /// A direct message arrived.
    Message,
    /// Anything else, under the network's own word.
    Other(String),
}

impl ActivityKind {
    /// Returns the word used in the database and on the command line.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Mention => "mention",
            Self::Reply => "reply",
            Self::Quote => "quote",
            Self::Comment => "comment",
            Self::Like => "like",
            Self::Repost => "repost",
            Self::Follow => "follow",
            Self::Unfollow => "unfollow",
            Self::Message => "message",
            Self::Other(word) => word,
        }
    }

    /// Makes a kind from its word; unknown words are kept.
    pub fn from_word(word: &str) -> Self {
        match word {
            "mention" => Self::Mention,
            "reply" => Self::Reply,
            "quote" => Self::Quote,
            "comment" => Self::Comment,
            "like" => Self::Like,
            "repost" => Self::Repost,
            "follow" => Self::Follow,
            "unfollow" => Self::Unfollow,
            "message" => Self::Message,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Tells whether somebody said something that can be answered.
    pub fn is_conversation(&self) -> bool {
        matches!(
            self,
            Self::Mention | Self::Reply | Self::Quote | Self::Comment | Self::Message
        )
    }
}

impl Serialize for ActivityKind {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ActivityKind {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Self::from_word(&String::deserialize(d)?))
    }
}

/// Who did it, as the network described them at that moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The network's permanent identifier.
    pub remote_id: String,
    /// The name people type, without a leading `@`.
    pub handle: String,
    /// The name people see; empty when none is set.
    pub display_name: String,
}

impl Author {
    /// Returns the display name, or the handle where there is none.
    pub fn name(&self) -> &str {
        if self.display_name.trim().is_empty() {
            &self.handle
        } else {
            &self.display_name
        }
    }
}

/// How far the owner has got with an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityStatus {
    /// Nobody has looked at it.
    New,
    /// It was seen; nothing is due.
    Seen,
    /// It was answered, from here or by hand.
    Answered,
}

impl ActivityStatus {
    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Seen => "seen",
            Self::Answered => "answered",
        }
    }
}

/// One post of the conversation around an activity, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadPost {
    /// Where the post lives.
    pub remote: RemoteRef,
    /// Who wrote it.
    pub author: Author,
    /// What it says, as plain text.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Derived from the account and the remote id, so that seeing it twice makes one row.
    pub id: ActivityId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The network's identifier of the notification's own record.
    pub remote: RemoteRef,
    /// What kind of thing happened.
    pub kind: ActivityKind,
    /// Who did it.
    pub author: Author,
    /// What was said, as plain text; empty for likes, reposts and follows.
    pub text: String,
    /// The own post it refers to, where there is one.
    pub subject: Option<RemoteRef>,
    /// The first post of the conversation, where there is one.
    pub root: Option<RemoteRef>,
    /// Languages the author declared, BCP 47.
    pub langs: Vec<String>,
    /// Where a person can look at it.
    pub url: Option<String>,
    /// How far the owner has got with it.
    pub status: ActivityStatus,
    /// Why there is no suggestion for it, where that needs saying.
    pub note: Option<String>,
    /// The conversation around it, oldest first, without the activity itself; empty until read.
    pub thread: Vec<ThreadPost>,
    /// When the network first knew of it.
    pub created_at: Timestamp,
    /// When Herald saw it.
    pub observed_at: Timestamp,
}
