//! The facts every store must keep, whatever its engine.
//!
//! An engine runs them all with `store_contract!`, one named test for each fact.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use herald_domain::{Account, Activity, Decision, Review, Revision, Suggestion};
use herald_pipeline::ports::{Change, Page, PageOf, Store, StoreError, UnitOfWork};

use crate::builders::{self, START};
use crate::{MockClock, RingWake};

pub mod accounts;
pub mod actions;
pub mod activities;
pub mod commits;
pub mod jobs;
pub mod journal;
pub mod parking;
pub mod reviews;
pub mod schedules;
pub mod search;
pub mod sheets;
pub mod suggestions;

/// A fresh store on a table of its own, with the clock and the wake it was given.
pub struct Desk {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock it reads.
    pub clock: Arc<MockClock>,
    /// The wake it rings.
    pub wake: Arc<RingWake>,
    /// Whatever must outlive the store, such as its folder.
    _keep: Box<dyn Any + Send>,
}

/// A store, and whatever must outlive it.
pub type Made = (Arc<dyn Store>, Box<dyn Any + Send>);

impl Desk {
    /// Makes a store.
    pub async fn new(make: impl AsyncFnOnce(Arc<MockClock>, Arc<RingWake>) -> Made) -> Self {
        let clock = Arc::new(MockClock::at(START));
        let wake = Arc::new(RingWake::default());
        let (store, keep) = make(Arc::clone(&clock), Arc::clone(&wake)).await;
        Self {
            store,
            clock,
            wake,
            _keep: keep,
        }
    }

    /// Commits a unit.
    pub async fn commit(&self, unit: UnitOfWork) {
        self.store.commit(unit).await.expect("the unit is written");
    }

    /// Commits one change.
    pub async fn write(&self, change: Change) {
        self.commit(UnitOfWork::new().with(change)).await;
    }

    /// Checks that a unit is refused because something changed meanwhile.
    pub async fn refuses(&self, unit: UnitOfWork) {
        let answer = self.store.commit(unit).await;
        assert!(matches!(answer, Err(StoreError::Conflict(_))), "{answer:?}");
    }

    /// Stores an account.
    pub async fn account(&self) -> Account {
        let account = builders::account();
        self.write(Change::PutAccount(account.clone())).await;
        account
    }

    /// Stores mentions, one for each text, oldest first.
    pub async fn mentions(&self, account: &Account, texts: &[&str]) -> Vec<Activity> {
        let mentions: Vec<Activity> = texts
            .iter()
            .map(|text| builders::mention(account, text))
            .collect();
        self.write(Change::InsertActivities(mentions.clone())).await;
        mentions
    }

    /// Stores a suggestion with its first revision and an open review.
    pub async fn open_review(&self, account: &Account, text: &str) -> UnderReview {
        let suggestion = builders::post_suggestion(account);
        let revision = builders::revision_of(&suggestion, None, 1, text);
        let review = builders::review_of(account, &suggestion, &revision);
        let unit = UnitOfWork::new()
            .with(Change::InsertSuggestion(suggestion.clone()))
            .with(Change::AddRevision(revision.clone()))
            .with(Change::InsertReview(review.clone()));
        self.commit(unit).await;
        UnderReview {
            suggestion,
            revision,
            review,
        }
    }

    /// Stores a mention and an answer to it in so many versions, with an open review of the last.
    pub async fn open_reply(
        &self,
        account: &Account,
        versions: &[&str],
    ) -> (UnderReview, Activity) {
        let mention = builders::mention(account, "What is it?");
        let suggestion = builders::suggestion_for(account, &mention);
        let mut unit = UnitOfWork::new()
            .with(Change::InsertActivities(vec![mention.clone()]))
            .with(Change::InsertSuggestion(suggestion.clone()));
        let mut last = None;
        for (number, text) in (1..).zip(versions) {
            let revision = builders::revision_of(&suggestion, Some(&mention), number, text);
            unit = unit.with(Change::AddRevision(revision.clone()));
            last = Some(revision);
        }
        let revision = last.expect("at least one version");
        let review = builders::review_of(account, &suggestion, &revision);
        self.commit(unit.with(Change::InsertReview(review.clone())))
            .await;
        let reply = UnderReview {
            suggestion,
            revision,
            review,
        };
        (reply, mention)
    }

    /// Stores the approval of a review.
    pub async fn approval(&self, review: &Review) -> Decision {
        let decision = builders::approval_of(review);
        self.write(Change::InsertDecision(decision.clone())).await;
        decision
    }
}

/// A suggestion, its first revision and its review.
pub struct UnderReview {
    /// The suggestion.
    pub suggestion: Suggestion,
    /// Its first revision.
    pub revision: Revision,
    /// Its review.
    pub review: Review,
}

/// Reads page after page and returns every item in order.
pub(crate) async fn every<T>(
    limit: u32,
    read: impl AsyncFn(Page) -> Result<PageOf<T>, StoreError>,
) -> Vec<T> {
    let mut page = Page::first(limit);
    let mut all = Vec::new();
    loop {
        let got = read(page.clone()).await.expect("the page is read");
        assert!(got.items.len() <= limit as usize, "a page is too long");
        all.extend(got.items);
        match got.next {
            Some(before) => page.before = Some(before),
            None => return all,
        }
    }
}

/// Returns ids as text.
pub(crate) fn ids<T: fmt::Display>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    items.into_iter().map(|id| id.to_string()).collect()
}

/// Runs every fact against an engine; `make` is the name of a function in scope, of the shape
/// `async fn make(clock: Arc<MockClock>, wake: Arc<RingWake>) -> Made`.
#[macro_export]
macro_rules! store_contract {
    ($make:ident) => {
        $crate::store_facts! { $make;
            accounts {
                an_account_is_read_as_it_was_put
                a_second_put_replaces_the_account
                an_account_never_becomes_somebody_else
                an_identity_is_connected_once_for_each_authority
                old_samples_are_thinned_to_one_a_day
                an_account_turns_only_as_it_was_seen
                the_health_of_an_account_is_forgotten_whole
                removed_accounts_are_not_listed
                a_state_of_a_missing_account_is_refused
                a_cursor_is_kept_by_account_and_stream
                settings_have_defaults_until_set
                the_health_of_a_part_is_replaced
                the_latest_value_of_every_metric_is_read
                a_sample_of_the_same_instant_replaces_the_older
                what_was_paid_adds_up
            }
            activities {
                an_activity_is_read_as_it_was_inserted
                a_second_sighting_leaves_the_first_alone
                twice_in_one_batch_is_one_row
                an_activity_of_no_account_is_refused
                pages_have_neither_gaps_nor_repeats
                filters_combine
                status_note_and_thread_change_alone
                a_missing_activity_is_not_changed
                known_ids_are_told_from_unknown_ones
                nul_characters_are_taken_out
            }
            search {
                every_word_must_be_there
                the_last_word_may_go_on
                names_and_handles_are_found
                case_and_accents_do_not_matter
                parts_of_a_text_without_spaces_are_found
                words_of_every_script_are_found
                hits_come_newest_first_whatever_the_order_of_arrival
                pages_of_hits_have_neither_gaps_nor_repeats
                a_query_without_a_word_finds_nothing
                no_character_of_a_query_has_a_meaning
                a_refused_unit_leaves_nothing_to_be_found
                own_posts_are_found_by_their_present_words
                an_empty_query_lists_own_posts
            }
            suggestions {
                a_suggestion_is_read_as_it_was_inserted
                a_second_suggestion_of_the_same_id_is_refused
                a_suggestion_moves_only_from_where_it_is
                revisions_are_numbered_without_gaps
                recent_drafts_come_newest_first
            }
            reviews {
                a_review_is_read_as_it_was_inserted
                a_suggestion_has_one_review
                waiting_reviews_are_open_or_back_from_snooze
                waiting_reviews_of_one_kind_are_told_apart
                reviews_are_found_by_what_they_answer
                pages_of_reviews_have_neither_gaps_nor_repeats
                a_review_changes_only_from_the_expected_state_and_digest
                a_required_state_is_checked
                decisions_are_read_as_they_were_made
                a_decision_is_undone_once
                short_ids_are_found_by_their_end
                pictures_are_kept_once
                counts_follow_the_states
                counts_stop_at_a_thousand
            }
            sheets {
                sheets_show_what_their_reviews_point_at
                a_removed_account_is_still_on_its_sheets
                a_review_that_points_nowhere_is_an_error
            }
            actions {
                an_action_is_read_as_it_was_inserted
                what_asks_is_listed
                deeds_show_what_their_actions_point_at
                a_decision_leads_to_one_action
                an_update_needs_the_expected_epoch_and_state
                a_lane_keeps_its_order_whoever_waits
                a_lane_is_held_by_one_worker
                a_claim_is_renewed_by_who_holds_it
                parallel_claims_never_share_a_head
                an_unconfirmed_head_is_claimed_as_it_is
                a_question_holds_back_its_own_conversation_alone
                the_lane_of_a_paused_account_rests
                what_was_sent_is_accounted_for
                pages_of_actions_have_neither_gaps_nor_repeats
            }
            parking {
                what_is_planned_is_found_to_be_parked
                what_lies_there_is_found_after_its_time
                what_lies_there_is_found_when_it_is_paused
            }
            journal {
                events_of_a_chain_come_oldest_first
                the_log_is_read_newest_first
                an_event_is_written_once
                every_body_is_read_as_it_was_written
            }
            jobs {
                an_event_queues_one_job_for_its_consumer
                an_event_of_the_log_alone_queues_nothing
                a_claimed_job_is_claimed_by_nobody_else
                parallel_claims_never_share_a_job
                a_job_whose_lease_has_passed_is_claimed_again
                the_older_holder_is_fenced_off
                a_postponed_job_comes_back_when_due
                a_buried_job_does_not_come_back
                a_finished_job_is_never_queued_again
                a_thinking_task_keeps_its_cause
                the_next_due_time_is_known
                released_jobs_can_be_claimed_at_once
            }
            schedules {
                a_due_row_is_claimed_once
                a_claimed_row_comes_back_after_its_lease
                rescheduling_needs_the_claim
                a_replaced_row_voids_the_claim
                removed_rows_never_fire
                the_next_fire_time_is_known
                a_row_that_rests_writes_nothing
            }
            commits {
                a_refused_unit_leaves_no_trace
                redelivery_changes_nothing
                one_failing_unit_does_not_fail_its_neighbours
                a_commit_rings_what_it_changed
                a_refused_unit_rings_nothing
                the_version_moves_with_every_commit
                an_empty_unit_is_written_by_doing_nothing
            }
        }
    };
}

/// Makes one test for each fact of `store_contract!`.
#[doc(hidden)]
#[macro_export]
macro_rules! store_facts {
    ($make:ident; $($noun:ident { $($fact:ident)* })*) => { $(
        mod $noun {
            use super::$make;
            $(
                #[tokio::test]
                async fn $fact() {
                    let desk = $crate::store_contract::Desk::new($make).await;
                    $crate::store_contract::$noun::$fact(&desk).await;
                }
            )*
        }
    )* };
}
