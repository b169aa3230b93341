//! Proposals: exactly one thing to be done on a network, and what it is about.

use std::slice;

use serde::{Deserialize, Serialize};

use crate::{PostContent, Verb};

/// Something on a network: its permanent address and, where there is one, its version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// Publish several posts, each an answer to the one before.
    Thread {
        /// The posts, first to last; at least two.
        posts: Vec<PostContent>,
    },
    /// Send a direct message.
    Message {
        /// The network's permanent identifier of the person.
        who: String,
        /// The network's identifier of the conversation, where there is one already.
        conversation: Option<String>,
        /// What it says.
        content: PostContent,
    },
    /// Delete somebody's comment under one's own post.
    DeleteComment {
        /// The comment.
        comment: RemoteRef,
        /// The own post it stands under.
        root: RemoteRef,
    },
    /// Let nobody comment under one's own post any more.
    CloseComments {
        /// The own post.
        post: RemoteRef,
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
            Self::Thread { .. } => Verb::Thread,
            Self::Message { .. } => Verb::Message,
            Self::DeleteComment { .. } => Verb::DeleteComment,
            Self::CloseComments { .. } => Verb::CloseComments,
        }
    }

    /// Returns the text and pictures, where the verb has any; of a thread, those of its first post.
    pub fn content(&self) -> Option<&PostContent> {
        self.contents().first()
    }

    /// Returns the text and pictures for change, as [`Proposal::content`].
    pub fn content_mut(&mut self) -> Option<&mut PostContent> {
        self.contents_mut().first_mut()
    }

    /// Returns what each post would say, in order; nothing for verbs without text.
    pub fn contents(&self) -> &[PostContent] {
        match self {
            Self::Post { content }
            | Self::Reply { content, .. }
            | Self::Quote { content, .. }
            | Self::Message { content, .. } => slice::from_ref(content),
            Self::Thread { posts } => posts,
            Self::Like { .. }
            | Self::Repost { .. }
            | Self::Follow { .. }
            | Self::Delete { .. }
            | Self::Mute { .. }
            | Self::Block { .. }
            | Self::Report { .. }
            | Self::HideReply { .. }
            | Self::DeleteComment { .. }
            | Self::CloseComments { .. } => &[],
        }
    }

    /// Returns what each post would say for change, as [`Proposal::contents`].
    pub fn contents_mut(&mut self) -> &mut [PostContent] {
        match self {
            Self::Post { content }
            | Self::Reply { content, .. }
            | Self::Quote { content, .. }
            | Self::Message { content, .. } => slice::from_mut(content),
            Self::Thread { posts } => posts,
            Self::Like { .. }
            | Self::Repost { .. }
            | Self::Follow { .. }
            | Self::Delete { .. }
            | Self::Mute { .. }
            | Self::Block { .. }
            | Self::Report { .. }
            | Self::HideReply { .. }
            | Self::DeleteComment { .. }
            | Self::CloseComments { .. } => &mut [],
        }
    }
}
