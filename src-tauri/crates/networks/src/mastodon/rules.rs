//! Mastodon's rules for a post, and what can be done there.
//!
//! # Source
//! docs.joinmastodon.org, read 2026-07-02; what a server says of itself wins.

use herald_domain::{
    Account, Availability, Capability, PostContent, Safety, Verb, Visibility, Warning,
};

use super::instance::Kind;
use super::{instance, text};
use crate::text::graphemes;

const SOURCE: &str = "docs.joinmastodon.org/methods, read 2026-07-02";

/// How long a server remembers an idempotency key, in seconds.
pub(super) const KEY_TTL_SECONDS: u32 = 3_600;

/// The API version from which quotes are known: Mastodon 4.5.
const QUOTES: u64 = 7;

/// Tells what an account can do with a verb, always for nothing.
pub(super) fn capability(verb: Verb, server: Kind) -> Capability {
    let key = match server {
        Kind::Mastodon(_) => Safety::Key {
            ttl_seconds: KEY_TTL_SECONDS,
        },
        Kind::Other => Safety::ReadBack,
    };
    let api = |safety| Capability::new(verb, Availability::Api, safety, SOURCE);
    let never = |reason: &str| {
        let reason = reason.to_owned();
        let impossible = Availability::Impossible { reason };
        Capability::new(verb, impossible, Safety::Person, SOURCE)
    };
    match verb {
        Verb::Post | Verb::Reply | Verb::Thread | Verb::Message => api(key),
        Verb::Quote if matches!(server, Kind::Mastodon(version) if version >= QUOTES) => {
            api(key).noting("The author of the quoted post may have to agree before it is shown.")
        }
        Verb::Quote => never("This server knows no quotes; they came with Mastodon 4.5."),
        Verb::Like | Verb::Repost | Verb::Follow | Verb::Mute | Verb::Block | Verb::Delete => {
            api(Safety::Idempotent)
        }
        Verb::Report => api(Safety::ReadBack),
        Verb::HideReply => {
            never("Mastodon cannot hide replies. Mute or block the author, or report the reply.")
        }
        Verb::DeleteComment => {
            never("On Mastodon nobody can delete what others wrote. Mute, block or report them.")
        }
        Verb::CloseComments => never("Mastodon cannot close the replies to a post."),
    }
}

/// Counts a post and its warning as the account's server does.
pub(super) fn used(account: &Account, content: &PostContent) -> usize {
    let warning = content.warning.as_deref().unwrap_or_default();
    let shortened = instance::shortens(account).map(|per_url| text::count(&content.text, per_url));
    match shortened {
        Some(used) => used + graphemes(warning),
        // Others count every character, also where several are seen as one.
        None => content.text.chars().count() + warning.chars().count(),
    }
}

/// Judges text and pictures.
pub(super) fn check(account: &Account, content: &PostContent) -> Vec<Warning> {
    let rules = instance::post_rules(account);
    let mut found = Vec::new();
    let used = used(account, content);
    if used > rules.max_characters {
        let allowed = rules.max_characters;
        found.push(Warning::blocking(
            "too_long",
            format!("{used} of {allowed} characters. Shorten it."),
        ));
    }
    let videos = content
        .media
        .iter()
        .filter(|media| media.is_video())
        .count();
    let images = content.media.len() - videos;
    if content.text.trim().is_empty() && content.media.is_empty() {
        let words = "There is nothing in it. Write something or add a picture.";
        found.push(Warning::blocking("empty", words));
    }
    if rules.needs_media && content.media.is_empty() {
        found.push(Warning::blocking(
            "no_media",
            "This server takes posts with pictures only.",
        ));
    }
    if images > rules.max_images {
        let words = format!("{images} of {} pictures. Take some out.", rules.max_images);
        found.push(Warning::blocking("too_many_images", words));
    }
    if videos > rules.max_videos || (videos > 0 && images > 0) {
        let words = "A post takes one video, or pictures, not both. Take some out.";
        found.push(Warning::blocking("mixed_media", words));
    }
    if content.poll.is_some() && !content.media.is_empty() {
        let words = "A poll cannot stand beside pictures. Take one of them out.";
        found.push(Warning::blocking("poll_with_media", words));
    }
    if let [kept, left @ ..] = content.langs.as_slice()
        && !left.is_empty()
    {
        let words = format!(
            "Mastodon keeps one language, so {kept} is sent and {} is not.",
            left.join(", ")
        );
        found.push(Warning::advice("langs", words));
    }
    check_media(content, rules.max_alt_characters, &mut found);
    found
}

fn check_media(content: &PostContent, most: usize, found: &mut Vec<Warning>) {
    for (at, media) in content.media.iter().enumerate() {
        let number = at + 1;
        if !media.is_image() && !media.is_video() {
            let words = format!("Attachment {number} is neither picture nor video. Take it out.");
            found.push(Warning::blocking("media_type", words));
        }
        let used = media.alt.chars().count();
        if used > most {
            let words = format!(
                "The description of picture {number} has {used} of {most} characters. Shorten it."
            );
            found.push(Warning::blocking("alt_too_long", words));
        }
        if media.alt.trim().is_empty() && !media.alt_waived {
            let words = format!(
                "Picture {number} has no description. Say what it shows, for people who cannot see it."
            );
            found.push(Warning::advice("no_alt", words));
        }
    }
}

/// Reads a visibility as servers write it; kinds of other software count as the narrowest.
pub(super) fn visibility(word: &str) -> Visibility {
    match word {
        "public" => Visibility::Public,
        "unlisted" | "local" => Visibility::Unlisted,
        "private" | "mutuals_only" => Visibility::Followers,
        _ => Visibility::Direct,
    }
}

/// Writes a visibility as servers read it.
pub(super) fn visibility_word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Unlisted => "unlisted",
        Visibility::Followers => "private",
        Visibility::Direct => "direct",
    }
}

#[cfg(test)]
mod tests {
    use herald_domain::MediaRef;
    use herald_testkit::builders;

    use super::*;

    fn codes(content: &PostContent) -> Vec<String> {
        let found = check(&builders::account(), content);
        found.into_iter().map(|warning| warning.code).collect()
    }

    fn media(mime: &str) -> MediaRef {
        MediaRef {
            mime: mime.into(),
            alt: "A pier".into(),
            ..MediaRef::default()
        }
    }

    #[test]
    fn length_counts_the_warning_and_shortens_links() {
        let mut content = PostContent {
            text: "a".repeat(495),
            ..PostContent::default()
        };
        assert!(codes(&content).is_empty());
        content.warning = Some("spoiler".into());
        assert_eq!(codes(&content), ["too_long"]);
    }

    #[test]
    fn pictures_and_videos_do_not_mix() {
        let mixed = PostContent {
            media: vec![media("image/png"), media("video/mp4")],
            ..PostContent::default()
        };
        assert_eq!(codes(&mixed), ["mixed_media"]);
        assert_eq!(codes(&PostContent::default()), ["empty"]);
    }

    #[test]
    fn a_long_description_is_told_with_both_numbers() {
        let described = |alt: String| PostContent {
            media: vec![MediaRef {
                alt,
                ..media("image/png")
            }],
            ..PostContent::default()
        };
        let found = check(&builders::account(), &described("é".repeat(1_600)));
        assert_eq!(found[0].code, "alt_too_long");
        let words = "The description of picture 1 has 1600 of 1500 characters. Shorten it.";
        assert_eq!(found[0].text, words);
        assert!(check(&builders::account(), &described("é".repeat(1_500))).is_empty());
    }

    #[test]
    fn visibilities_of_other_software_count_as_narrow() {
        assert!(visibility("private") > visibility("unlisted"));
        assert_eq!(visibility("circle"), Visibility::Direct);
        assert_eq!(visibility_word(visibility("public")), "public");
    }
}
