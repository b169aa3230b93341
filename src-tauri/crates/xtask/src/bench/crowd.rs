//! People who write a lot: activity and reviews in any number, the same at every run.

use std::time::Duration;

use anyhow::Result;
use herald_domain::{Account, AccountState, Activity, ActivityKind, Timestamp};
use herald_pipeline::ports::{Change, Rng, Store, UnitOfWork};
use herald_testkit::SeededRng;
use herald_testkit::builders::{self, START};

/// Rows written in one transaction.
pub const BATCH: usize = 1_000;

/// Different words people use; the n-th is used about 1/n as often as the first.
const VOCABULARY: u64 = 50_000;

/// One text in so many holds a rare word.
const RARE_EVERY: u64 = 20_000;

/// The digits of a word's rank, spoken: frequent words are short, as in any language.
const SYLLABLES: [&str; 10] = ["ka", "lo", "mi", "ru", "te", "so", "na", "vi", "pe", "du"];

/// A script some texts are written in, none of them with the letters of Latin.
pub struct Script {
    /// What it is called.
    pub name: &'static str,
    /// The first of its letters, in the order of Unicode.
    first: char,
    /// How many letters it has, all of them in a row.
    letters: u64,
    /// What stands between words.
    between: &'static str,
}

/// One text in twelve is written in each of these.
pub const SCRIPTS: [Script; 6] = [
    script("Japanese and Chinese", '一', 400, ""),
    script("Thai", 'ก', 46, ""),
    script("Korean", '가', 600, " "),
    script("Hindi", 'क', 37, " "),
    script("Arabic", 'ب', 19, " "),
    script("Russian", 'а', 32, " "),
];

const fn script(name: &'static str, first: char, letters: u64, between: &'static str) -> Script {
    Script {
        name,
        first,
        letters,
        between,
    }
}

impl Script {
    /// Spells a rank; no word has fewer than two letters.
    fn spelled(&self, rank: u64) -> String {
        let mut left = rank + self.letters - 1;
        let mut word = String::new();
        while left > 0 || word.is_empty() {
            let letter = u32::from(self.first) + (left % self.letters) as u32;
            word.extend(char::from_u32(letter));
            left /= self.letters;
        }
        word
    }
}

/// Draws activities, one after the other in time.
pub struct Crowd {
    rng: SeededRng,
    accounts: Vec<Account>,
    at: Timestamp,
    made: u64,
}

impl Crowd {
    /// Makes a crowd that writes to so many accounts, all of them paused: nobody reads their network.
    pub fn new(accounts: usize) -> Self {
        let paused = || Account {
            state: AccountState::Paused,
            ..builders::account()
        };
        Self {
            rng: SeededRng::new(7),
            accounts: (0..accounts).map(|_| paused()).collect(),
            at: START,
            made: 0,
        }
    }

    /// Returns the accounts written to.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Draws a number below `bound`.
    pub fn below(&self, bound: u64) -> u64 {
        let rng: &dyn Rng = &self.rng;
        rng.below(bound)
    }

    /// Draws one of a list; `None` of an empty one.
    pub fn one_of<'a, T>(&self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len() as u64) as usize)
    }

    /// Draws a word by Zipf's law.
    pub fn word(&self) -> String {
        spoken(self.rank())
    }

    fn rank(&self) -> u64 {
        let share = self.below(1 << 53) as f64 / (1_u64 << 53) as f64;
        (VOCABULARY as f64).powf(share) as u64
    }

    /// Draws one word, or two that follow each other in no text but by chance.
    pub fn part_of_a_text(&self, script: &Script) -> String {
        let word = |_| script.spelled(self.rank());
        let words: Vec<String> = (0..=self.below(2)).map(word).collect();
        words.join(script.between)
    }

    /// Returns a word that only about one text in 20,000 holds, and that was used already.
    pub fn rare_word(&self) -> String {
        rare(self.below(10.min(self.made / RARE_EVERY).max(1)))
    }

    /// Draws the activities of one batch, each up to two seconds after the one before.
    pub fn batch(&mut self) -> Vec<Activity> {
        (0..BATCH).filter_map(|_| self.activity()).collect()
    }

    fn activity(&mut self) -> Option<Activity> {
        self.at = self.at.plus(Duration::from_millis(1 + self.below(2_000)));
        let script = SCRIPTS.get(self.below(12) as usize);
        let word = |_| script.map_or_else(|| self.word(), |script| script.spelled(self.rank()));
        let mut text: Vec<String> = (0..5 + self.below(25)).map(word).collect();
        if self.made.is_multiple_of(RARE_EVERY) {
            text.push(format!(" {}", rare(self.made / RARE_EVERY % 10)));
        }
        self.made += 1;
        let kinds = [
            ActivityKind::Mention,
            ActivityKind::Reply,
            ActivityKind::Quote,
        ];
        let kind = self.one_of(&kinds)?.clone();
        let account = self.one_of(&self.accounts)?;
        Some(builders::activity_at(
            account,
            kind,
            &text.join(script.map_or(" ", |script| script.between)),
            self.at,
        ))
    }
}

/// Returns the most frequent word: most texts hold it.
pub fn common_word() -> String {
    spoken(1)
}

/// Returns the beginning of the most frequent word and of many others.
pub fn common_beginning() -> &'static str {
    "lok"
}

/// Says a rank aloud; no word has fewer than two syllables.
fn spoken(rank: u64) -> String {
    let digits = (rank + 9).to_string().into_bytes();
    let syllable = |digit: u8| SYLLABLES.get(usize::from(digit - b'0')).copied();
    digits.into_iter().filter_map(syllable).collect()
}

fn rare(nth: u64) -> String {
    format!("zanzibar{nth}")
}

/// Writes the accounts.
pub async fn put_accounts(store: &dyn Store, accounts: &[Account]) -> Result<()> {
    for account in accounts {
        let unit = UnitOfWork::new().with(Change::PutAccount(account.clone()));
        store.commit(unit).await?;
    }
    Ok(())
}

/// Writes an open review with its draft for each activity, which is stored already.
pub async fn put_reviews(
    store: &dyn Store,
    accounts: &[Account],
    answered: &[Activity],
) -> Result<()> {
    for some in answered.chunks(BATCH / 4) {
        let mut unit = UnitOfWork::new();
        for activity in some {
            let account = accounts.iter().find(|one| one.id == activity.account_id);
            let Some(account) = account else { continue };
            let suggestion = builders::suggestion_for(account, activity);
            let draft = format!("Thank you for asking. {}", activity.text);
            let revision = builders::revision_of(&suggestion, Some(activity), 1, &draft);
            let review = builders::review_of(account, &suggestion, &revision);
            unit = unit
                .with(Change::InsertSuggestion(suggestion))
                .with(Change::AddRevision(revision))
                .with(Change::InsertReview(review));
        }
        store.commit(unit).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_words_come_more_often_than_seldom_ones() {
        let mut crowd = Crowd::new(3);
        let texts: Vec<String> = crowd.batch().into_iter().map(|one| one.text).collect();
        let holding = |word: &str| {
            let holds = |text: &&String| text.split(' ').any(|one| one == word);
            texts.iter().filter(holds).count()
        };
        let (first, hundredth) = (holding(&common_word()), holding(&spoken(100)));
        assert!(first > 200 && hundredth < 60, "{first} and {hundredth}");
        assert_eq!(holding(&crowd.rare_word()), 1);
    }

    #[test]
    fn a_batch_is_in_the_order_of_time_and_spread_over_the_accounts() {
        let mut crowd = Crowd::new(3);
        let batch = crowd.batch();
        assert_eq!(batch.len(), BATCH);
        assert!(batch.is_sorted_by(|a, b| a.id < b.id));
        for account in crowd.accounts() {
            assert!(
                batch
                    .iter()
                    .filter(|one| one.account_id == account.id)
                    .count()
                    > 200
            );
        }
    }
}
