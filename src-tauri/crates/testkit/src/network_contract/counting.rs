//! One way of counting: what the card counts is what is refused.

use herald_domain::{PostContent, Warning};

use super::Desk;
use crate::Spoiler;

/// Pieces of texts that networks count in ways of their own.
const PIECES: [&str; 14] = [
    "word ",
    "https://example.com/a/long/path?with=many&parts=of-it#end ",
    "@somebody.test ",
    "@someone@elsewhere.test ",
    "#tag ",
    "👩‍👩‍👧‍👦",
    "🇩🇪",
    "é",
    "e\u{301}",
    "ខ្មែរ ",
    "日本語の文。",
    "\n",
    "$TSLA ",
    "example.com/x ",
];

/// Texts of every length around the limit: `check` refuses exactly what `count` counts as too much.
pub async fn what_is_counted_as_too_much_is_refused_and_nothing_else(desk: &Desk) {
    // What a server allows is known once it was spoken to.
    desk.caught_up().await;
    let spoiler = Spoiler::new(7);
    let (mut fitting, mut too_long) = (0, 0);
    let (_, allowed) = desk.source.count(&desk.account, &PostContent::default());
    for nth in 0..300 {
        let mut text = "a".to_owned();
        let most = 20 + spoiler.below(allowed * 4);
        while text.chars().count() < most {
            text.push_str(PIECES.get(spoiler.below(PIECES.len())).expect("is there"));
        }
        let content = PostContent {
            text,
            warning: (nth % 3 == 0 && desk.source.post_rules(&desk.account).has_warning)
                .then(|| "fog and more".to_owned()),
            ..PostContent::default()
        };
        let (used, allowed) = desk.source.count(&desk.account, &content);
        let found = desk.source.check(&desk.account, &content);
        let refused = found.iter().any(Warning::blocks);
        let words = || format!("{used} of {allowed}: {found:?} of {:?}", content.text);
        assert_eq!(refused, used > allowed, "{}", words());
        if refused {
            too_long += 1;
        } else {
            fitting += 1;
        }
    }
    assert!(fitting > 50 && too_long > 50, "{fitting} and {too_long}");
}
