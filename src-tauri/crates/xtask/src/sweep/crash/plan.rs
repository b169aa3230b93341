//! What a seed says: when a process ends, and what is posted meanwhile.

/// A row of numbers that a seed foretells.
pub struct Chance(u64);

impl Chance {
    /// Begins the row of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    /// Returns a number below `bound`; zero when `bound` is zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).checked_rem(bound).unwrap_or(0)
    }
}

const WORDS: [&str; 24] = [
    "harbour", "lantern", "pebble", "orchard", "violin", "glacier", "copper", "meadow", "thunder",
    "ribbon", "anchor", "walnut", "compass", "velvet", "marble", "falcon", "ginger", "cobalt",
    "willow", "saddle", "ember", "quarry", "tundra", "biscuit",
];

/// Writes the text of the `number`-th post; no two are the same, and few are alike.
pub fn text(chance: &mut Chance, number: u32) -> String {
    let mut said = Vec::new();
    for _ in 0..8 {
        let at = usize::try_from(chance.below(WORDS.len() as u64)).unwrap_or(0);
        said.extend(WORDS.get(at).copied());
    }
    format!("{} {number}", said.join(" "))
}
