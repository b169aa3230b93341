//! What would go out, to the byte: verbs, proposals, and the digest an approval is bound to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{AccountId, Timestamp};

/// What is done on a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Publish a post.
    Post,
    /// Answer a post.
    Reply,
    /// Quote a post.
    Quote,
    /// Like a post.
    Like,
    /// Repost a post.
    Repost,
    /// Follow somebody.
    Follow,
    /// Delete something of one's own.
    Delete,
    /// Mute somebody.
    Mute,
    /// Block somebody.
    Block,
    /// Report a post or somebody to the moderators.
    Report,
    /// Hide a reply under one's own post.
    HideReply,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 11] = [
        Self::Post,
        Self::Reply,
        Self::Quote,
        Self::Like,
        Self::Repost,
        Self::Follow,
        Self::Delete,
        Self::Mute,
        Self::Block,
        Self::Report,
        Self::HideReply,
    ];

    /// Returns the word used in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Reply => "reply",
            Self::Quote => "quote",
            Self::Like => "like",
            Self::Repost => "repost",
            Self::Follow => "follow",
            Self::Delete => "delete",
            Self::Mute => "mute",
            Self::Block => "block",
            Self::Report => "report",
            Self::HideReply => "hide_reply",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no verb.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not something Herald can do on a network")]
pub struct UnknownVerb(pub String);

impl FromStr for Verb {
    type Err = UnknownVerb;

    fn from_str(word: &str) -> Result<Self, UnknownVerb> {
        let word = word.replace('-', "_");
        Self::ALL
            .into_iter()
            .find(|v| v.as_str() == word)
            .ok_or(UnknownVerb(word))
    }
}

/// Something on a network: its permanent address and, where there is one, its version.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RemoteRef {
    /// The permanent address (Bluesky: the AT-URI).
    pub id: String,
    /// The version seen (Bluesky: the CID), where the network has versions.
    pub version: Option<String>,
}

impl RemoteRef {
    /// Makes a reference without a version.
    pub fn unversioned(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            version: None,
        }
    }
}

/// What a reply answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyTarget {
    /// The post answered.
    pub parent: RemoteRef,
    /// The first post of the conversation; the parent itself where it starts one.
    pub root: RemoteRef,
}

/// A picture that goes with a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRef {
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// The media type, for example `image/jpeg`.
    pub mime: String,
    /// What it shows, for people who cannot see it.
    pub alt: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// The bytes of a picture, kept once under their hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Media {
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// The media type, for example `image/jpeg`.
    pub mime: String,
    /// The bytes themselves.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Media({}, {}, {} bytes)",
            self.sha256,
            self.mime,
            self.bytes.len()
        )
    }
}

/// The text and pictures of a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostContent {
    /// The text, to the byte.
    pub text: String,
    /// Languages of the text, BCP 47.
    #[serde(default)]
    pub langs: Vec<String>,
    /// The pictures, in order.
    #[serde(default)]
    pub media: Vec<MediaRef>,
}

/// Exactly one thing to be done on a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Proposal {
    /// Publish a post.
    Post {
        /// What it says.
        content: PostContent,
    },
    /// Answer a post.
    Reply {
        /// What it answers.
        to: ReplyTarget,
        /// What it says.
        content: PostContent,
    },
    /// Quote a post.
    Quote {
        /// The post quoted.
        subject: RemoteRef,
        /// What it says.
        content: PostContent,
    },
    /// Like a post.
    Like {
        /// The post.
        subject: RemoteRef,
    },
    /// Repost a post.
    Repost {
        /// The post.
        subject: RemoteRef,
    },
    /// Follow somebody.
    Follow {
        /// The network's permanent identifier of the person.
        who: String,
    },
    /// Delete something of one's own.
    Delete {
        /// The record.
        subject: RemoteRef,
    },
    /// Mute somebody.
    Mute {
        /// The network's permanent identifier of the person.
        who: String,
    },
    /// Block somebody.
    Block {
        /// The network's permanent identifier of the person.
        who: String,
    },
    /// Report a post, or somebody where the id is a person's.
    Report {
        /// The post or person.
        subject: RemoteRef,
        /// The network's word for the reason (`spam`, `rude`, `misleading`, `sexual`, `violation`, `other`).
        reason: String,
        /// What the moderators should know.
        comment: String,
    },
    /// Hide a reply under one's own post.
    HideReply {
        /// The reply.
        reply: RemoteRef,
        /// The own post that starts the conversation.
        root: RemoteRef,
    },
}

impl Proposal {
    /// Returns what would be done.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Post { .. } => Verb::Post,
            Self::Reply { .. } => Verb::Reply,
            Self::Quote { .. } => Verb::Quote,
            Self::Like { .. } => Verb::Like,
            Self::Repost { .. } => Verb::Repost,
            Self::Follow { .. } => Verb::Follow,
            Self::Delete { .. } => Verb::Delete,
            Self::Mute { .. } => Verb::Mute,
            Self::Block { .. } => Verb::Block,
            Self::Report { .. } => Verb::Report,
            Self::HideReply { .. } => Verb::HideReply,
        }
    }

    /// Returns the text and pictures, where the verb has any.
    pub fn content(&self) -> Option<&PostContent> {
        match self {
            Self::Post { content } | Self::Reply { content, .. } | Self::Quote { content, .. } => {
                Some(content)
            }
            Self::Like { .. }
            | Self::Repost { .. }
            | Self::Follow { .. }
            | Self::Delete { .. }
            | Self::Mute { .. }
            | Self::Block { .. }
            | Self::Report { .. }
            | Self::HideReply { .. } => None,
        }
    }

    /// Returns the text and pictures for change, where the verb has any.
    pub fn content_mut(&mut self) -> Option<&mut PostContent> {
        match self {
            Self::Post { content } | Self::Reply { content, .. } | Self::Quote { content, .. } => {
                Some(content)
            }
            Self::Like { .. }
            | Self::Repost { .. }
            | Self::Follow { .. }
            | Self::Delete { .. }
            | Self::Mute { .. }
            | Self::Block { .. }
            | Self::Report { .. }
            | Self::HideReply { .. } => None,
        }
    }
}

/// When an approved thing goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PublishTime {
    /// As soon as the undo window has passed.
    AfterApproval,
    /// At a wall time in a zone.
    At {
        /// `YYYY-MM-DDTHH:MM`, without an offset.
        wall: String,
        /// IANA name of the zone.
        zone: String,
        /// The instant those two meant when they were chosen.
        at: Timestamp,
    },
}

/// SHA-256 over everything an approval covers, in hex.
///
/// It covers account, time, verb, target, text, languages and media (bytes and description).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Computes the digest of what would go out.
    ///
    /// The input is a version word, then the canonical JSON of each part, each with its length in
    /// front, so that no two different inputs run into the same bytes.
    pub fn of(account: &AccountId, proposal: &Proposal, when: &PublishTime) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"herald-approval-1\n");
        let parts = [
            account.as_str().to_owned(),
            serde_json::to_string(proposal).unwrap_or_default(),
            serde_json::to_string(when).unwrap_or_default(),
        ];
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hex::encode(hash.finalize()))
    }

    /// Takes a digest back from the database or from a person's command.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the digest as hex.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> Proposal {
        let post = RemoteRef {
            id: "at://a/b/c".into(),
            version: Some("v".into()),
        };
        Proposal::Reply {
            to: ReplyTarget {
                parent: post.clone(),
                root: post,
            },
            content: PostContent {
                text: text.into(),
                ..PostContent::default()
            },
        }
    }

    #[test]
    fn every_change_changes_the_digest() {
        let account = AccountId::new(Timestamp(1), [1; 10]);
        let other = AccountId::new(Timestamp(1), [2; 10]);
        let base = Digest::of(&account, &reply("Hello"), &PublishTime::AfterApproval);
        let mut with_media = reply("Hello");
        if let Some(content) = with_media.content_mut() {
            content.media.push(MediaRef {
                sha256: "00".into(),
                mime: "image/png".into(),
                alt: "A pier".into(),
                width: 1,
                height: 1,
            });
        }
        let later = PublishTime::At {
            wall: "2026-11-23T09:00".into(),
            zone: "Europe/Berlin".into(),
            at: Timestamp(5),
        };
        let others = [
            Digest::of(&other, &reply("Hello"), &PublishTime::AfterApproval),
            Digest::of(&account, &reply("Hello "), &PublishTime::AfterApproval),
            Digest::of(&account, &with_media, &PublishTime::AfterApproval),
            Digest::of(&account, &reply("Hello"), &later),
        ];
        for digest in others {
            assert_ne!(digest, base);
        }
        assert_eq!(
            base,
            Digest::of(&account, &reply("Hello"), &PublishTime::AfterApproval)
        );
    }

    #[test]
    fn verbs_are_read_with_dash_or_underscore() {
        assert_eq!("hide-reply".parse(), Ok(Verb::HideReply));
        assert!("shout".parse::<Verb>().is_err());
    }
}
