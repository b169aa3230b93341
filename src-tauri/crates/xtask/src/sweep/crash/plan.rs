//! What is posted while processes end.

use herald_pipeline::ports::Rng;

const WORDS: [&str; 24] = [
    "harbour", "lantern", "pebble", "orchard", "violin", "glacier", "copper", "meadow", "thunder",
    "ribbon", "anchor", "walnut", "compass", "velvet", "marble", "falcon", "ginger", "cobalt",
    "willow", "saddle", "ember", "quarry", "tundra", "biscuit",
];

/// Writes the text of the `number`-th post; no two are the same, and few are alike.
pub fn text(chance: &(dyn Rng + 'static), number: u32) -> String {
    let mut said = Vec::new();
    for _ in 0..8 {
        let at = usize::try_from(chance.below(WORDS.len() as u64)).unwrap_or(0);
        said.extend(WORDS.get(at).copied());
    }
    format!("{} {number}", said.join(" "))
}
