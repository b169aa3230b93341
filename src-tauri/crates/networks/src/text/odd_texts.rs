//! Ten thousand texts of what people write and of what nobody should, and programs that say what is in them.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::thread;

use herald_pipeline::ports::Rng as _;
use herald_testkit::SeededRng;
use serde::de::DeserializeOwned;

/// How many texts are looked at.
pub(crate) const TEXTS: usize = 10_000;

/// What texts are put together from, with spaces between or without.
const PIECES: [&str; 92] = [
    "https://example.com",
    "https://example.com/a/b?c=d&e=f#g",
    "http://example.org/x_(y)",
    "example.com",
    "example.com/x?y=1",
    "my-site.com",
    "bücher.example.de",
    "https://例え.jp/x",
    "https://de.wikipedia.org/wiki/Köln",
    "httpbin.org/get",
    "https://a@b.test/",
    "https://example.com\\@evil.test",
    "https://localhost:3000/x",
    "https://0x7f.1",
    "https://ｅｘａｍｐｌｅ.com",
    "www.example.co.uk",
    "HTTPS://example.com",
    "Example.com",
    "example.COM",
    "README.md",
    "main.rs",
    "this.Is",
    "2.0.is",
    "v2.0.is",
    "a..com",
    "user.name@example.com",
    "mail@example.com",
    "node.js",
    "e.g.",
    "https://",
    "http:example.com",
    "ftp://example.com",
    "https://exa\u{ad}mple.com",
    "https://1.2.3.4/",
    "https://[::1]/x",
    "@mira.test",
    "@mira@mastodon.test",
    "@a.b-c@sub.mastodon.test",
    "@mira@bücher.example",
    "@mira@",
    "=@mira@mastodon.test",
    "/@mira@mastodon.test",
    "https://mastodon.test/@mira/115000000000065536",
    "https://example.com/a,b;c:d'e!f*g(h)[i]",
    "@jonas.bsky.social",
    "@Mira.Test",
    "@alice.test_x",
    "@alice.test@mastodon.test",
    "@a-b.com",
    "@-a.com",
    "@mira",
    "@mira.invalidend",
    "@a.com.",
    "@a.com-",
    "@",
    "#tag",
    "#日本語",
    "＃東京",
    "#2024",
    "#٢٠٢٤",
    "#a#b",
    "##x",
    "#c++",
    "#️⃣",
    "#tag!",
    "#a\u{200b}b",
    "#x\u{301}",
    "$TSLA",
    "$abc",
    "$TOOLONG",
    "$5",
    "$A1",
    "👩‍👩‍👧‍👦",
    "🦋",
    "e\u{301}",
    "שלום",
    "次の文",
    "です。",
    "、",
    "。",
    "（東京）",
    "「",
    "ខ្មែរ ស្រី",
    "क्षत्रिय",
    "မြန်မာ",
    "한국어",
    "ꦏ꧀ꦱ",
    "hello",
    "word",
    "…",
    "\u{202e}",
    "\u{2060}",
];

const BETWEEN: [&str; 16] = [
    " ", " ", " ", " ", " ", " ", "", "", "\n", "\u{3000}", "\u{a0}", "(", ")", ".", ", ", "!\" ",
];

/// Makes the texts, the same at every run.
pub(crate) fn texts() -> Vec<String> {
    let rng = SeededRng::new(2_026);
    let below = |end: usize| {
        let mut bytes = [0; 8];
        rng.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % end as u64).expect("fits")
    };
    let text = |_| {
        let mut text = String::new();
        for _ in 0..=below(7) {
            text.push_str(BETWEEN[below(BETWEEN.len())]);
            text.push_str(PIECES[below(PIECES.len())]);
        }
        text
    };
    (0..TEXTS).map(text).collect()
}

/// Returns what the sweep says of where something is.
#[expect(
    clippy::disallowed_methods,
    reason = "a sweep speaks to its test by variables"
)]
fn told(name: &str) -> String {
    env::var(name).expect("the sweep says where it is")
}

/// Asks the reference, which runs beside: the script a variable names.
pub(crate) fn said<T: DeserializeOwned>(script: &str, texts: &[String]) -> Vec<T> {
    let mut client = Command::new(told("HERALD_NODE"))
        .arg(told(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node starts");
    let mut input = client.stdin.take().expect("is open");
    let lines: Vec<String> = texts
        .iter()
        .map(|text| serde_json::to_string(text).expect("is text"))
        .collect();
    let writing = thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").expect("reads");
        }
    });
    let output = BufReader::new(client.stdout.take().expect("is open"));
    let said = output.lines().map(|line| {
        let line = line.expect("is text");
        serde_json::from_str(&line).expect("is what was asked for")
    });
    let said = said.collect();
    writing.join().expect("writes");
    assert!(client.wait().expect("ends").success());
    said
}
