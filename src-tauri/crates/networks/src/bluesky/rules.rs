//! Bluesky's rules for a post, told before anything is sent.
//!
//! # Source
//! Lexicons `app.bsky.feed.post` and `app.bsky.embed.images`, read 2026-08-20: 300 graphemes,
//! 3,000 bytes, 4 pictures of at most 2,000,000 bytes, 3 languages.

use herald_domain::{
    Availability, Capability, ImageRule, PostContent, PostRules, Proposal, Safety, Verb,
    Visibility, Warning,
};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};

use crate::text::graphemes;

/// The most extended grapheme clusters of a post.
pub(super) const MAX_GRAPHEMES: usize = 300;

/// The most bytes of a post's text in UTF-8.
pub(super) const MAX_BYTES: usize = 3_000;

/// The most pictures of a post.
pub(super) const MAX_IMAGES: usize = 4;

/// The most bytes of a picture.
pub(super) const MAX_IMAGE_BYTES: usize = 2_000_000;

/// The most bytes of the picture on a link's card.
pub(super) const MAX_THUMB_BYTES: usize = 1_000_000;

/// The most characters of a description, as Bluesky's own client counts them; the lexicon names none.
const MAX_ALT: usize = 2_000;

/// The most languages of a post; further ones are left out.
pub(super) const MAX_LANGS: usize = 3;

/// Where the capabilities are written.
const SOURCE: &str = "AT Protocol lexicons app.bsky.* and com.atproto.*, read 2026-08-20";

/// Tells what the account can do with a verb, always for nothing.
pub(super) fn capability(verb: Verb) -> Capability {
    let api = |safety| Capability::new(verb, Availability::Api, safety, SOURCE);
    let never = |reason: &str| {
        let reason = reason.to_owned();
        let impossible = Availability::Impossible { reason };
        Capability::new(verb, impossible, Safety::Person, SOURCE)
    };
    match verb {
        Verb::Post | Verb::Reply | Verb::Quote | Verb::Like | Verb::Repost | Verb::Follow => {
            api(Safety::ChosenId)
        }
        Verb::Block => api(Safety::ChosenId).noting("On Bluesky anybody can see whom you block."),
        Verb::Thread => api(Safety::ChosenId),
        Verb::Delete | Verb::Mute | Verb::HideReply | Verb::CloseComments => {
            api(Safety::Idempotent)
        }
        Verb::Report => api(Safety::ReadBack),
        Verb::Message => never("Herald does not send direct messages on Bluesky."),
        Verb::DeleteComment => {
            never("On Bluesky nobody can delete what others wrote. Hide the reply instead.")
        }
    }
}

/// Tells what a post may have.
pub(super) fn post_rules() -> PostRules {
    PostRules {
        max_characters: MAX_GRAPHEMES,
        max_bytes: MAX_BYTES,
        max_images: MAX_IMAGES,
        max_videos: 0,
        mixes_media: false,
        needs_media: false,
        max_alt_characters: MAX_ALT,
        image: image_rule(),
        video: None,
        max_poll_options: 0,
        has_warning: false,
        audiences: vec![Visibility::Public],
        card_image: Some(ImageRule {
            max_bytes: MAX_THUMB_BYTES as u64,
            max_width: 2_000,
            max_height: 2_000,
            ..image_rule()
        }),
    }
}

fn image_rule() -> ImageRule {
    ImageRule {
        max_bytes: MAX_IMAGE_BYTES as u64,
        max_width: 4_000,
        max_height: 4_000,
        min_width: 1,
        max_pixels: 16_000_000,
        aspect: None,
        formats: vec!["image/jpeg".into(), "image/png".into()],
    }
}

/// Says in a proposal that everybody sees it: Bluesky knows no other audience of a post.
///
/// # Errors
/// `Refused` where it asks for what the network cannot keep: `audience`, `warning` or `poll`.
pub(super) fn complete(mut proposal: Proposal) -> Result<Proposal, NetworkError> {
    for content in proposal.contents_mut() {
        let wish = content.visibility;
        if wish.is_some_and(|wish| wish != Visibility::Public) {
            return Err(cannot(
                "audience",
                "Everybody sees what is posted on Bluesky; it cannot be kept to fewer people.",
            ));
        }
        let warning = content.warning.take();
        if warning.is_some_and(|warning| !warning.trim().is_empty()) {
            return Err(cannot(
                "warning",
                "Bluesky has no content warnings in words. Put it into the first line of the text.",
            ));
        }
        if content.poll.is_some() {
            return Err(cannot("poll", "Bluesky has no polls."));
        }
        content.visibility = Some(Visibility::Public);
    }
    Ok(proposal)
}

fn cannot(code: &str, words: &str) -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Refused,
        code,
        format!("{words} Nothing was sent."),
    )
}

/// Judges text and pictures.
///
/// How many bytes a picture has is not known here; `prepare` checks it with the picture in hand.
pub(super) fn check(content: &PostContent) -> Vec<Warning> {
    let mut found = Vec::new();
    let used = graphemes(&content.text);
    if used > MAX_GRAPHEMES {
        let text = format!("{used} of {MAX_GRAPHEMES} characters. Shorten it.");
        found.push(Warning::blocking("too_long", text));
    } else if content.text.len() > MAX_BYTES {
        let text = format!("{} of {MAX_BYTES} bytes. Shorten it.", content.text.len());
        found.push(Warning::blocking("too_long", text));
    }
    if content.text.trim().is_empty() && content.media.is_empty() {
        found.push(Warning::blocking(
            "empty",
            "There is nothing in it. Write something or add a picture.",
        ));
    }
    if let Some(left) = content
        .langs
        .get(MAX_LANGS..)
        .filter(|left| !left.is_empty())
    {
        let text = format!(
            "Bluesky keeps {MAX_LANGS} languages, so {} is not sent.",
            left.join(", ")
        );
        found.push(Warning::advice("langs", text));
    }
    let pictures = content.media.len();
    if pictures > MAX_IMAGES {
        let text = format!("{pictures} of {MAX_IMAGES} pictures. Take some out.");
        found.push(Warning::blocking("too_many_images", text));
    }
    for (at, picture) in content.media.iter().enumerate() {
        let number = at + 1;
        if !picture.mime.starts_with("image/") {
            let text = format!("Attachment {number} is no picture. Take it out.");
            found.push(Warning::blocking("media_type", text));
        }
        let used = graphemes(&picture.alt);
        if used > MAX_ALT {
            let text = format!(
                "The description of picture {number} has {used} of {MAX_ALT} characters. Shorten it."
            );
            found.push(Warning::blocking("alt_too_long", text));
        }
        if picture.alt.trim().is_empty() && !picture.alt_waived {
            let text = format!(
                "Picture {number} has no description. Say what it shows, for people who cannot see it."
            );
            found.push(Warning::advice("no_alt", text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use herald_domain::MediaRef;

    fn content(text: &str, pictures: usize, alt: &str) -> PostContent {
        let picture = MediaRef {
            sha256: "00".into(),
            mime: "image/png".into(),
            alt: alt.into(),
            width: 1,
            height: 1,
            ..MediaRef::default()
        };
        PostContent {
            text: text.into(),
            media: vec![picture; pictures],
            ..PostContent::default()
        }
    }

    fn codes(content: &PostContent) -> Vec<String> {
        check(content)
            .into_iter()
            .map(|warning| warning.code)
            .collect()
    }

    #[test]
    fn families_and_flags_count_as_one_character() {
        assert_eq!(graphemes("👨‍👩‍👧‍👦🇩🇪e\u{301}"), 3);
        assert!(codes(&content(&"👨‍👩‍👧‍👦".repeat(100), 0, "")).is_empty());
    }

    #[test]
    fn a_long_text_is_told_its_numbers() {
        let warnings = check(&content(&"a".repeat(312), 0, ""));
        assert_eq!(warnings[0].code, "too_long");
        assert_eq!(warnings[0].text, "312 of 300 characters. Shorten it.");
        // 25 bytes each: 150 characters, 3,750 bytes.
        let warnings = check(&content(&"👨‍👩‍👧‍👦".repeat(150), 0, ""));
        assert_eq!(warnings[0].text, "3750 of 3000 bytes. Shorten it.");
    }

    #[test]
    fn emptiness_pictures_and_descriptions_are_judged() {
        assert_eq!(codes(&content(" \n", 0, "")), ["empty"]);
        assert!(codes(&content("", 4, "A pier")).is_empty());
        assert_eq!(codes(&content("", 5, "A pier")), ["too_many_images"]);
        assert_eq!(codes(&content("Hi", 1, " ")), ["no_alt"]);
    }
}
