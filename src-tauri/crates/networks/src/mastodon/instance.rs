//! What a server is and allows, read when an account is connected and kept with it as facts.
//!
//! Servers differ: some have no `/api/v2/instance`, some are other software. What is not said is
//! taken from Mastodon's defaults.
//!
//! # Source
//! docs.joinmastodon.org/entities/Instance, read 2026-07-02; defaults of mastodon.social.

use std::collections::BTreeMap;

use herald_domain::{Account, ImageRule, PostRules, VideoRule, Visibility};
use serde_json::Value;

use super::software::is_mastodons;

/// The names of the facts kept with an account.
pub(super) mod fact {
    /// The software: `mastodon`, `gotosocial`, `pleroma`, ...
    pub(crate) const SOFTWARE: &str = "software";
    /// Its version as it writes it.
    pub(crate) const VERSION: &str = "version";
    /// Mastodon's API version, a number; missing on other software.
    pub(crate) const API: &str = "api_version";
    /// The account's own default visibility.
    pub(crate) const VISIBILITY: &str = "visibility";
    /// The scopes granted.
    pub(crate) const SCOPES: &str = "scopes";
}

/// A number a server says about itself, with Mastodon's default.
struct Limit {
    name: &'static str,
    path: &'static str,
    default: u64,
}

const CHARACTERS: Limit = Limit {
    name: "max_characters",
    path: "/configuration/statuses/max_characters",
    default: 500,
};
const MEDIA: Limit = Limit {
    name: "max_media",
    path: "/configuration/statuses/max_media_attachments",
    default: 4,
};
const PER_URL: Limit = Limit {
    name: "characters_per_url",
    path: "/configuration/statuses/characters_reserved_per_url",
    default: 23,
};
const IMAGE_BYTES: Limit = Limit {
    name: "image_bytes",
    path: "/configuration/media_attachments/image_size_limit",
    default: 16_777_216,
};
const IMAGE_PIXELS: Limit = Limit {
    name: "image_pixels",
    path: "/configuration/media_attachments/image_matrix_limit",
    default: 33_177_600,
};
const VIDEO_BYTES: Limit = Limit {
    name: "video_bytes",
    path: "/configuration/media_attachments/video_size_limit",
    default: 103_809_024,
};
const ALT: Limit = Limit {
    name: "alt_characters",
    path: "/configuration/media_attachments/description_limit",
    default: 1_500,
};
const POLL_OPTIONS: Limit = Limit {
    name: "poll_options",
    path: "/configuration/polls/max_options",
    default: 4,
};

const LIMITS: [Limit; 8] = [
    CHARACTERS,
    MEDIA,
    PER_URL,
    IMAGE_BYTES,
    IMAGE_PIXELS,
    VIDEO_BYTES,
    ALT,
    POLL_OPTIONS,
];

/// Reads the facts from what a server says of itself, in either version of the answer.
pub(super) fn facts(instance: &Value) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let version = instance
        .get("version")
        .and_then(Value::as_str)
        .unwrap_or_default();
    facts.insert(fact::SOFTWARE.to_owned(), software(instance, version));
    facts.insert(fact::VERSION.to_owned(), version.chars().take(80).collect());
    let api = instance
        .pointer("/api_versions/mastodon")
        .and_then(Value::as_u64);
    facts.extend(api.map(|api| (fact::API.to_owned(), api.to_string())));
    for limit in &LIMITS {
        let said = instance.pointer(limit.path).and_then(Value::as_u64);
        facts.extend(said.map(|said| (limit.name.to_owned(), said.to_string())));
    }
    // Pleroma, and Mastodon's forks before they had a configuration.
    if let Some(characters) = instance.get("max_toot_chars").and_then(Value::as_u64) {
        facts.insert(CHARACTERS.name.to_owned(), characters.to_string());
    }
    facts
}

/// Finds the software's word: it stands in the version of all that are not Mastodon itself.
fn software(instance: &Value, version: &str) -> String {
    let source = instance
        .get("source_url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let text = format!("{version} {source}").to_ascii_lowercase();
    let known = [
        "gotosocial",
        "pleroma",
        "akkoma",
        "pixelfed",
        "friendica",
        "sharkey",
        "iceshrimp",
        "misskey",
        "glitch",
        "hometown",
    ];
    let found = known.iter().find(|word| text.contains(**word)).copied();
    // Whoever says what it is compatible with is something else, also where nobody here knows it.
    let other = version.contains('(').then_some("other");
    found.or(other).unwrap_or("mastodon").to_owned()
}

fn number(account: &Account, limit: &Limit) -> u64 {
    let said = account.fact(limit.name).and_then(|text| text.parse().ok());
    said.filter(|said| *said > 0).unwrap_or(limit.default)
}

/// Returns how many characters every link counts, and of a name only the part before its server, where the
/// software counts so; others count texts whole, whatever they say of links.
///
/// # Source
/// Mastodon, `StatusLengthValidator`; GoToSocial's and Pleroma's own checks count the characters of text and
/// subject; read 2026-11-28.
pub(super) fn shortens(account: &Account) -> Option<usize> {
    let software = account.fact(fact::SOFTWARE).unwrap_or("mastodon");
    is_mastodons(software).then(|| usize::try_from(number(account, &PER_URL)).unwrap_or(23))
}

/// Returns what the server of an account is, as far as it decides what can be done there.
pub(super) fn kind(account: &Account) -> Kind {
    if is_mastodons(account.fact(fact::SOFTWARE).unwrap_or("mastodon")) {
        return Kind::Mastodon(api_version(account));
    }
    Kind::Other
}

/// What a server is, as far as it decides what can be done there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Mastodon or a fork that keeps its promises, with its API version.
    Mastodon(u64),
    /// Other software that speaks the interface.
    Other,
}

/// Returns Mastodon's API version; 0 on older and other software.
pub(super) fn api_version(account: &Account) -> u64 {
    account
        .fact(fact::API)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

/// Tells what a post of the account may have.
pub(super) fn post_rules(account: &Account) -> PostRules {
    let size = |limit| usize::try_from(number(account, limit)).unwrap_or(usize::MAX);
    let characters = size(&CHARACTERS);
    let text = |formats: &[&str]| formats.iter().map(|f| (*f).to_owned()).collect();
    PostRules {
        max_characters: characters,
        max_bytes: characters.saturating_mul(32),
        max_images: size(&MEDIA),
        max_videos: 1,
        mixes_media: false,
        needs_media: account.fact(fact::SOFTWARE) == Some("pixelfed"),
        max_alt_characters: size(&ALT),
        image: ImageRule {
            max_bytes: number(account, &IMAGE_BYTES),
            max_width: 16_384,
            max_height: 16_384,
            min_width: 1,
            max_pixels: number(account, &IMAGE_PIXELS),
            aspect: None,
            formats: text(&["image/jpeg", "image/png", "image/gif", "image/webp"]),
        },
        video: Some(VideoRule {
            max_bytes: number(account, &VIDEO_BYTES),
            min_ms: 0,
            max_ms: u32::MAX,
            max_width: 8_192,
            max_height: 8_192,
            aspect: None,
            formats: text(&["video/mp4", "video/webm", "video/quicktime"]),
        }),
        max_poll_options: size(&POLL_OPTIONS),
        has_warning: true,
        audiences: vec![
            Visibility::Public,
            Visibility::Unlisted,
            Visibility::Followers,
            Visibility::Direct,
        ],
        // The server makes the card itself, from the first link.
        card_image: None,
    }
}

#[cfg(test)]
mod tests {
    use herald_testkit::builders;
    use serde_json::json;

    use super::*;

    fn account(instance: &Value) -> Account {
        Account {
            facts: facts(instance),
            ..builders::account()
        }
    }

    #[test]
    fn limits_come_from_the_server_and_have_mastodons_defaults() {
        let said = json!({"version": "4.6.0", "api_versions": {"mastodon": 10},
            "configuration": {"statuses": {"max_characters": 5000}}});
        let account = account(&said);
        assert_eq!(post_rules(&account).max_characters, 5_000);
        assert_eq!(post_rules(&account).max_images, 4);
        assert_eq!((shortens(&account), api_version(&account)), (Some(23), 10));
    }

    #[test]
    fn other_software_is_told_by_its_version() {
        let said = |version: &str| json!({"version": version, "max_toot_chars": 3000});
        let pleroma = account(&said("2.7.2 (compatible; Pleroma 2.6.0)"));
        assert_eq!(pleroma.fact(fact::SOFTWARE), Some("pleroma"));
        assert_eq!(post_rules(&pleroma).max_characters, 3_000);
        let other = json!({"version": "0.19.1", "source_url": "https://x.test/gotosocial"});
        assert_eq!(account(&other).fact(fact::SOFTWARE), Some("gotosocial"));
        assert_eq!(shortens(&account(&other)), None);
        assert_eq!(
            account(&json!("nonsense")).fact(fact::SOFTWARE),
            Some("mastodon")
        );
    }
}
