use super::*;
use proptest::prelude::*;
use url::Url;

fn marked(text: &str) -> Vec<(String, Mark)> {
    let cut = |span: Span| (text.get(span.range).unwrap().to_owned(), span.mark);
    detect(text).into_iter().map(cut).collect()
}

fn link(shown: &str, address: &str) -> (String, Mark) {
    (shown.to_owned(), Mark::Link(address.to_owned()))
}

fn mention(shown: &str, handle: &str) -> (String, Mark) {
    (shown.to_owned(), Mark::Mention(handle.to_owned()))
}

fn tag(shown: &str, tag: &str) -> (String, Mark) {
    (shown.to_owned(), Mark::Tag(tag.to_owned()))
}

#[test]
fn links_with_and_without_scheme_are_found() {
    assert_eq!(
        marked("See https://example.com/a?b=c#d, (example.org/x) and bücher.example.de."),
        [
            link("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
            link("example.org/x", "https://example.org/x"),
        ]
    );
    assert_eq!(
        marked("👩‍🚀 https://de.wikipedia.org/wiki/Köln"),
        [link(
            "https://de.wikipedia.org/wiki/Köln",
            "https://de.wikipedia.org/wiki/K%C3%B6ln"
        )]
    );
}

#[test]
fn dotted_words_that_are_no_addresses_stay_plain() {
    for text in [
        "Done.Next one",
        "main.rs and README.md",
        "3.5 or e.g. this",
        "write to me@example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://",
        "this.Is fine",
        "2.0.is",
        "user.name@example.com",
        "example.com-foo",
        "example.com_x",
        "HTTPS://example.com",
        "see:example.com",
        "a..com",
    ] {
        assert_eq!(marked(text), [], "{text}");
    }
}

#[test]
fn links_end_where_people_end_them() {
    for (text, shown) in [
        (
            "https://example.com/x\u{3000}次の文",
            "https://example.com/x",
        ),
        ("https://example.com/x、次の文", "https://example.com/x"),
        ("https://example.com/x。", "https://example.com/x"),
        ("https://example.com/（東京）", "https://example.com/"),
        ("https://example.com/x\u{a0}next", "https://example.com/x"),
        (
            "https://example.com/x\u{202e}gpj.exe",
            "https://example.com/x",
        ),
        ("https://example.com/x\u{200b}y", "https://example.com/x"),
        ("https://example.com/x?!...", "https://example.com/x"),
        ("(https://example.com/x).", "https://example.com/x"),
        ("https://example.com/a_(b)", "https://example.com/a_(b)"),
        ("https://example.com/x\"y", "https://example.com/x"),
        ("https://example.comです", "https://example.com"),
        ("example.comです", "example.com"),
        ("example.com、次", "example.com"),
        ("https://example.com:8080/x", "https://example.com:8080/x"),
        ("https://example.com:x", "https://example.com"),
        ("https://example.com।", "https://example.com"),
        (
            "https://example.com/%E6%9D%B1#a",
            "https://example.com/%E6%9D%B1#a",
        ),
    ] {
        assert_eq!(marked(text), [link(shown, &whole(shown))], "{text}");
    }
}

fn whole(shown: &str) -> String {
    if shown.contains("://") {
        shown.to_owned()
    } else {
        format!("https://{shown}")
    }
}

#[test]
fn a_link_leads_to_no_other_host_than_was_typed() {
    for text in [
        "https://example.com@evil.test/",
        "https://example.com\\@evil.test/",
        "https://example.com\\.evil.test/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://ｅｘａｍｐｌｅ.com/",
        "https://exam\u{ad}ple.com/",
        "https://exam\u{200d}ple.com/",
    ] {
        for (_, mark) in marked(text) {
            let Mark::Link(address) = mark else {
                continue;
            };
            let url = Url::parse(&address).expect("an address");
            let host = url.host_str().expect("has a host").to_owned();
            assert!(
                text.starts_with(&format!("https://{host}")),
                "{text} leads to {host}"
            );
        }
    }
    // A full stop of another script is one in a domain; the writer ended a sentence.
    assert_eq!(
        marked("https://example.com。evil.test/"),
        [link("https://example.com", "https://example.com")]
    );
    assert_eq!(
        marked("https://例え.jp/x と"),
        [link("https://例え.jp/x", "https://xn--r8jz45g.jp/x")]
    );
}

#[test]
fn tickers_are_tags() {
    assert_eq!(
        marked("$tsla, ($AB) $TOOLONG $5 a$AB $AB-C"),
        [tag("$tsla", "$TSLA"), tag("$AB", "$AB")]
    );
}

#[test]
fn mentions_keep_punctuation_outside() {
    assert_eq!(
        marked("(@Mira.test) hi @jonas.bsky.social. 🦋 @a-b.test!"),
        [
            mention("@Mira.test", "mira.test"),
            mention("@jonas.bsky.social", "jonas.bsky.social"),
            mention("@a-b.test", "a-b.test"),
        ]
    );
    assert_eq!(
        marked("@mira.testさん"),
        [mention("@mira.test", "mira.test")]
    );
    for text in [
        "@mira",
        "a@mira.test",
        "@alice@example.com",
        "@.test",
        "@mira..test",
        "@",
        "@alice.test_x",
        "@alice.test@mastodon.test",
        "@alice.Com",
        "🦋@mira.test",
    ] {
        assert_eq!(marked(text), [], "{text}");
    }
}

#[test]
fn tags_follow_the_network_rules() {
    assert_eq!(
        marked("#Rust, #C++ #日本語。 ＃東京 #2024年 #a_b!"),
        [
            tag("#Rust", "Rust"),
            tag("#C++", "C++"),
            tag("#日本語", "日本語"),
            tag("＃東京", "東京"),
            tag("#2024年", "2024年"),
            tag("#a_b", "a_b"),
        ]
    );
    let longest = "x".repeat(64);
    assert_eq!(marked(&format!("#{longest}")).len(), 1);
    for text in [
        "#",
        "#2024",
        "#!",
        "a#b",
        "#\u{fe0f}\u{20e3}x",
        &format!("#{longest}y"),
    ] {
        assert_eq!(marked(text), [], "{text}");
    }
}

#[test]
fn offsets_are_bytes_after_emoji_and_right_to_left_text() {
    let text = "👨‍👩‍👧‍👦 שלום #שלום e\u{301} @mira.test";
    let spans = detect(text);
    assert_eq!(text.get(spans[0].range.clone()), Some("#שלום"));
    assert_eq!(spans[0].range, 35..44);
    assert_eq!(text.get(spans[1].range.clone()), Some("@mira.test"));
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("👨‍👩‍👧‍👦".to_owned()),
        Just("שלום عليكم".to_owned()),
        Just("e\u{301}\u{302}".to_owned()),
        Just("\u{200f}\u{202e}".to_owned()),
        Just("@mira.test".to_owned()),
        Just("#tag\u{301}".to_owned()),
        Just("#️⃣".to_owned()),
        Just("https://example.com/ü?q=1#x".to_owned()),
        Just("example.org".to_owned()),
        Just(" ".to_owned()),
        "\\PC{0,6}",
        "[@#./: a-z]{0,8}",
    ]
}

proptest! {
    #[test]
    fn ranges_cut_no_character_overlap_nothing_and_hold_what_they_mark(
        pieces in prop::collection::vec(piece(), 0..12),
    ) {
        let text = pieces.concat();
        let spans = detect(&text);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].range.end <= pair[1].range.start);
        }
        for span in &spans {
            let shown = text.get(span.range.clone());
            prop_assert!(shown.is_some(), "{:?} cuts a character", span.range);
            let shown = shown.unwrap_or_default();
            match &span.mark {
                Mark::Mention(handle) => {
                    prop_assert_eq!(shown.to_ascii_lowercase(), format!("@{handle}"));
                }
                Mark::Tag(tag) => {
                    let sign = shown.chars().next().map_or(0, char::len_utf8);
                    let written = shown.get(sign..).unwrap_or_default();
                    let is_ticker = tag.strip_prefix('$') == Some(&written.to_ascii_uppercase());
                    prop_assert!(written == tag || is_ticker);
                }
                Mark::Link(address) => {
                    prop_assert!(Url::parse(address).is_ok());
                    let plain = shown.is_ascii();
                    prop_assert!(!plain || address.ends_with(shown) || address.contains(shown));
                }
            }
        }
    }

    #[test]
    fn a_mention_a_tag_and_a_link_are_found_after_any_text(before in "\\PC{0,40}") {
        let start = before.len() + 1;
        let text = format!("{before} @mira.test #tag https://example.com/x");
        let spans = detect(&text);
        let found: Vec<&Span> = spans.iter().filter(|span| span.range.start >= start).collect();
        prop_assert_eq!(found.len(), 3);
        prop_assert_eq!(text.get(found[0].range.clone()), Some("@mira.test"));
        prop_assert_eq!(text.get(found[1].range.clone()), Some("#tag"));
        prop_assert_eq!(text.get(found[2].range.clone()), Some("https://example.com/x"));
    }
}

#[test]
fn a_handle_may_end_as_a_file_does() {
    for handle in ["mira.rs", "alice.sh", "jonas.so"] {
        let found = detect(&format!("Thanks @{handle}!"));
        assert_eq!(found.len(), 1, "{handle}");
        assert_eq!(found[0].mark, Mark::Mention(handle.to_owned()));
    }
    assert_eq!(detect("see main.rs and README.md").len(), 0);
}
