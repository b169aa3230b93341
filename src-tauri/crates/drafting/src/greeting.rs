//! The friendly sentence that tells the owner somebody wrote.
//!
//! Remote text in it is cleaned and cut: notifications are drawn by the system, which trusts them.

use herald_domain::{Account, Activity, ActivityKind};
use herald_pipeline::ports::Greeting;

use crate::builtin::{Kind, classify, detect};
use crate::person::full_label;
use crate::text::{clean_line, cut, graphemes, shorten_links};

/// The most graphemes of remote text in a notification.
const GIST: usize = 110;

/// The most graphemes of the sentence, as the port promises.
const BODY: usize = 200;

/// Says in one friendly sentence what happened.
pub(crate) fn greeting(account: &Account, activity: &Activity, draft: Option<&str>) -> Greeting {
    let who = full_label(&activity.author);
    let variant = activity
        .id
        .as_str()
        .bytes()
        .fold(0_usize, |sum, b| sum + usize::from(b));
    let gist = gist(&activity.text);
    let body = if activity.kind.is_conversation() {
        let next = pick(variant, next_step(draft));
        if gist.is_empty() {
            next.to_owned()
        } else {
            format!("“{gist}” {next}")
        }
    } else {
        event_body(account, &gist)
    };
    Greeting {
        title: title(&who, activity, variant),
        body: cut(&body, BODY),
    }
}

fn gist(text: &str) -> String {
    let line = shorten_links(&clean_line(text)).replace(['“', '”', '"'], "'");
    cut(&line, GIST)
}

fn next_step(draft: Option<&str>) -> &'static [&'static str] {
    if draft.is_some_and(|d| graphemes(d) > 0) {
        &[
            "A reply is ready.",
            "A reply is ready for you to read.",
            "There is a draft for you to look at.",
            "Your reply is drafted and waits for you.",
        ]
    } else {
        &[
            "Nothing is drafted; have a look when it suits you.",
            "There is no draft for this one.",
            "It waits for you in Activity.",
            "No reply is drafted.",
        ]
    }
}

fn event_body(account: &Account, gist: &str) -> String {
    let handle = cut(&clean_line(&account.handle), 60);
    let place = format!("On {}, @{handle}.", account.network.name());
    if gist.is_empty() {
        place
    } else {
        format!("“{gist}” {place}")
    }
}

fn pick(variant: usize, all: &'static [&'static str]) -> &'static str {
    let at = variant.checked_rem(all.len()).unwrap_or(0);
    all.get(at).copied().unwrap_or_default()
}

fn title(who: &str, activity: &Activity, variant: usize) -> String {
    let did = match &activity.kind {
        kind if kind.is_conversation() => said(activity, variant),
        ActivityKind::Like => pick(variant, &["liked your post", "likes your post"]),
        ActivityKind::Repost => pick(variant, &["reposted your post", "passed your post on"]),
        ActivityKind::Follow => pick(variant, &["follows you", "started following you"]),
        ActivityKind::Unfollow => pick(variant, &["no longer follows you", "unfollowed you"]),
        _ => "did something new",
    };
    format!("{who} {did}")
}

fn said(activity: &Activity, variant: usize) -> &'static str {
    let language = detect(&activity.text, &activity.langs);
    match classify(&activity.text, language) {
        Kind::Question(_) => pick(variant, &["asked you something", "has a question for you"]),
        Kind::Thanks => pick(variant, &["says thanks", "thanked you"]),
        Kind::Praise => pick(variant, &["has kind words for you", "likes what you did"]),
        Kind::Congratulation => pick(variant, &["sends good wishes", "congratulates you"]),
        Kind::Invitation => pick(variant, &["has a proposal for you", "proposes something"]),
        Kind::Complaint => pick(variant, &["is not happy", "has a complaint"]),
        Kind::Greeting => pick(variant, &["says hello", "greets you"]),
        Kind::Advert => "may be advertising",
        Kind::Hostile => "wrote something rude",
        Kind::Empty | Kind::EmojiOnly | Kind::Statement => by_kind(&activity.kind, variant),
    }
}

fn by_kind(kind: &ActivityKind, variant: usize) -> &'static str {
    match kind {
        ActivityKind::Mention => pick(variant, &["mentioned you", "brought you up"]),
        ActivityKind::Quote => pick(variant, &["quoted you", "quoted your post"]),
        ActivityKind::Comment => pick(variant, &["commented", "left a comment"]),
        ActivityKind::Message => pick(variant, &["sent you a message", "wrote to you"]),
        _ => pick(variant, &["replied to you", "answered you"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{account, activity, author};

    fn of(kind: ActivityKind, text: &str, draft: Option<&str>) -> Greeting {
        greeting(&account(), &activity(kind, text), draft)
    }

    #[test]
    fn a_question_with_a_draft_says_so() {
        let text = "Which lens did you use for this?";
        let greeting = of(ActivityKind::Mention, text, Some("Good question."));
        assert!(
            [
                "Jonas Weber asked you something",
                "Jonas Weber has a question for you"
            ]
            .contains(&greeting.title.as_str()),
            "{}",
            greeting.title
        );
        assert!(
            greeting
                .body
                .starts_with("“Which lens did you use for this?” ")
        );
        assert!(greeting.body.contains("draft") || greeting.body.contains("ready"));
    }

    #[test]
    fn without_a_draft_none_is_promised() {
        let greeting = of(ActivityKind::Reply, "I see.", None);
        assert!(!greeting.body.contains("ready"), "{}", greeting.body);
        assert_eq!(greeting.title.split_whitespace().next(), Some("Jonas"));
    }

    #[test]
    fn every_kind_has_a_title() {
        for (kind, part) in [
            (ActivityKind::Like, "like"),
            (ActivityKind::Repost, "your post"),
            (ActivityKind::Follow, "follow"),
            (ActivityKind::Unfollow, "follow"),
            (
                ActivityKind::Other("starterpack-joined".into()),
                "something new",
            ),
        ] {
            let greeting = of(kind, "", None);
            assert!(greeting.title.contains(part), "{}", greeting.title);
            assert_eq!(greeting.body, "On Bluesky, @anna.example.");
        }
    }

    #[test]
    fn variants_differ_between_activities_and_stay_for_one() {
        let bodies: std::collections::BTreeSet<String> = (0..20)
            .map(|i| of(ActivityKind::Mention, &".".repeat(i), Some("Hi")).body)
            .map(|b| b.rsplit('”').next().unwrap_or_default().trim().to_owned())
            .collect();
        assert!(bodies.len() > 1, "{bodies:?}");
        let once = of(ActivityKind::Mention, "Hello", Some("Hi"));
        assert_eq!(once, of(ActivityKind::Mention, "Hello", Some("Hi")));
    }

    #[test]
    fn remote_text_is_cleaned_cut_and_its_links_shortened() {
        let nasty = format!(
            "a\u{202E}b\n\n“ A reply is ready. ” https://evil.example/{} {}",
            "x".repeat(90),
            "word ".repeat(80)
        );
        let mut heard = activity(ActivityKind::Mention, &nasty);
        heard.author = author("evil.example", "Your \u{202E}Bank\n\n\n");
        let greeting = greeting(&account(), &heard, None);
        assert!(
            greeting.title.starts_with("Your Bank "),
            "{}",
            greeting.title
        );
        assert!(
            greeting
                .body
                .starts_with("“ab ' A reply is ready. ' evil.example/…")
        );
        assert!(!greeting.body.contains(['\n', '\u{202E}']));
        assert!(graphemes(&greeting.body) <= BODY, "{}", greeting.body);
        assert_eq!(greeting.body.matches('”').count(), 1);
    }
}
