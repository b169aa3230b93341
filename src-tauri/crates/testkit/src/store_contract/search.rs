//! Facts about full-text search.

use std::time::Duration;

use herald_domain::{Activity, ActivityId, ActivityKind, Author, OwnPost};
use herald_pipeline::ports::{Change, Page, UnitOfWork};

use super::{Desk, every, ids};
use crate::builders::{self, START};

async fn texts(desk: &Desk, query: &str) -> Vec<String> {
    let found = desk.store.search_activities(query, &Page::first(50)).await;
    let items = found.unwrap_or_else(|e| panic!("{query:?}: {e}")).items;
    items.into_iter().map(|a| a.text).collect()
}

async fn own_texts(desk: &Desk, query: &str) -> Vec<String> {
    let found = desk.store.search_own_posts(query, &Page::first(50)).await;
    let items = found.unwrap_or_else(|e| panic!("{query:?}: {e}")).items;
    items.into_iter().map(|p| p.text).collect()
}

/// Words are combined, whatever their order.
pub async fn every_word_must_be_there(desk: &Desk) {
    let account = desk.account().await;
    desk.mentions(
        &account,
        &["harbour fog", "harbour", "fog over the harbour", "fog"],
    )
    .await;
    let expected = ["fog over the harbour", "harbour fog"];
    assert_eq!(texts(desk, "fog harbour").await, expected);
    assert_eq!(texts(desk, "  harbour\t fog ").await, expected);
    assert_eq!(texts(desk, "harbour storm").await, [""; 0]);
}

/// From three letters on, the word being typed matches what begins with it; finished ones match whole.
pub async fn the_last_word_may_go_on(desk: &Desk) {
    let account = desk.account().await;
    desk.mentions(&account, &["lighthouse keeper", "light"])
        .await;
    assert_eq!(texts(desk, "ligh").await, ["light", "lighthouse keeper"]);
    assert_eq!(texts(desk, "light keep").await, [""; 0]);
    assert_eq!(texts(desk, "lighthouse kee").await, ["lighthouse keeper"]);
}

/// Whoever did it is found by both names.
pub async fn names_and_handles_are_found(desk: &Desk) {
    let account = desk.account().await;
    let activity = Activity {
        author: Author {
            remote_id: "did:plc:ada".to_owned(),
            handle: "ada.analytical.test".to_owned(),
            display_name: "Ada Lovelace".to_owned(),
        },
        ..builders::activity(&account, ActivityKind::Follow, "")
    };
    desk.write(Change::InsertActivities(vec![activity.clone()]))
        .await;
    for query in [
        "lovelace",
        "ada.analytical.test",
        "analytical",
        "@ada.analytical.test",
    ] {
        let found = desk
            .store
            .search_activities(query, &Page::first(2))
            .await
            .expect("reads");
        assert_eq!(
            ids(found.items.iter().map(|a| &a.id)),
            ids([&activity.id]),
            "{query}"
        );
    }
}

/// Letters are compared without case and accents.
pub async fn case_and_accents_do_not_matter(desk: &Desk) {
    let account = desk.account().await;
    desk.mentions(&account, &["Café CRÈME"]).await;
    for query in ["cafe creme", "CAFÉ", "crème"] {
        assert_eq!(texts(desk, query).await, ["Café CRÈME"], "{query}");
    }
}

/// What is written without spaces is found by every part of it.
pub async fn parts_of_a_text_without_spaces_are_found(desk: &Desk) {
    let account = desk.account().await;
    for (text, parts) in [
        (
            "新しいレンズを買いました",
            ["レンズ", "新しい", "レ", "買いました", "ﾚﾝｽﾞ"],
        ),
        (
            "我昨天买了新镜头。很好用",
            ["镜头", "昨天", "新镜头", "很", "买了 好用"],
        ),
        (
            "새렌즈를 샀어요",
            ["렌즈", "새렌즈", "렌즈를", "샀", "샀어요 렌즈"],
        ),
        ("ฉันซื้อเลนส์ใหม่แล้ว", ["เลนส์", "ใหม่", "ซื้อ", "ฉ", "แล้ว"]),
        ("ខ្ញុំបានទិញកញ្ចក់ថ្មី", ["កញ្ចក់", "ថ្មី", "ទិញ", "ខ្ញុំ", "បាន\u{200b}ទិញ"]),
        ("ကျွန်တော်မှန်ဘီလူးအသစ်ဝယ်တယ်", ["မှန်ဘီလူး", "အသစ်", "ဝယ်", "တယ်", "က"]),
        (
            "佐々木さんのiPhone15で撮影",
            ["佐々木", "iphone15", "のiPhone", "で撮影", "々木さ"],
        ),
    ] {
        desk.mentions(&account, &[text]).await;
        for part in parts {
            assert_eq!(texts(desk, part).await, [text], "{part}");
        }
    }
    for none in ["レズ", "ンレ", "镜买", "เลนใ", "買新しい"] {
        assert_eq!(texts(desk, none).await, [""; 0], "{none}");
    }
}

/// Scripts with spaces are found by their words, with their vowels and without what people leave out.
pub async fn words_of_every_script_are_found(desk: &Desk) {
    let account = desk.account().await;
    for (text, words) in [
        ("Купил новый объектив", ["объектив", "КУПИЛ", "объек"]),
        ("मैंने नया लेंस खरीदा", ["लेंस", "मैंने", "खरी"]),
        ("اشتريتُ عدسةً جديدة", ["اشتريت", "عدسة", "جدي"]),
        ("קניתי עדשה חדשה", ["עדשה", "קָנִיתִי", "חדש"]),
        ("Αγόρασα καινούργιο φακό", ["φακο", "ΑΓΟΡΑΣΑ", "καινουργ"]),
        ("நான் புதிய லென்ஸ் வாங்கினேன்", ["லென்ஸ்", "புதிய", "வாங்"]),
        ("Straße im Fuß der Größe", ["STRASSE", "große", "fuss"]),
        ("ახალი ლინზა ვიყიდე", ["ლინზა", "ახალი", "ვიყ"]),
    ] {
        desk.mentions(&account, &[text]).await;
        for word in words {
            assert_eq!(texts(desk, word).await, [text], "{word}");
        }
    }
    // Another vowel is another word.
    assert_eq!(texts(desk, "लेस").await, [""; 0]);
}

/// Old items may arrive late; they still come after newer ones.
pub async fn hits_come_newest_first_whatever_the_order_of_arrival(desk: &Desk) {
    let account = desk.account().await;
    for minute in [5_u32, 1, 9, 3, 7] {
        let at = START.plus(Duration::from_mins(1) * minute);
        let text = format!("tide {minute}");
        let activity = builders::activity_at(&account, ActivityKind::Mention, &text, at);
        desk.write(Change::InsertActivities(vec![activity])).await;
    }
    let expected = ["tide 9", "tide 7", "tide 5", "tide 3", "tide 1"];
    assert_eq!(texts(desk, "tide").await, expected);
}

/// Walking the pages of hits gives every hit once, also when many share a millisecond and the first
/// digits of their ids.
pub async fn pages_of_hits_have_neither_gaps_nor_repeats(desk: &Desk) {
    let account = desk.account().await;
    let kind = ActivityKind::Mention;
    let mut swarm: Vec<Activity> = (0..500)
        .map(|_| builders::activity_at(&account, kind.clone(), "swarm", START))
        .collect();
    swarm.extend((0..50).map(|_| Activity {
        id: ActivityId::new(START, builders::tail()),
        ..builders::mention(&account, "swarm")
    }));
    for part in swarm.chunks(120) {
        desk.write(Change::InsertActivities(part.to_vec())).await;
    }
    let mut expected = ids(swarm.iter().map(|a| &a.id));
    expected.sort();
    for limit in [3, 200] {
        let read = every(limit, async |page| {
            desk.store.search_activities("swarm", &page).await
        })
        .await;
        let mut read = ids(read.iter().map(|a| &a.id));
        assert_eq!(read.len(), expected.len());
        read.sort();
        assert_eq!(read, expected);
    }
}

/// Nothing to look for finds nothing.
pub async fn a_query_without_a_word_finds_nothing(desk: &Desk) {
    let account = desk.account().await;
    desk.mentions(&account, &["* \" - 🎉"]).await;
    for query in ["", "  \t\n", "\"", "*", "- - -", "()", "🎉", "\0"] {
        assert_eq!(texts(desk, query).await, [""; 0], "{query:?}");
    }
}

/// Operators, quotes and wild cards are text like any other.
pub async fn no_character_of_a_query_has_a_meaning(desk: &Desk) {
    let account = desk.account().await;
    desk.mentions(
        &account,
        &["plain harbour", "harbour OR NOT near", "text colon"],
    )
    .await;
    assert_eq!(texts(desk, "harbour OR NOT").await, ["harbour OR NOT near"]);
    assert_eq!(texts(desk, "NOT harbour").await, ["harbour OR NOT near"]);
    assert_eq!(texts(desk, "text:plain").await, [""; 0]);
    assert_eq!(texts(desk, "\"harbour\"").await.len(), 2);
    assert_eq!(texts(desk, "'harbour'").await.len(), 2);
    for query in [
        "NEAR(harbour plain, 5)",
        "harbour AND",
        "AND",
        "^harbour",
        "{text}: harbour",
        "har*bour",
        "a\"b\"\"c",
        "\"unclosed",
        "harbour)",
        "((((",
        "-harbour",
        "harbour \0 plain",
        "%",
        "_",
        "'; DROP TABLE activity; --",
        "\\",
        "harbour + plain",
        "\u{202e}harbour",
    ] {
        texts(desk, query).await;
        own_texts(desk, query).await;
    }
    texts(desk, &"harbour ".repeat(5_000)).await;
    texts(desk, &"x".repeat(100_000)).await;
}

/// Search and rows stand and fall together.
pub async fn a_refused_unit_leaves_nothing_to_be_found(desk: &Desk) {
    let account = desk.account().await;
    let activity = builders::mention(&account, "phantom");
    let never = builders::mention(&account, "Never stored").id;
    let unit = UnitOfWork::new()
        .with(Change::InsertActivities(vec![activity.clone()]))
        .with(Change::SetActivityNote(never, None));
    desk.refuses(unit).await;
    assert_eq!(texts(desk, "phantom").await, [""; 0]);
    desk.write(Change::InsertActivities(vec![activity])).await;
    assert_eq!(texts(desk, "phantom").await, ["phantom"]);
}

/// A post that was changed is found by its new words only.
pub async fn own_posts_are_found_by_their_present_words(desk: &Desk) {
    let account = desk.account().await;
    let post = builders::own_post(&account, "Boats at dawn");
    let other = builders::own_post(&account, "Boats at dusk");
    desk.write(Change::PutOwnPosts(vec![post.clone(), other]))
        .await;
    assert_eq!(
        own_texts(desk, "boats").await,
        ["Boats at dusk", "Boats at dawn"]
    );
    let changed = OwnPost {
        text: "Gulls at dawn".to_owned(),
        url: Some("https://bsky.test/post/1".to_owned()),
        ..post
    };
    desk.write(Change::PutOwnPosts(vec![changed.clone()])).await;
    desk.write(Change::PutOwnPosts(vec![changed.clone()])).await;
    assert_eq!(own_texts(desk, "boats").await, ["Boats at dusk"]);
    let found = desk
        .store
        .search_own_posts("gulls dawn", &Page::first(5))
        .await
        .expect("reads");
    assert_eq!(found.items, [changed]);
}

/// Own posts are listed newest first where nothing is looked for.
pub async fn an_empty_query_lists_own_posts(desk: &Desk) {
    let account = desk.account().await;
    let posts: Vec<OwnPost> = (0..7)
        .map(|n| builders::own_post(&account, &format!("Post {n}")))
        .collect();
    desk.write(Change::PutOwnPosts(posts.clone())).await;
    let read = every(3, async |page| {
        desk.store.search_own_posts(" ", &page).await
    })
    .await;
    assert_eq!(
        ids(read.iter().map(|p| &p.id)),
        ids(posts.iter().rev().map(|p| &p.id))
    );
}
