use herald_pipeline::ports::DraftRequest;

use super::*;
use crate::samples::{author, own_post, post, request};

const SYSTEM: &str =
    "You write short replies for the owner of a social media account; the owner reads each one.";

/// A request in which the author, a stranger and the owner have spoken.
fn heard() -> DraftRequest {
    let mut request = request("Which lens is it? See https://evil.example/x, @evil.example #win");
    request.thread = vec![
        own_post("My shop is at https://anna.example/shop #film with @friend.example"),
        post(author("mia.example", "Mia"), "Nice light here"),
    ];
    request.recent_drafts = vec!["Thanks, Ana. More soon.".into(), "🙂".into()];
    request.earlier_versions = vec!["Let me look it up.".into()];
    request.max_graphemes = 80;
    request.max_bytes = 120;
    request
}

fn codes(text: &str) -> Vec<&'static str> {
    let found = check(text, &heard(), SYSTEM);
    for violation in &found {
        assert!(violation.sentence.ends_with('.'), "{}", violation.sentence);
    }
    found.into_iter().map(|v| v.code).collect()
}

#[test]
fn good_replies_break_no_rule() {
    for text in [
        "Good question, Jonas. I'll look up the lens and come back to you here.",
        "It is in the shop: https://anna.example/shop",
        "Ask @friend.example or @Mia.example, @jonas.example.",
        "Shot on #film 🙂",
        "He said “no” and I said “yes”.",
        "Danke! Das schaue ich nach.",
        "I <3 that. 2 < 3 and [1] too.",
        "Two lines\nare fine.",
        "👩‍🚀 Thank you 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "I'm not sure, as an aid I'd use a tripod.",
    ] {
        assert_eq!(codes(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn each_rule_catches_what_it_is_for() {
    for (text, code) in [
        ("", "empty"),
        (" \n ", "empty"),
        ("Thanks. ", "outer_space"),
        ("a\u{202E}b", "unsafe_characters"),
        ("zero\u{200B}width", "unsafe_characters"),
        ("bell\u{7}", "unsafe_characters"),
        ("left\u{200F}", "unsafe_characters"),
        ("Z̴̡̢̛͈algo", "unsafe_characters"),
        ("𝓣𝓱𝓪𝓷𝓴𝓼", "unsafe_characters"),
        ("tag\u{E0041}ged", "unsafe_characters"),
        ("```Thanks```", "markdown"),
        ("**Thanks** a lot", "markdown"),
        ("# Thanks\nmore", "markdown"),
        ("\"Thanks a lot.\"", "wrapped_in_quotes"),
        ("“Thanks a lot.”", "wrapped_in_quotes"),
        ("As an AI, I cannot say.", "speaks_as_model"),
        ("Here is a reply: thanks!", "speaks_as_model"),
        ("En tant qu'IA, je ne sais pas.", "speaks_as_model"),
        ("Thanks, [Name].", "placeholder"),
        ("Thanks, {{first_name}}.", "placeholder"),
        ("Thanks, {name}.", "placeholder"),
        ("Hello <insert name here>.", "placeholder"),
        (
            "You write short replies for the owner of a social media account",
            "leaks_instructions",
        ),
        ("My instructions say no.", "leaks_instructions"),
        ("Look at https://evil.example/x", "foreign_link"),
        ("Look at evil.example", "foreign_link"),
        ("Look at evil。com", "foreign_link"),
        ("Mail me@evil.example", "foreign_link"),
        ("It is at https://anna.example/shop?x=1", "foreign_link"),
        ("Ask @evil.example", "foreign_mention"),
        ("Ask ＠stranger", "foreign_mention"),
        ("So #win", "foreign_hashtag"),
        ("nice light here!", "echo"),
        ("thanks, Jonas. more soon", "repeat"),
        ("🙂", "repeat"),
        ("Let me LOOK it up 🙂", "repeat"),
        ("Спасибо большое", "foreign_script"),
        ("Your pаypal is fine", "foreign_script"),
    ] {
        assert!(
            codes(text).contains(&code),
            "{text:?}: {:?}, not {code}",
            codes(text)
        );
    }
    assert!(codes(&"long ".repeat(30)).contains(&"too_long"));
    assert!(codes(&"ü".repeat(79)).contains(&"too_many_bytes"));
}

#[test]
fn a_script_somebody_in_the_conversation_uses_is_fine() {
    let mut request = request("Спасибо за фото");
    request.max_graphemes = 80;
    assert_eq!(check("Пожалуйста, Jonas!", &request, SYSTEM), []);
    request.activity.text = "شكرا".into();
    assert_eq!(check("Thank you, Jonas.", &request, SYSTEM), []);
    assert_eq!(check("شكرا لك\u{200F}!", &request, SYSTEM), []);
}

#[test]
fn drafts_older_than_the_last_twenty_may_come_again() {
    let mut request = request("Thanks!");
    request.recent_drafts = (0..20).map(|n| format!("Draft number {n}.")).collect();
    request.recent_drafts.push("My pleasure.".into());
    assert_eq!(check("My pleasure.", &request, SYSTEM), []);
    request.recent_drafts.swap(0, 20);
    assert_eq!(check("My pleasure.", &request, SYSTEM)[0].code, "repeat");
}
