//! How many places know a network by name: another network is a folder and a line in each of a few.
#![expect(
    clippy::unwrap_used,
    reason = "a test: a file that cannot be read is a failure of the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Names of networks, as code spells them.
const NAMES: [&str; 4] = ["bluesky", "mastodon", "instagram", "linkedin"];

/// Where a network may be named: what to touch to add one, beside its own folder in `networks/src`.
const PLACES: [&str; 6] = [
    // Its word and the name people know.
    "src-tauri/crates/domain/src/network.rs",
    // The line that puts it to work.
    "src-tauri/crates/networks/src/lib.rs",
    // The simulation that plays it in the demo.
    "src-tauri/src/wiring/demo.rs",
    // Its mark and its name in the window.
    "ui/src/lib/networks.ts",
    "ui/src/lib/strings/en.ts",
    // A setting about what only some servers do says whose.
    "ui/src/lib/strings/en.desk.ts",
];

/// Sources that are not about what people use, or are made from others.
const ELSEWHERE: [&str; 15] = [
    "src-tauri/crates/networks/src/bluesky",
    "src-tauri/crates/networks/src/bluesky.rs",
    "src-tauri/crates/networks/src/mastodon",
    "src-tauri/crates/networks/src/mastodon.rs",
    "src-tauri/crates/networks/src/odd_replies.rs",
    "src-tauri/crates/networks/src/text/odd_texts.rs",
    "src-tauri/crates/simnet",
    "src-tauri/crates/testkit",
    "src-tauri/crates/xtask",
    "src-tauri/crates/drafting/src/samples.rs",
    "src-tauri/src/headless/render/samples.rs",
    "ui/src/bindings",
    "ui/src/platform/fake",
    "ui/src/test",
    "src-tauri/gen",
];

#[test]
fn a_network_is_named_in_a_few_places_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for folder in ["src-tauri/src", "src-tauri/crates", "ui/src"] {
        look_into(root, &root.join(folder), &mut found);
    }
    let places: BTreeSet<String> = PLACES.map(str::to_owned).into();
    assert_eq!(found, places);
}

fn look_into(root: &Path, folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap();
        let name = name.to_string_lossy().replace('\\', "/");
        if ELSEWHERE.contains(&name.as_str()) || is_of_tests(&name) {
            continue;
        }
        if path.is_dir() {
            look_into(root, &path, found);
        } else if is_source(&name) && names_one(&fs::read_to_string(&path).unwrap()) {
            found.insert(name);
        }
    }
}

fn is_source(name: &str) -> bool {
    [".rs", ".ts", ".svelte", ".css"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn is_of_tests(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    last == "tests" || last.ends_with("tests.rs") || last.ends_with(".test.ts")
}

/// Tells whether code, without its comments and its tests, names a network.
fn names_one(text: &str) -> bool {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = code.lines().map(str::trim_start);
    let said = lines.filter(|line| !line.starts_with("//") && !line.starts_with('*'));
    let said = said.map(str::to_lowercase);
    said.into_iter()
        .any(|line| NAMES.iter().any(|name| line.contains(name)))
}

#[test]
fn comments_and_tests_name_whom_they_like() {
    assert!(!names_one(
        "/// As on Bluesky.\nfn a() {}\n#[cfg(test)]\nmod tests { \"mastodon\" }"
    ));
    assert!(names_one("match network { Network::Bluesky => 1 }"));
    assert!(names_one("const a = 'mastodon';"));
}
