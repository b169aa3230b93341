//! Proposes what a person wants done themselves, for review like everything else.

use std::iter;

use herald_domain::{
    Account, Activity, ActivityKind, EventBody, Media, PostContent, Proposal, Provenance,
    PublishTime, RemoteRef, ReplyTarget, Revision, Suggestion, SuggestionId, SuggestionKind,
    SuggestionState, Verb, Warning,
};

use super::UseCaseError;
use super::record_decision::correlation;
use crate::Context;
use crate::crash::{Stage, during};
use crate::ports::{ActivitySource, Change, UnitOfWork};
use crate::stages::request_review;
use crate::target::answered;

/// What a person wants done.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What is to be done.
    pub verb: Verb,
    /// The account that would do it.
    pub account: Account,
    /// The activity it is about, where there is one.
    pub activity: Option<Activity>,
    /// What else it is about: an address or a handle.
    pub target: Option<String>,
    /// The text and pictures of a post, reply or quote.
    pub content: PostContent,
    /// The further posts of a thread.
    pub rest: Vec<PostContent>,
    /// The bytes of the pictures.
    pub media: Vec<Media>,
    /// Why a report is made.
    pub reason: Option<String>,
    /// What the moderators should know.
    pub comment: Option<String>,
    /// When it should go out.
    pub publish_at: PublishTime,
    /// What the person should know of that time, in words.
    pub note: Option<String>,
}

const REASONS: [&str; 6] = ["spam", "rude", "misleading", "sexual", "violation", "other"];

impl Context {
    /// Puts what a person wants done into review; the suggestion and the review are one unit.
    ///
    /// # Errors
    /// `BadInput` when something is missing or does not fit, `Network` when the target is not found.
    pub async fn propose_action(&self, wish: Wish) -> Result<SuggestionId, UseCaseError> {
        during(Stage::Propose, self.propose(wish)).await
    }

    async fn propose(&self, wish: Wish) -> Result<SuggestionId, UseCaseError> {
        let source = self.source(wish.account.network)?;
        let mut proposal = proposal(&wish, source.as_ref()).await?;
        address(&mut proposal, &wish, source.as_ref());
        let proposal = source.with_audience(&wish.account, proposal).await?;
        let activity = wish.activity.as_ref();
        let capability = source
            .eligibility(&wish.account, &proposal, activity)
            .await?;
        if let Some(reason) = capability.impossible() {
            return Err(UseCaseError::BadInput(format!(
                "{reason} Nothing was sent."
            )));
        }
        let contents = proposal.contents().iter();
        let mut warnings: Vec<_> = contents
            .flat_map(|c| source.check(&wish.account, c))
            .collect();
        warnings.extend(wish.note.iter().map(|note| Warning {
            code: "time".to_owned(),
            text: note.clone(),
        }));
        warnings.extend(self.answered_already(&wish, &proposal).await);
        if let Some(error) = warnings.iter().find(|w| w.code.starts_with("error_")) {
            return Err(UseCaseError::BadInput(format!(
                "{} Nothing was sent.",
                error.text
            )));
        }
        let suggestion = Suggestion {
            id: self.mint().suggestion_id(),
            account_id: wish.account.id.clone(),
            activity_id: wish.activity.as_ref().map(|a| a.id.clone()),
            kind: SuggestionKind::of(&proposal),
            state: SuggestionState::Proposed,
            latest_revision: 1,
            created_at: self.mint().now(),
        };
        let revision = Revision {
            suggestion_id: suggestion.id.clone(),
            number: 1,
            proposal,
            publish_at: wish.publish_at.clone(),
            why: "You asked for it.".to_owned(),
            drafted_by: Provenance {
                drafter: "person".into(),
                local: true,
                ..Provenance::default()
            },
            warnings,
            capability: Some(capability),
            created_at: self.mint().now(),
        };
        self.store()
            .commit(self.proposed(&wish.account, &suggestion, &revision, wish.media))
            .await?;
        Ok(suggestion.id)
    }

    /// Warns where the account has answered it already; a person may want a second answer.
    async fn answered_already(&self, wish: &Wish, proposal: &Proposal) -> Option<Warning> {
        let Proposal::Reply { to, .. } = proposal else {
            return None;
        };
        let source = self.source(wish.account.network).ok()?;
        let view = source.thread(&wish.account, &to.parent).await.ok()?;
        view.answered_by_me.then(answered)
    }

    /// A person is at the desk already, so the review is made in the same unit.
    fn proposed(
        &self,
        account: &Account,
        suggestion: &Suggestion,
        revision: &Revision,
        media: Vec<Media>,
    ) -> UnitOfWork {
        let body = match suggestion.kind {
            SuggestionKind::Reply | SuggestionKind::Post => EventBody::ContentSuggested {
                suggestion_id: suggestion.id.clone(),
                revision: 1,
            },
            SuggestionKind::Engagement | SuggestionKind::Moderation => {
                EventBody::EngagementSuggested {
                    suggestion_id: suggestion.id.clone(),
                    revision: 1,
                }
            }
        };
        let chain = correlation(suggestion);
        let event = self.mint().event(Some(&suggestion.account_id), chain, body);
        let mut unit = UnitOfWork::new();
        unit.changes.extend(media.into_iter().map(Change::PutMedia));
        unit.changes
            .push(Change::InsertSuggestion(suggestion.clone()));
        unit.changes.push(Change::AddRevision(revision.clone()));
        let review =
            request_review::decide(&event, account, suggestion, revision, None, self.mint());
        unit.events.push(event);
        if let Some(review) = review {
            unit.changes.extend(review.changes);
            unit.events.extend(review.events);
        }
        unit
    }
}

async fn proposal(wish: &Wish, source: &dyn ActivitySource) -> Result<Proposal, UseCaseError> {
    let content = wish.content.clone();
    Ok(match wish.verb {
        Verb::Post => Proposal::Post { content },
        Verb::Thread if wish.rest.is_empty() => {
            let message = "A thread has at least two posts. Add another one.";
            return Err(UseCaseError::BadInput(message.to_owned()));
        }
        Verb::Thread => Proposal::Thread {
            posts: iter::once(content).chain(wish.rest.clone()).collect(),
        },
        Verb::Message => Proposal::Message {
            who: person(wish, source).await?,
            conversation: conversation(wish),
            content,
        },
        Verb::DeleteComment => {
            let comment = post(wish, source).await?;
            let root = root_of(wish, source, &comment).await?;
            Proposal::DeleteComment { comment, root }
        }
        Verb::CloseComments => Proposal::CloseComments {
            post: post(wish, source).await?,
        },
        Verb::Reply => {
            let parent = post(wish, source).await?;
            let root = wish.activity.as_ref().and_then(|a| a.root.clone());
            let root = match root {
                Some(root) => root,
                None => source
                    .thread(&wish.account, &parent)
                    .await?
                    .root
                    .unwrap_or_else(|| parent.clone()),
            };
            Proposal::Reply {
                to: ReplyTarget { parent, root },
                content,
            }
        }
        Verb::Quote => Proposal::Quote {
            subject: post(wish, source).await?,
            content,
        },
        Verb::Like => Proposal::Like {
            subject: post(wish, source).await?,
        },
        Verb::Repost => Proposal::Repost {
            subject: post(wish, source).await?,
        },
        Verb::Follow => Proposal::Follow {
            who: person(wish, source).await?,
        },
        Verb::Mute => Proposal::Mute {
            who: person(wish, source).await?,
        },
        Verb::Block => Proposal::Block {
            who: person(wish, source).await?,
        },
        Verb::Delete => Proposal::Delete {
            subject: post(wish, source).await?,
        },
        Verb::Report => report(wish, source).await?,
        Verb::HideReply => {
            let reply = post(wish, source).await?;
            let root = root_of(wish, source, &reply).await?;
            Proposal::HideReply { reply, root }
        }
    })
}

/// Puts the name of whom it answers into an answer, where the network needs it there.
fn address(proposal: &mut Proposal, wish: &Wish, source: &dyn ActivitySource) {
    let answers = matches!(proposal.verb(), Verb::Reply | Verb::Message);
    let Some(activity) = wish.activity.as_ref().filter(|_| answers) else {
        return;
    };
    if let Some(content) = proposal.content_mut() {
        content.text = source.addressed(&wish.account, activity, &content.text);
    }
}

/// Returns the own post that begins the conversation a comment stands in.
async fn root_of(
    wish: &Wish,
    source: &dyn ActivitySource,
    comment: &RemoteRef,
) -> Result<RemoteRef, UseCaseError> {
    let known = wish.activity.as_ref().and_then(|a| a.root.clone());
    let root = match known {
        Some(root) => Some(root),
        None => source.thread(&wish.account, comment).await?.root,
    };
    let missing = "This can be done under one of your own posts only.";
    root.ok_or_else(|| UseCaseError::BadInput(missing.to_owned()))
}

/// Returns the conversation a message belongs to, where it answers one.
fn conversation(wish: &Wish) -> Option<String> {
    let activity = wish.activity.as_ref()?;
    let is_message = activity.kind == ActivityKind::Message;
    is_message.then(|| activity.root.as_ref().map(|r| r.id.clone()))?
}

async fn report(wish: &Wish, source: &dyn ActivitySource) -> Result<Proposal, UseCaseError> {
    let reason = wish.reason.clone().unwrap_or_default();
    if !REASONS.contains(&reason.as_str()) {
        return Err(UseCaseError::BadInput(format!(
            "Say why you report it: {}. Nothing was sent.",
            REASONS.join(", ")
        )));
    }
    let comment = wish.comment.clone().unwrap_or_default();
    Ok(Proposal::Report {
        subject: post(wish, source).await?,
        reason,
        comment,
    })
}

async fn post(wish: &Wish, source: &dyn ActivitySource) -> Result<RemoteRef, UseCaseError> {
    match (&wish.target, &wish.activity) {
        (Some(target), _) => Ok(source.resolve(&wish.account, target).await?),
        (None, Some(activity)) => Ok(activity.remote.clone()),
        (None, None) => Err(missing_target(wish.verb)),
    }
}

async fn person(wish: &Wish, source: &dyn ActivitySource) -> Result<String, UseCaseError> {
    match (&wish.target, &wish.activity) {
        (Some(target), _) => Ok(source.resolve(&wish.account, target).await?.id),
        (None, Some(activity)) => Ok(activity.author.remote_id.clone()),
        (None, None) => Err(missing_target(wish.verb)),
    }
}

fn missing_target(verb: Verb) -> UseCaseError {
    UseCaseError::BadInput(format!(
        "Say what the {verb} is about: an activity, an address or a handle."
    ))
}
