//! Content: the text, pictures and other parts of a post.
//!
//! Parts that are not there are left out of the stored form, so that the digests of older approvals
//! stay what they were when a kind of part is added.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A picture or video that goes with a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// How long it lasts, in milliseconds; nothing for a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u32>,
    /// Whether the person chose knowingly to leave the description out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub alt_waived: bool,
}

impl MediaRef {
    /// Tells whether it is a picture.
    pub fn is_image(&self) -> bool {
        self.mime.starts_with("image/")
    }

    /// Tells whether it is a video.
    pub fn is_video(&self) -> bool {
        self.mime.starts_with("video/")
    }
}

/// The bytes of a picture or video, kept once under their hash.
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
    /// The pictures and videos, in order.
    #[serde(default)]
    pub media: Vec<MediaRef>,
    /// What is shown in place of the text until a reader asks for it (a content warning).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// Who can see it; nothing where the account's own default decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// A question with answers to choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    /// The card under the text that leads to a web page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<LinkCard>,
    /// Where it appears, on networks with several places; nothing for the ordinary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
}

/// Who can see a post, widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody, and it is shown in public places.
    Public,
    /// Everybody who has the address; it is not shown in public places.
    Unlisted,
    /// Followers; on LinkedIn, connections.
    Followers,
    /// Those it names.
    Direct,
}

impl Visibility {
    /// Every audience, the widest first.
    pub const ALL: [Self; 4] = [Self::Public, Self::Unlisted, Self::Followers, Self::Direct];

    /// Returns the word people type and other programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Followers => "followers",
            Self::Direct => "direct",
        }
    }

    /// Returns the audience a word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// Where a post appears, on networks with several places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// The feed.
    Feed,
    /// The reels (short videos).
    Reel,
    /// The story, for a day.
    Story,
}

/// A question with answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// The answers, in order.
    pub options: Vec<String>,
    /// How long it can be answered, in seconds.
    pub open_seconds: u32,
    /// Whether several answers can be chosen.
    #[serde(default)]
    pub multiple: bool,
}

/// The card under a text that leads to a web page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    /// The page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What it is about; empty where the page does not say.
    pub description: String,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumb: Option<MediaRef>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_false(value: &bool) -> bool {
    !*value
}
