//! Thinks of an answer to an activity, or of another version of one; produces `ContentSuggested`.

use std::time::Duration;

use herald_domain::{
    Account, AccountState, Activity, ActivityKind, ActivityStatus, Capability, Event, EventBody,
    Job, PostContent, Proposal, PublishTime, RemoteRef, ReplyTarget, Review, ReviewState, Revision,
    Suggestion, SuggestionId, SuggestionKind, SuggestionState, Target, ThinkTask,
};

use crate::Context;
use crate::mint::Mint;
use crate::ports::{
    ActivitySource, Change, DraftError, DraftRequest, DraftedText, NetworkErrorKind, StoreError,
    ThreadView, UnitOfWork,
};
use crate::target::conversation;

/// How often a task is tried when the model or the network cannot be reached.
const MOST_ATTEMPTS: u32 = 4;

/// How many drafts back nothing may come again.
const RECENT: u32 = 20;

/// What thinking led to.
enum Thought {
    /// Nothing is to be done.
    Nothing,
    /// Later may be better.
    Later(String),
    /// There is no draft, for this reason.
    Declined(String),
    /// There is a draft.
    Drafted(Box<Drafted>),
}

/// A draft with what it was made from.
struct Drafted {
    text: DraftedText,
    proposal: Proposal,
    target: Target,
    thread: ThreadView,
    capability: Capability,
}

/// What is thought about.
struct Question<'a> {
    account: &'a Account,
    activity: &'a Activity,
    earlier_versions: &'a [String],
    wish: Option<String>,
    /// The version before.
    before: Option<&'a PostContent>,
    attempt: u32,
}

impl Context {
    /// Works off one task of a processor and notes its job as handled in the same unit.
    ///
    /// # Errors
    /// [`StoreError`] when reading or storing fails; a conflict means somebody was faster.
    pub async fn think(&self, job: Job, task: ThinkTask, cause: &Event) -> Result<(), StoreError> {
        match task {
            ThinkTask::Reply { activity_id } => {
                let activity = self.store().activity(&activity_id).await?;
                match activity {
                    Some(activity) => self.think_of_reply(job, activity, cause).await,
                    None => self.finish(job, UnitOfWork::new()).await,
                }
            }
            ThinkTask::Redraft {
                suggestion_id,
                wish,
            } => self.think_again(job, &suggestion_id, wish, cause).await,
        }
    }

    async fn think_of_reply(
        &self,
        job: Job,
        activity: Activity,
        cause: &Event,
    ) -> Result<(), StoreError> {
        let account = self.context_account(&activity).await?;
        let thought_of = !self.store().suggestions_for(&activity.id).await?.is_empty();
        let settled = thought_of || activity.status == ActivityStatus::Answered;
        if settled || account.state == AccountState::Removed {
            return self.finish(job, UnitOfWork::new()).await;
        }
        if !account.is_active() {
            return self.postpone(job, "The account rests.".to_owned()).await;
        }
        match self
            .draft(Question {
                account: &account,
                activity: &activity,
                earlier_versions: &[],
                wish: None,
                before: None,
                attempt: job.attempts,
            })
            .await?
        {
            Thought::Nothing => {
                let answered = Change::SetActivityStatus(activity.id, ActivityStatus::Answered);
                self.finish(job, UnitOfWork::new().with(answered)).await
            }
            Thought::Later(why) => self.postpone(job, why).await,
            Thought::Declined(reason) => {
                let unit = declined(self.mint(), &activity, cause, reason);
                self.finish(job, unit).await
            }
            Thought::Drafted(drafted) => {
                let unit = suggested(self.mint(), &account, &activity, *drafted, cause);
                self.finish(job, unit).await
            }
        }
    }

    async fn think_again(
        &self,
        job: Job,
        suggestion_id: &SuggestionId,
        wish: Option<String>,
        cause: &Event,
    ) -> Result<(), StoreError> {
        let suggestion = self.store().suggestion(suggestion_id).await?;
        let review = self.store().review_of(suggestion_id).await?;
        let (Some(suggestion), Some(review)) = (suggestion, review) else {
            return self.finish(job, UnitOfWork::new()).await;
        };
        let before = self.store().revisions(suggestion_id).await?;
        let activity = match &suggestion.activity_id {
            Some(id) => self.store().activity(id).await?,
            None => None,
        };
        let (Some(activity), Some(last)) = (activity, before.last()) else {
            return self.finish(job, UnitOfWork::new()).await;
        };
        if suggestion.state != SuggestionState::Rethinking {
            return self.finish(job, UnitOfWork::new()).await;
        }
        let account = self.context_account(&activity).await?;
        let texts: Vec<String> = before.iter().filter_map(text_of).collect();
        match self
            .draft(Question {
                account: &account,
                activity: &activity,
                earlier_versions: &texts,
                wish,
                before: last.proposal.content(),
                attempt: job.attempts,
            })
            .await?
        {
            Thought::Later(why) => self.postpone(job, why).await,
            Thought::Nothing => {
                let reason = "You have answered this already.".to_owned();
                self.finish(
                    job,
                    back_to_person(self.mint(), &review, &activity, cause, reason),
                )
                .await
            }
            Thought::Declined(reason) => {
                self.finish(
                    job,
                    back_to_person(self.mint(), &review, &activity, cause, reason),
                )
                .await
            }
            Thought::Drafted(drafted) => {
                self.finish(
                    job,
                    rethought(self.mint(), &suggestion, last, *drafted, cause)
                        .with(Change::SetActivityNote(activity.id.clone(), None)),
                )
                .await
            }
        }
    }

    async fn draft(&self, question: Question<'_>) -> Result<Thought, StoreError> {
        let Question {
            account,
            activity,
            attempt,
            ..
        } = question;
        let last_try = attempt >= MOST_ATTEMPTS;
        let source = match self.source(account.network) {
            Ok(source) => source,
            Err(error) => return Ok(Thought::Declined(error.message)),
        };
        let thread = match source.thread(account, &activity.remote).await {
            Ok(thread) => thread,
            Err(error) if error.kind == NetworkErrorKind::Gone => {
                return Ok(Thought::Declined(
                    "It was deleted before it could be answered.".into(),
                ));
            }
            Err(error) if !last_try => return Ok(Thought::Later(error.message)),
            Err(_) => ThreadView::default(),
        };
        if thread.answered_by_me && question.earlier_versions.is_empty() {
            return Ok(Thought::Nothing);
        }
        let target = thread.post.clone();
        let target = target.unwrap_or_else(|| Target::of_activity(activity));
        let planned = answer(activity, &target, &thread, frame(activity, question.before));
        let planned = match source.completed(account, planned, Some(&target)).await {
            Ok(planned) => planned,
            Err(error) if error.kind != NetworkErrorKind::Gone && !last_try => {
                return Ok(Thought::Later(error.message));
            }
            Err(error) => return Ok(Thought::Declined(error.message)),
        };
        let eligible = source.eligibility(account, &planned, Some(activity)).await;
        let capability = match eligible {
            Ok(capability) => capability,
            Err(error) if !last_try => return Ok(Thought::Later(error.message)),
            Err(error) => return Ok(Thought::Declined(error.message)),
        };
        if let Some(reason) = capability.impossible() {
            return Ok(Thought::Declined(reason.to_owned()));
        }
        let request = self
            .draft_request(question, &thread, &planned, source.as_ref())
            .await?;
        if self.is_paused(account).await? {
            return Ok(Thought::Later(
                "It was paused; it is drafted when it goes on.".to_owned(),
            ));
        }
        let answer = self.drafter().draft_reply(request).await;
        self.note_drafter(&answer, attempt).await;
        Ok(match answer {
            Ok(text) => {
                let worded = worded(planned, &text.text);
                match source.completed(account, worded, Some(&target)).await {
                    Ok(proposal) => Thought::Drafted(Box::new(Drafted {
                        text,
                        proposal,
                        target,
                        thread,
                        capability,
                    })),
                    Err(error) if last_try => Thought::Declined(error.message),
                    Err(error) => Thought::Later(error.message),
                }
            }
            Err(DraftError::Declined(reason)) => Thought::Declined(reason),
            Err(DraftError::Unavailable(reason)) if last_try => Thought::Declined(reason),
            Err(DraftError::Unavailable(reason)) => Thought::Later(reason),
        })
    }

    /// Tells whether everything, or the account, was paused while a job was under way.
    async fn is_paused(&self, account: &Account) -> Result<bool, StoreError> {
        let paused = self.store().settings().await?.is_on("engine.paused");
        Ok(paused || !self.account(&account.id).await?.is_active())
    }

    async fn draft_request(
        &self,
        question: Question<'_>,
        thread: &ThreadView,
        planned: &Proposal,
        source: &dyn ActivitySource,
    ) -> Result<DraftRequest, StoreError> {
        let settings = self.store().settings().await?;
        let account = question.account;
        let most = source.post_rules(account).max_characters;
        // Names and a warning take their part.
        let around = planned
            .content()
            .map_or(0, |content| source.count(account, content).0);
        Ok(DraftRequest {
            account: account.clone(),
            activity: question.activity.clone(),
            thread: thread.before.clone(),
            recent_drafts: self.store().recent_drafts(&account.id, RECENT).await?,
            earlier_versions: question.earlier_versions.to_vec(),
            wish: question.wish,
            max_graphemes: most.saturating_sub(around),
            max_bytes: source.post_rules(account).max_bytes,
            timeout: settings.seconds("drafting.timeout_seconds"),
        })
    }

    async fn context_account(&self, activity: &Activity) -> Result<Account, StoreError> {
        self.account(&activity.account_id).await
    }

    /// Commits a unit together with the note that its job was handled.
    pub(crate) async fn finish(&self, job: Job, mut unit: UnitOfWork) -> Result<(), StoreError> {
        unit.changes.insert(0, Change::FinishJob(job));
        self.store().commit(unit).await
    }

    /// Gives a job back for later.
    pub(crate) async fn postpone(&self, job: Job, error: String) -> Result<(), StoreError> {
        let pause = Duration::from_secs(5 << job.attempts.min(6));
        let due_at = self.clock().now().plus(pause);
        self.store()
            .commit(UnitOfWork::new().with(Change::PostponeJob { job, due_at, error }))
            .await
    }
}

fn text_of(revision: &Revision) -> Option<String> {
    revision.proposal.content().map(|c| c.text.clone())
}

fn declined(mint: &Mint, activity: &Activity, cause: &Event, reason: String) -> UnitOfWork {
    let body = EventBody::SuggestionDeclined {
        activity_id: activity.id.clone(),
        reason: reason.clone(),
    };
    UnitOfWork::new()
        .with(Change::SetActivityNote(activity.id.clone(), Some(reason)))
        .emitting(mint.follow_up(cause, activity.id.as_str(), body))
}

/// Returns what is around the words of an answer; a warning a person took off stays off.
fn frame(activity: &Activity, before: Option<&PostContent>) -> PostContent {
    PostContent {
        langs: activity.langs.clone(),
        visibility: before.and_then(|before| before.visibility),
        warning: before.map(|before| before.warning.clone().unwrap_or_default()),
        ..PostContent::default()
    }
}

/// Puts the words into an answer whose frame is complete.
fn worded(mut planned: Proposal, text: &str) -> Proposal {
    if let Some(content) = planned.content_mut() {
        text.clone_into(&mut content.text);
        content.warning = Some(content.warning.take().unwrap_or_default());
    }
    planned
}

/// Returns the answer to an activity: a message to a message, else a reply to the post.
fn answer(
    activity: &Activity,
    target: &Target,
    thread: &ThreadView,
    content: PostContent,
) -> Proposal {
    if activity.kind == ActivityKind::Message {
        return Proposal::Message {
            who: activity.author.remote_id.clone(),
            conversation: Some(conversation(activity)),
            content,
        };
    }
    let parent = target.remote.clone();
    let root: RemoteRef = thread
        .root
        .clone()
        .or_else(|| activity.root.clone())
        .unwrap_or_else(|| parent.clone());
    Proposal::Reply {
        to: ReplyTarget { parent, root },
        content,
    }
}

fn suggested(
    mint: &Mint,
    account: &Account,
    activity: &Activity,
    drafted: Drafted,
    cause: &Event,
) -> UnitOfWork {
    let Drafted {
        text: draft,
        proposal,
        target,
        thread,
        capability,
    } = drafted;
    let suggestion = Suggestion {
        id: mint.suggestion_id(),
        account_id: account.id.clone(),
        activity_id: Some(activity.id.clone()),
        kind: SuggestionKind::Reply,
        state: SuggestionState::Proposed,
        latest_revision: 1,
        created_at: mint.now(),
    };
    let revision = Revision {
        suggestion_id: suggestion.id.clone(),
        number: 1,
        proposal,
        publish_at: PublishTime::AfterApproval,
        why: draft.why,
        drafted_by: draft.drafted_by,
        warnings: Vec::new(),
        capability: Some(capability),
        target: Some(Box::new(target)),
        created_at: mint.now(),
    };
    let body = EventBody::ContentSuggested {
        suggestion_id: suggestion.id.clone(),
        revision: 1,
    };
    UnitOfWork::new()
        .with(Change::SetThread(
            activity.id.clone(),
            thread.before.clone(),
        ))
        .with(Change::SetActivityNote(activity.id.clone(), None))
        .with(Change::InsertSuggestion(suggestion))
        .with(Change::AddRevision(revision))
        .emitting(mint.follow_up(cause, activity.id.as_str(), body))
}

fn rethought(
    mint: &Mint,
    suggestion: &Suggestion,
    last: &Revision,
    drafted: Drafted,
    cause: &Event,
) -> UnitOfWork {
    let mut revision = last.clone();
    revision.number += 1;
    revision.why = drafted.text.why;
    revision.drafted_by = drafted.text.drafted_by;
    revision.capability = Some(drafted.capability);
    revision.created_at = mint.now();
    revision.target = Some(Box::new(drafted.target));
    if let (Some(content), Some(drafted)) =
        (revision.proposal.content_mut(), drafted.proposal.content())
    {
        content.text.clone_from(&drafted.text);
        content.visibility = drafted.visibility;
        content.warning.clone_from(&drafted.warning);
    }
    let body = EventBody::ContentSuggested {
        suggestion_id: suggestion.id.clone(),
        revision: revision.number,
    };
    UnitOfWork::new()
        .with(Change::MoveSuggestion {
            id: suggestion.id.clone(),
            from: vec![SuggestionState::Rethinking],
            to: SuggestionState::Proposed,
        })
        .with(Change::AddRevision(revision))
        .emitting(mint.follow_up(cause, cause.correlation.clone(), body))
}

/// Puts the version the person saw before them again, with the reason there is no other.
fn back_to_person(
    mint: &Mint,
    review: &Review,
    activity: &Activity,
    cause: &Event,
    reason: String,
) -> UnitOfWork {
    let body = EventBody::SuggestionDeclined {
        activity_id: activity.id.clone(),
        reason: reason.clone(),
    };
    UnitOfWork::new()
        .with(Change::UpdateReview {
            review: Review {
                state: ReviewState::Open,
                ..review.clone()
            },
            expected_state: ReviewState::Rethinking,
            expected_digest: review.digest.clone(),
        })
        .with(Change::MoveSuggestion {
            id: review.suggestion_id.clone(),
            from: vec![SuggestionState::Rethinking],
            to: SuggestionState::InReview,
        })
        .with(Change::SetActivityNote(activity.id.clone(), Some(reason)))
        .emitting(mint.follow_up(cause, cause.correlation.clone(), body))
}
