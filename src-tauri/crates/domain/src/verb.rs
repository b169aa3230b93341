//! Verbs: what can be done on a network.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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
    /// Publish several posts that answer one another.
    Thread,
    /// Send a direct message.
    Message,
    /// Delete somebody's comment under one's own post.
    DeleteComment,
    /// Let nobody comment under one's own post any more.
    CloseComments,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 15] = [
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
        Self::Thread,
        Self::Message,
        Self::DeleteComment,
        Self::CloseComments,
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
            Self::Thread => "thread",
            Self::Message => "message",
            Self::DeleteComment => "delete_comment",
            Self::CloseComments => "close_comments",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_read_with_dash_or_underscore() {
        assert_eq!("hide-reply".parse(), Ok(Verb::HideReply));
        assert!("shout".parse::<Verb>().is_err());
    }

    #[test]
    fn every_verb_is_found_by_its_word() {
        for verb in Verb::ALL {
            assert_eq!(verb.as_str().parse(), Ok(verb));
        }
    }
}
