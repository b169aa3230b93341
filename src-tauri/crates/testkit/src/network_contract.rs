//! The facts every network must keep, told against a counterpart that plays its servers.
//!
//! A network runs them all with `network_contract!`, one named test for each fact.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, Timestamp};
use herald_pipeline::ports::{ActionExecutor, ActivitySource, Clock as _, NetworkError, Observed};

use crate::{Meddler, MockClock};

pub mod counting;
pub mod observing;
pub mod sending;

/// Plays a network's servers and the people on them, with one account of Herald's.
#[async_trait]
pub trait Counterpart: Send + Sync {
    /// Lets somebody mention the account.
    async fn mention(&self, text: &str);

    /// Returns the texts of the account's posts as the server holds them, in any order.
    async fn posted(&self) -> Vec<String>;

    /// Lets time pass on the servers.
    fn pass(&self, span: Duration);

    /// The end of the path under which news are read.
    fn news(&self) -> &'static str;

    /// The end of the path under which posts are written.
    fn posts(&self) -> &'static str;
}

/// A connected account, its network and what plays the network.
pub struct Desk {
    /// What plays the network.
    pub counterpart: Box<dyn Counterpart>,
    /// The account.
    pub account: Account,
    /// What reads.
    pub source: Arc<dyn ActivitySource>,
    /// What writes.
    pub executor: Arc<dyn ActionExecutor>,
    /// The wire between.
    pub wire: Arc<Meddler>,
    /// Herald's clock.
    pub clock: MockClock,
}

impl Desk {
    /// Lets time pass for everybody.
    pub fn pass(&self, span: Duration) {
        self.clock.advance(span);
        self.counterpart.pass(span);
    }

    /// Returns the time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Reads one page.
    ///
    /// # Errors
    /// What the network says.
    pub async fn observe(&self, cursor: Option<&str>) -> Result<Observed, NetworkError> {
        self.source.observe(&self.account, cursor).await
    }

    /// Reads until there is no more and returns what was said and where to go on.
    pub async fn read_all(&self, cursor: Option<String>) -> (Vec<String>, Option<String>) {
        let (mut said, mut cursor) = (Vec::new(), cursor);
        loop {
            let page = self.observe(cursor.as_deref()).await.expect("it is read");
            assert_eq!(page.dropped, Vec::<String>::new());
            said.extend(page.activities.into_iter().map(|one| one.text));
            cursor = page.cursor.or(cursor);
            if !page.more {
                return (said, cursor);
            }
        }
    }

    /// Reads what there is before anything happens.
    pub async fn caught_up(&self) -> Option<String> {
        self.read_all(None).await.1
    }
}

/// Checks that trouble is told in words for people, without a secret.
pub fn is_told(error: &NetworkError) {
    let NetworkError { code, message, .. } = error;
    let is_word = !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    assert!(is_word, "{code:?} of {message}");
    let is_sentence = message.ends_with('.') && message.starts_with(|c: char| !c.is_lowercase());
    assert!(is_sentence && message.len() < 600, "{message}");
    assert!(
        !message.contains("Bearer") && !message.contains("eyJ"),
        "{message}"
    );
}

/// Makes one test of every fact; `$make` makes a [`Desk`].
#[macro_export]
macro_rules! network_contract {
    ($make:ident) => {
        $crate::network_facts! { $make;
            observing {
                nothing_is_read_where_nothing_happened
                everything_that_happened_is_seen_once
                more_than_a_page_is_read_page_by_page
                an_odd_answer_costs_nothing_but_time
                fields_nobody_has_heard_of_change_nothing
                a_reply_spoiled_anywhere_loses_nothing_unsaid
            }
            sending {
                preparing_changes_nothing_and_is_the_same_twice
                what_was_sent_is_found_and_what_was_not_is_not
                a_lost_answer_is_looked_up_and_found
                a_refusal_is_no_sending_and_the_same_bytes_go_out_once_afterwards
                what_never_left_is_known_not_to_have_left
            }
            counting {
                what_is_counted_as_too_much_is_refused_and_nothing_else
            }
        }
    };
}

/// Makes one test of each fact named.
#[macro_export]
macro_rules! network_facts {
    ($make:ident; $($noun:ident { $($fact:ident)* })*) => { $(
        mod $noun {
            use super::$make;
            $(
                #[tokio::test]
                async fn $fact() {
                    let desk = $make().await;
                    $crate::network_contract::$noun::$fact(&desk).await;
                }
            )*
        }
    )* };
}
