//! What a post of an account may have: lengths, pictures, videos.

use serde::{Deserialize, Serialize};

use crate::Visibility;

/// What a picture must be like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageRule {
    /// The most bytes.
    pub max_bytes: u64,
    /// The most pixels across.
    pub max_width: u32,
    /// The most pixels down.
    pub max_height: u32,
    /// The fewest pixels across.
    pub min_width: u32,
    /// The most pixels in all.
    pub max_pixels: u64,
    /// The narrowest and widest shape, as width divided by height; any where there is none.
    pub aspect: Option<(f64, f64)>,
    /// The media types taken, the preferred one first.
    pub formats: Vec<String>,
}

/// What a video must be like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VideoRule {
    /// The most bytes.
    pub max_bytes: u64,
    /// The shortest, in milliseconds.
    pub min_ms: u32,
    /// The longest, in milliseconds.
    pub max_ms: u32,
    /// The most pixels across.
    pub max_width: u32,
    /// The most pixels down.
    pub max_height: u32,
    /// The narrowest and widest shape, as width divided by height; any where there is none.
    pub aspect: Option<(f64, f64)>,
    /// The media types taken.
    pub formats: Vec<String>,
}

/// What a post of an account may have, by its network's and server's rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PostRules {
    /// The most characters, counted as the network counts.
    pub max_characters: usize,
    /// The most bytes of text.
    pub max_bytes: usize,
    /// The most pictures.
    pub max_images: usize,
    /// The most videos.
    pub max_videos: usize,
    /// Whether pictures and videos may stand in one post.
    pub mixes_media: bool,
    /// Whether a post must have a picture or video.
    pub needs_media: bool,
    /// The most characters of a description.
    pub max_alt_characters: usize,
    /// What a picture must be like.
    pub image: ImageRule,
    /// What a video must be like; nothing where videos are not taken.
    pub video: Option<VideoRule>,
    /// The most answers of a poll, 0 where there are none.
    pub max_poll_options: usize,
    /// Whether a content warning is known.
    pub has_warning: bool,
    /// Who a post can be for, widest first.
    pub audiences: Vec<Visibility>,
    /// What the picture on a link's card must be like; nothing where the author makes no cards.
    pub card_image: Option<ImageRule>,
}
